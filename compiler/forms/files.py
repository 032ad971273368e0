"""Writing artefacts: whole or not at all, and only when something changed.

write_text(Path("build/orders/graph.mmd"), text)      True where the file is new or different
"""

import os
import tempfile
from pathlib import Path


def write_text(path: Path, text: str) -> bool:
    """Make `path` hold `text` (UTF-8); whether it was written. An unchanged file keeps its time stamp."""
    return write_bytes(path, text.encode("utf-8"))


def write_bytes(path: Path, data: bytes) -> bool:
    """Make `path` hold `data`, folders included; whether it was written. Raises OSError where it cannot be."""
    try:
        if path.read_bytes() == data:
            return False
    except (FileNotFoundError, NotADirectoryError):
        path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(partial).chmod(0o666 & ~_umask())
        Path(partial).replace(path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise
    return True


def _umask() -> int:
    """The process's umask, which mkstemp ignores; reading it means setting it for a moment."""
    current = os.umask(0o077)
    os.umask(current)
    return current
