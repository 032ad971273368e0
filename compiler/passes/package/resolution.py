"""Third-party requirements, solved for the target and installed once: `uv` does the work.

    resolve(("pymysql>=1.1", "requests"), constraints, Target((3, 13), "aarch64"))
    =>  Tree(folder, distributions={"pymysql": …, "requests": …, "urllib3": …, …})
    closure(tree, ("requests",), target)      requests and what its METADATA asks for on the target

One tree serves all steps of a build, so that steps agree on versions; each package takes out of it only its own
closure. Wheels only: a Lambda cannot compile. boto3 and what belongs to it is left to Lambda, which has it, unless a
step's own `requires` names it. Trees live in the user's cache folder, by the hash of what was asked.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

from compiler.passes.package.cache import user_cache
from compiler.passes.package.target import Target

LEFT_TO_LAMBDA = frozenset({"boto3", "botocore", "s3transfer", "jmespath", "awslambdaric"})
"""What every Python runtime of Lambda carries and a package may leave out."""
_DROPPED = frozenset({"RECORD", "INSTALLER", "REQUESTED", "direct_url.json", "uv_cache.json", "uv_build.json"})
"""Installer's notes: they differ from machine to machine and say nothing at run time."""


@dataclass(frozen=True, slots=True)
class Installed:
    """One distribution in a tree: `files` are (path in the package, SHA-256, executable)."""

    name: str
    version: str
    files: tuple[tuple[str, str, bool], ...]
    requires: tuple[str, ...]

    @property
    def modules(self) -> frozenset[str]:
        """Dotted names of the modules and packages that its files make, namespace packages' included."""
        found: set[str] = set()
        for path, _, _ in self.files:
            stem, dot, kind = path.partition(".")
            if dot and kind.endswith(("py", "so", "pyd")) and ".dist-info/" not in path:
                parts = stem.removesuffix("/__init__").split("/")
                found.update(".".join(parts[: length + 1]) for length in range(len(parts)))
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Tree:
    """A folder with installed distributions, by normalised name."""

    folder: Path
    distributions: dict[str, Installed]


class Unresolvable(Exception):
    """uv found no solution; the message is what it said."""


def resolve(requirements: Iterable[str], constraints: Iterable[str], target: Target) -> Tree:
    """The tree that satisfies all requirements on the target. Raises `Unresolvable`."""
    wanted, limits = sorted(set(requirements)), sorted(set(constraints))
    asked = json.dumps([2, wanted, limits, target.name, sys.version if target.host else ""])
    folder = user_cache() / "dependencies" / hashlib.sha256(asked.encode()).hexdigest()[:32]
    tree = _read_tree(folder)
    if tree is None:
        shutil.rmtree(folder, ignore_errors=True)
        _install(wanted, limits, target, folder)
        tree = _read_tree(folder)
        assert tree is not None, "what was just installed is there"
    return tree


def closure(tree: Tree, requirements: Iterable[str], target: Target) -> tuple[Installed, ...]:
    """The distributions that these requirements bring on the target, by name; what Lambda has only if asked by name."""
    environment = target.environment()
    asked = [one for text in requirements if (one := parsed(text))]
    skipped = LEFT_TO_LAMBDA - {canonicalize_name(one.name) for one in asked}
    seen: set[tuple[str, str]] = set()
    waiting = [(one, "") for one in asked]
    while waiting:
        one, extra_of_parent = waiting.pop()
        if one.marker and not one.marker.evaluate({**environment, "extra": extra_of_parent}):
            continue
        name = canonicalize_name(one.name)
        for extra in ("", *sorted(one.extras)):
            if name not in skipped and name in tree.distributions and (name, extra) not in seen:
                seen.add((name, extra))
                waiting += [(needed, extra) for text in tree.distributions[name].requires if (needed := parsed(text))]
    return tuple(tree.distributions[name] for name in sorted({name for name, _ in seen}))


