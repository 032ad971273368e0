"""Proof that a package stands alone: its handler is imported where nothing else is in reach.

    verify([package, …])    =>  {digest: None where it imports, else the failure's last lines}

Each zip is unpacked and imported in its own bare child (`python -I -S`), with the unpacked folder alone on the path,
and boto3's folder where Lambda would have it. Neither the compiler nor the local engine can be imported there. One bare
parent forks the children, so that a start of Python is paid once.
"""

import json
import os
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

from compiler.forms.package import Package
from compiler.passes.package.resolution import LEFT_TO_LAMBDA

CHILD = Path(__file__).with_name("bare_import.py")
_PASSED_ON = ("python_dateutil", "dateutil", "six", "urllib3")
"""What boto3 itself imports and Lambda's runtime has beside it."""


def verify(packages: Iterable[Package]) -> dict[str, str | None]:
    """Import every package's handler, two at a time; digest -> what went wrong, or None."""
    waiting = list({package.sha256: package for package in packages}.values())
    if not waiting:
        return {}
    lanes = [lane for lane in (waiting[0::2], waiting[1::2]) if lane]
    with tempfile.TemporaryDirectory(prefix="statemill-verify-") as scratch, ThreadPoolExecutor(2) as pool:
        provided = _lambda_provided(Path(scratch) / "provided")
        done = pool.map(
            lambda numbered: _lane(numbered[1], Path(scratch, str(numbered[0])), provided), enumerate(lanes)
        )
        return {digest: failure for lane in done for digest, failure in lane.items()}


def is_native(package: Package) -> bool:
    """Whether the zip holds compiled code, which only the target's own machine and Python can import."""
    with zipfile.ZipFile(package.file) as archive:
        return any(name.endswith((".so", ".pyd")) or ".so." in name for name in archive.namelist())


def _lane(packages: list[Package], scratch: Path, provided: Path) -> dict[str, str | None]:
    scratch.mkdir(parents=True)
    folders = {}
    for package in packages:
        folder = scratch / package.sha256[:16]
        with zipfile.ZipFile(package.file) as archive:
            archive.extractall(folder)
        folders[package.sha256] = str(folder)
    asked = json.dumps({"folders": folders, "provided": str(provided)})
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-B", str(CHILD)],
        input=asked,
        capture_output=True,
        text=True,
        check=False,
        cwd=scratch,
        env={"PATH": os.environ.get("PATH", ""), "AWS_DEFAULT_REGION": "us-east-1"},
    )
    if done.returncode:
        return dict.fromkeys(folders, done.stderr.strip()[-2000:])
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
