"""What an earlier build found out, kept in `build/.cache/packages.json`, so that nothing is done twice.

    cache.digest(path)                 SHA-256 of a file; not read again while its size and time stand
    cache.scans[key]                   imports of a source, by its digest and the target
    cache.built[key]                   the package that these inputs gave

A stamp is trusted only where the file was already old when it was taken: a second edit within the clock's grain would
not change it (as git's index). The file is rewritten only where something new was learnt, so that a build without a
change writes nothing.
"""

import hashlib
import json
import os
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from compiler.forms.files import write_bytes

_FORMAT = 3
_GRAIN = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT)."""


@dataclass(slots=True)
class Cache:
    """The open cache of one output folder."""

    file: Path
    stamps: dict[str, list[Any]] = field(default_factory=dict)
    scans: dict[str, Any] = field(default_factory=dict)
    built: dict[str, Any] = field(default_factory=dict)
    verified: dict[str, bool] = field(default_factory=dict)
    changed: bool = False
    _seen: dict[str, str] = field(default_factory=dict)

    def digest(self, path: Path | str) -> str:
        """The SHA-256 of a file's bytes, in hexadecimal. Raises OSError where it cannot be read."""
        name = str(path)
        if name in self._seen:
            return self._seen[name]
        facts = Path(name).stat()
        stamp = [facts.st_size, facts.st_mtime_ns, facts.st_ino]
        known = self.stamps.get(name)
        if known and known[:3] == stamp and stamp[1] + _GRAIN < known[3]:
            found = str(known[4])
        else:
            found = hashlib.sha256(Path(name).read_bytes()).hexdigest()
            if not known or known[4] != found:
                self.stamps[name] = [*stamp, time.time_ns(), found]
                self.changed = True
        self._seen[name] = found
        return found

    def remember(self, table: dict[str, Any], key: str, value: Any) -> None:
        """Learn something that a later build can use."""
        table[key] = value
        self.changed = True

    def save(self) -> None:
        """Write what was learnt, if anything; knowledge of files and packages that are gone is dropped."""
        if not self.changed:
            return
        stamps = {name: stamp for name, stamp in self.stamps.items() if name in self._seen or os.path.exists(name)}  # noqa: PTH110 - a Path each is 10 times slower
        packages = self.file.parent.parent
        built = {key: entry for key, entry in self.built.items() if (packages / entry["file"]).exists()}
        digests = {entry["sha256"] for entry in built.values()}
        verified = {digest: True for digest in self.verified if digest in digests}
        document = {"format": _FORMAT, "stamps": stamps, "scans": self.scans, "built": built, "verified": verified}
        write_bytes(self.file, json.dumps(document, separators=(",", ":")).encode())


def open_cache(out: Path) -> Cache:
    """The cache of an output folder; an unreadable or older one is as none."""
    file = out / ".cache" / "packages.json"
    try:
        document = json.loads(file.read_bytes())
        if document["format"] == _FORMAT:
            return Cache(file, document["stamps"], document["scans"], document["built"], document["verified"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return Cache(file)


def user_cache() -> Path:
    """Where installed dependencies of all projects are kept: `STATEMILL_CACHE`, else the XDG cache folder."""
    chosen = os.environ.get("STATEMILL_CACHE")
    if chosen:
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "statemill"
