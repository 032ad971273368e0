"""Where MariaDB's server program comes from: this machine, or Debian's archive, unpacked into a cache without
installing.

    files = find_or_fetch()
    files.program          /usr/sbin/mariadbd, or ~/.cache/statemill/mariadb-…/usr/sbin/mariadbd
    files.environment()    with LD_LIBRARY_PATH where the libraries were fetched too

Fetching needs `apt-get` and `dpkg` (Debian, Ubuntu), no root, and about 8 MB; it happens once for each machine.
"""

import os
import platform
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runtime.local.embedded.folders import cache_folder

PROGRAMS = ("mariadbd", "mysqld")
"""What the server is called."""

_ELSEWHERE = ("/usr/sbin", "/usr/libexec", "/usr/local/sbin", "/usr/local/mysql/bin", "/opt/homebrew/bin")
"""Where servers are that an ordinary user's PATH leaves out."""

_PACKAGES = ("mariadb-server-core", "mariadb-server-core-10.6", "mariadb-server-core-10.3")
"""The package with the server and its SQL files: Debian and newer Ubuntu, Ubuntu 22.04, Ubuntu 20.04."""

_LIBRARY_PACKAGES = {"libaio.so.1": ("libaio1t64", "libaio1"), "liburing.so.2": ("liburing2",)}
"""Libraries whose package is not named after them the usual way."""

INSTALL_HINT = (
    "install MariaDB's server so that `mariadbd` is on PATH: "
    "`apt-get install mariadb-server-core` on Debian and Ubuntu, `dnf install mariadb-server` on Fedora, "
    "`brew install mariadb` on macOS"
)

Say = Callable[[str], None]


class MariaDBUnavailable(RuntimeError):
    """No MariaDB server can be had on this machine; the message says what to install."""


@dataclass(frozen=True, slots=True)
class ServerFiles:
    """A server program and what it needs around it."""

    program: Path
    share: Path
    """The folder with the SQL files of the system tables and the error messages."""
    libraries: tuple[Path, ...] = ()
    oracle: bool = False
    """Whether this is Oracle's MySQL, which sets itself up in its own way."""

    def environment(self) -> dict[str, str]:
        """The environment in which the program finds its libraries."""
        known = os.environ.get("LD_LIBRARY_PATH", "")
        paths = [*map(str, self.libraries), *([known] if known else [])]
        return {**os.environ, **({"LD_LIBRARY_PATH": ":".join(paths)} if paths else {})}


def find_or_fetch(say: Say = lambda _: None) -> ServerFiles:
    """The server of this machine, or one fetched into the cache. Raises MariaDBUnavailable.

    `say` is told about a fetch, which takes some seconds.
    """
    return installed() or cached() or fetch(say)


def installed() -> ServerFiles | None:
    """A server that is installed on this machine."""
    for name in PROGRAMS:
        found = shutil.which(name) or shutil.which(name, path=":".join(_ELSEWHERE))
        if found:
            program = Path(found).resolve()
            if files := _files(program, (program.parent.parent, Path("/usr"), Path("/usr/local")), ()):
                return files
    return None


def cached() -> ServerFiles | None:
    """A server that was fetched before."""
    return _unpacked(_target())


def _target() -> Path:
    return cache_folder() / f"mariadb-{platform.machine()}"


def _unpacked(root: Path) -> ServerFiles | None:
    for name in PROGRAMS:
        program = root / "usr/sbin" / name
        if program.exists():
            return _files(program, (root / "usr",), tuple(sorted(root.glob("usr/lib/*-linux-gnu*"))))
    return None


def _files(program: Path, bases: tuple[Path, ...], libraries: tuple[Path, ...]) -> ServerFiles | None:
    for base in bases:
        found = sorted(base.glob("share/*/english/errmsg.sys")) or sorted(base.glob("share/english/errmsg.sys"))
        for messages in found:
            share = messages.parent.parent
            oracle = not any(share.glob("m*_system_tables.sql"))
            return ServerFiles(program, share, libraries, oracle)
    return None


