"""Writing artefacts: whole or not at all, and only when something changed.

    write_text(Path("build/orders/graph.mmd"), text)      True where the file is new or different

A reader never meets half a file: bytes go to a temporary name beside it, which is then renamed.
"""

import os
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
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return True
