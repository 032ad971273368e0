"""Proof that a package stands alone: its handler is imported where nothing else is in reach.

    verify([package, …])    =>  {digest: None where it imports, else the failure's last lines}

Each zip is unpacked and imported in a child of a bare Python (`python -I -S`), with the unpacked files alone on the
path, and boto3's folder where Lambda would have it. Neither the compiler nor the local engine can be imported there.
What packages hold alike (dsl, runtime, distributions) is unpacked once for them all, so that it is compiled once.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from compiler.forms.package import Package
from compiler.passes.package.packing import ENTRY
from compiler.passes.package.resolution import LEFT_TO_LAMBDA

CHILD = Path(__file__).with_name("bare_import.py")
_PASSED_ON = ("dateutil", "six", "urllib3")
"""What boto3 itself imports and Lambda's runtime has beside it."""
_LANES = 2


def verify(packages: Iterable[Package]) -> dict[str, str | None]:
    """Import every package's handler; digest -> what went wrong, or None."""
    waiting = {package.sha256: package for package in packages}
    if not waiting:
        return {}
    with tempfile.TemporaryDirectory(prefix="statemill-verify-") as scratch, ThreadPoolExecutor(_LANES) as pool:
        provided = _lambda_provided(Path(scratch, "provided"))
        unpacked = [(digest, *_unpack(package, Path(scratch))) for digest, package in waiting.items()]
        lanes = [unpacked[start::_LANES] for start in range(_LANES)]
        done = pool.map(lambda lane: _import_all(lane, provided), [lane for lane in lanes if lane])
        return {digest: failure for lane in done for digest, failure in lane.items()}


def is_native(package: Package) -> bool:
    """Whether the zip holds compiled code, which only the target's own machine and Python can import."""
    with zipfile.ZipFile(package.file) as archive:
        return any(name.endswith((".so", ".pyd")) or ".so." in name for name in archive.namelist())


def is_foreign(failure: str, package: Package) -> bool:
    """Whether a traceback ends in a file that is neither the project's nor Statemill's."""
    places = re.findall(r'File "[^"]+/(?:entry|own|shared)-[0-9a-f]+/([^"]+)"', failure)
    return bool(places) and places[-1] not in package.modules and not places[-1].startswith(("dsl/", "runtime/", ENTRY))


def _unpack(package: Package, scratch: Path) -> tuple[str, list[str]]:
    """The folder of what packages hold alike, and those of the step's own files and of its entry before it."""
    with zipfile.ZipFile(package.file) as archive:
        mine = {*package.modules, ENTRY}
        parts = {
            "entry": [one for one in archive.infolist() if one.filename == ENTRY],
            "own": [one for one in archive.infolist() if one.filename in mine and one.filename != ENTRY],
            "shared": [one for one in archive.infolist() if one.filename not in mine],
        }
        folders = []
        for name, members in parts.items():
            content = json.dumps([(one.filename, one.CRC) for one in members])
            folders.append(scratch / f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:16]}")
            if not folders[-1].exists():
                folders[-1].mkdir()
                archive.extractall(folders[-1], members)
    return str(folders[-1]), [str(folder) for folder in folders[:-1]]


def _import_all(unpacked: list[tuple[str, str, list[str]]], provided: Path) -> dict[str, str | None]:
    """Import one (digest, shared folder, own folders) after another."""
    groups: dict[str, dict[str, list[str]]] = {}
    for digest, shared, own in unpacked:
        groups.setdefault(shared, {})[digest] = own
    done = subprocess.run(
        [sys.executable, "-I", "-S", str(CHILD)],
        input=json.dumps({"groups": groups, "provided": str(provided)}),
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ.get("PATH", ""), "AWS_DEFAULT_REGION": "us-east-1"},
    )
    if done.returncode:
        return dict.fromkeys((digest for digest, _, _ in unpacked), done.stderr.strip()[-2000:])
    answers: dict[str, str | None] = json.loads(done.stdout)
    return answers


def _lambda_provided(folder: Path) -> Path:
    """A folder with links to boto3 and what it needs, and nothing else of this environment."""
    folder.mkdir()
    for name in (*sorted(LEFT_TO_LAMBDA), *_PASSED_ON):
        spec = find_spec(name)
        if spec and spec.submodule_search_locations:
            (folder / name).symlink_to(next(iter(spec.submodule_search_locations)))
        elif spec and spec.origin:
            (folder / Path(spec.origin).name).symlink_to(spec.origin)
    return folder