@cache
def parsed(text: str) -> Requirement | None:
    """A requirement, None where it is not written as PEP 508 says."""
    try:
        return Requirement(text)
    except InvalidRequirement:
        return None


def _read_tree(folder: Path) -> Tree | None:
    """The tree in a folder; None where it is not there, or something cleaned files out of the cache."""
    try:
        stored = json.loads((folder / "tree.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None
    found = {}
    for name, version, files, requires in stored:
        kept = tuple((path, digest, bool(executable)) for path, digest, executable in files)
        if not all((folder / "files" / path).is_file() for path, _, _ in kept):
            return None
        found[name] = Installed(name, version, kept, tuple(requires))
    return Tree(folder / "files", found)


def _install(requirements: list[str], constraints: list[str], target: Target, folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    partial = Path(tempfile.mkdtemp(prefix=".new-", dir=folder.parent))
    try:
        (partial / "constraints.txt").write_text("\n".join(constraints), "utf-8")
        (partial / "requirements.txt").write_text("\n".join(requirements), "utf-8")
        _run_uv(partial, target)
        index = [_installed(partial / "files", info) for info in sorted((partial / "files").glob("*.dist-info"))]
        (partial / "tree.json").write_text(json.dumps(index), "utf-8")
        partial.rename(folder)
    except OSError:
        if not (folder / "tree.json").exists():  # else another build was first, with the same answer
            raise
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _run_uv(partial: Path, target: Target) -> None:
    where = [] if target.host else ["--python-platform", target.wheels, "--python-version", target.version]
    how = ["--only-binary", ":all:", "--no-compile-bytecode", "--link-mode", "copy", "--no-python-downloads"]
    what = ["--constraints", str(partial / "constraints.txt"), "-r", str(partial / "requirements.txt")]
    done = subprocess.run(
        [
            *(_uv(), "pip", "install", "--quiet", "--color", "never", "--python", sys.executable),
            *("--target", str(partial / "files"), *where, *how, *what),
        ],
        capture_output=True,
        text=True,
        check=False,
        env=_environment(),
    )
    if done.returncode:
        raise Unresolvable(done.stderr.strip() or done.stdout.strip())


def _environment() -> dict[str, str]:
    """Ours, without what leads uv to another Python; with the machine's certificates, as a company's network asks."""
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "UV_PYTHON"}}
    return {"UV_SYSTEM_CERTS": "1"} | kept


def _uv() -> str:
    """The uv that came with this distribution, else the one on PATH."""
    try:
        from uv import find_uv_bin

        return find_uv_bin()
    except (ImportError, FileNotFoundError):
        found = shutil.which("uv")
    if found is None:
        raise Unresolvable("uv is not installed; it comes with Statemill: pip install --force-reinstall statemill")
    return found


def _installed(root: Path, info: Path) -> tuple[str, str, list[tuple[str, str, bool]], list[str]]:
    """One distribution by its `dist-info`: what its RECORD lists, without what the installer or an interpreter left."""
    headers = [line for line in (info / "METADATA").read_text("utf-8", "replace").split("\n\n")[0].splitlines() if line]
    value = dict(line.split(": ", 1) for line in reversed(headers) if ": " in line)
    requires = [line.removeprefix("Requires-Dist: ") for line in headers if line.startswith("Requires-Dist: ")]
    files = []
    for line in (info / "RECORD").read_text("utf-8").splitlines():
        path = line.rsplit(",", 2)[0].strip('"')
        file = root / path
        kept = not path.startswith(("..", "bin/", "/")) and "__pycache__" not in path and not path.endswith(".pyc")
        if kept and not (".dist-info/" in path and file.name in _DROPPED) and file.is_file():
            executable = bool(file.stat().st_mode & 0o100)
            files.append((path, hashlib.sha256(file.read_bytes()).hexdigest(), executable))
    return canonicalize_name(value["Name"]), value["Version"], sorted(files), requires
