"""The journal of one execution: a line of JSON for all that reached it from outside, on disk before anything follows.

    journal = Journal(folder / "3f2a….jsonl")
    journal.write({"kind": "answer", "call": 0, …})
    journal.sync()                       # now a power failure cannot take it away
    journal.records()                    # all of them, also after a restart

Without a path nothing is kept. A line that a kill cut short was never acknowledged to anybody: it is dropped.
"""

import json
import os
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class Journal:
    """Written by one thread at a time; the file is open only while it is written, so that thousands may exist."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._unwritten: list[str] = []

    @property
    def kept(self) -> bool:
        """Whether there is a disk behind it."""
        return self._path is not None

    def write(self, record: Record) -> None:
        """Add a record; it is safe after the next `sync`."""
        if self._path is not None:
            self._unwritten.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")))

    def sync(self) -> None:
        """Put what was written on the disk."""
        if self._path is None or not self._unwritten:
            return
        new = not self._path.exists()
        with self._path.open("ab") as file:
            file.write("".join(f"{line}\n" for line in self._unwritten).encode("utf-8", "surrogatepass"))
            file.flush()
            os.fsync(file.fileno())
        self._unwritten.clear()
        if new:
            sync_folder(self._path.parent)

    def records(self) -> list[Record]:
        """What is on the disk; the file is cut after its last whole line, so that a next one begins well."""
        if self._path is None or not self._path.exists():
            return []
        content = self._path.read_bytes()
        whole = content[: content.rfind(b"\n") + 1]
        if len(whole) < len(content):
            with self._path.open("r+b") as file:
                file.truncate(len(whole))
        return [json.loads(line.decode("utf-8", "surrogatepass")) for line in whole.splitlines()]

    def delete(self) -> None:
        """Forget everything."""
        if self._path is not None:
            self._path.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put a folder's entries on the disk: a new file is safe only then."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_document(path: Path, document: Any) -> None:
    """Replace a JSON document as a whole, safely: to a temporary name, to the disk, then renamed."""
    temporary = path.with_suffix(".tmp")
    with temporary.open("w", encoding="utf-8", errors="surrogatepass") as file:
        json.dump(document, file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(path)
    sync_folder(path.parent)
