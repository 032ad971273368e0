"""The source lines that a finding quotes.

    lines_of("pipelines/orders.py")[30]      the text of line 31

A file that cannot be read any more quotes nothing: a finding is never lost for want of its source.
"""

import tokenize
from functools import lru_cache
from pathlib import Path


def lines_of(path: str) -> tuple[str, ...]:
    """The file's lines without their ends; () where it cannot be read as text."""
    try:
        facts = Path(path).stat()
    except (OSError, ValueError):
        return ()
    return _lines(str(Path(path).absolute()), facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _lines(path: str, _changed: int, _size: int) -> tuple[str, ...]:
    """Read anew when the file has changed: a compiler that lives on must not quote an old version."""
    try:
        with tokenize.open(path) as source:
            return tuple(source.read().split("\n"))  # the ends that Python's own lines have; no form feeds
    except (OSError, SyntaxError, UnicodeDecodeError, LookupError):
        return _plain_lines(path)


def _plain_lines(path: str) -> tuple[str, ...]:
    try:
        return tuple(Path(path).read_text(encoding="utf-8", errors="replace").split("\n"))
    except OSError:
        return ()