def fetch(say: Say = lambda _: None) -> ServerFiles:
    """Downloads the server and the libraries it lacks, and unpacks them into the cache. Raises MariaDBUnavailable."""
    if not (shutil.which("apt-get") and shutil.which("dpkg")):
        raise MariaDBUnavailable(f"no MariaDB server here, and no apt-get to fetch one with: {INSTALL_HINT}")
    say("fetching a private MariaDB server from the Debian archive (about 8 MB, once)")
    target = _target()
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".mariadb-", dir=target.parent) as scratch:
        root = Path(scratch) / "root"
        apt = _Apt(Path(scratch))
        apt.unpack_any(_PACKAGES, root)
        _add_libraries(apt, root)
        if _unpacked(root) is None:
            raise MariaDBUnavailable(f"what the archive gave holds no server: {INSTALL_HINT}")
        try:
            root.rename(target)
        except OSError:  # another process was quicker
            if _unpacked(target) is None:
                raise
    files = cached()
    assert files is not None
    return files


def _add_libraries(apt: "_Apt", root: Path) -> None:
    """Fetches the shared libraries that this machine lacks; a library may want another, hence the rounds."""
    for _ in range(4):
        files = _unpacked(root)
        if files is None or not (lacking := _lacking(files)):
            return
        for library in lacking:
            apt.unpack_any(_library_packages(library), root)


def _lacking(files: ServerFiles) -> list[str]:
    listing = subprocess.run(
        ["ldd", str(files.program)], env=files.environment(), capture_output=True, text=True, check=False
    )
    return re.findall(r"^\s*(\S+) => not found", listing.stdout, re.MULTILINE)


def _library_packages(library: str) -> tuple[str, ...]:
    """The packages that may hold a library: Debian names them after the file, `libsnappy.so.1` is in `libsnappy1`."""
    if library in _LIBRARY_PACKAGES:
        return _LIBRARY_PACKAGES[library]
    stem, _, number = library.lower().partition(".so.")
    joined = f"{stem}-{number}" if stem[-1:].isdigit() else f"{stem}{number}"
    return (f"{joined}t64", joined, f"{stem}-{number}")


class _Apt:
    """`apt-get download` for anybody: with this machine's package lists, or else with lists of its own in `scratch`."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self.own: list[str] = []
        self.last = ""

    def unpack_any(self, names: tuple[str, ...], root: Path) -> None:
        """Unpacks the first of `names` that the archive has. Raises MariaDBUnavailable."""
        for name in names:
            if self._download(name, root):
                return
        if not self.own:
            self._update()
            self.unpack_any(names, root)
            return
        raise MariaDBUnavailable(f"the archive gives none of {', '.join(names)} ({self.last}): {INSTALL_HINT}")

    def _download(self, name: str, root: Path) -> bool:
        with _folder(self.scratch / "deb") as folder:
            if not self._run(["download", name], folder):
                return False
            for package in folder.glob("*.deb"):
                root.mkdir(exist_ok=True)
                subprocess.run(["dpkg", "-x", str(package), str(root)], check=True, capture_output=True)
            return True

    def _update(self) -> None:
        """Reads the archive's lists into the scratch folder, which needs no rights on the machine's own."""
        lists, cache = self.scratch / "lists", self.scratch / "cache"
        for needed in (lists / "partial", cache / "archives" / "partial"):
            needed.mkdir(parents=True, exist_ok=True)
        self.own = ["-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={cache}"]
        if not self._run(["update"], self.scratch):
            raise MariaDBUnavailable(f"the Debian archive cannot be read ({self.last}): {INSTALL_HINT}")

    def _run(self, arguments: list[str], folder: Path) -> bool:
        # Without the sandbox user apt neither warns nor fails where that user cannot write.
        command = ["apt-get", "-qq", "-o", "APT::Sandbox::User=root", *self.own, *arguments]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
        self.last = (done.stderr.strip() or "no reason given").splitlines()[-1]
        return done.returncode == 0


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    path.mkdir()
    try:
        yield path
    finally:
        shutil.rmtree(path)
