"""The journal of one execution: a line of JSON for all that reached it from outside, on disk before anything follows.

    journal = Journal(folder / "3f2a….jsonl")
    journal.write({"kind": "answer", "call": 0, …})
    journal.sync()                       # now a power failure cannot take it away
    journal.records()                    # all of them, also after a restart

Without a path nothing is kept. Lines that a kill or a power failure cut short at the end were never acknowledged to
anybody: they are dropped. A line that cannot be read with others after it is damage: ValueError.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

Record = dict[str, Any]

_AGAIN = 1.0
"""Seconds between tries to write where the disk takes nothing."""


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
        """Put what was written on the disk; OSError where it takes nothing, and then it is as it was before."""
        path = self._path
        if path is None or not self._unwritten:
            return
        _append(path, "".join(f"{line}\n" for line in self._unwritten).encode("utf-8", "surrogatepass"))
        self._unwritten.clear()

    def write_now(self, record: Record) -> None:
        """Add a record and put it on the disk; OSError, and then it is forgotten."""
        self.write(record)
        try:
            self.sync()
        except OSError:
            self._unwritten.pop()
            raise

    def insist(self) -> None:
        """The same, again and again until the disk takes it: an execution that goes on must not get ahead of it."""
        told = False
        while True:
            try:
                self.sync()
            except OSError as error:
                if not told:
                    sentence = f"an execution stands still until its journal can be written: {error}"
                    sys.stderr.write(f"statemill: {sentence}\n")
                told = True
                time.sleep(_AGAIN)
            else:
                return

    def records(self) -> list[Record]:
        """What is on the disk; the file is cut after its last whole line, so that a next one begins well."""
        if self._path is None or not self._path.exists():
            return []
        content = self._path.read_bytes()
        lines = content.splitlines(keepends=True)
        found = [_read(line) for line in lines]
        while found and found[-1] is None:
            found.pop()
        if None in found:
            raise ValueError(f"line {found.index(None) + 1} is damaged")
        whole = sum(len(line) for line in lines[: len(found)])
        if whole < len(content):
            os.truncate(self._path, whole)
        return [one for one in found if one is not None]

    def delete(self) -> None:
        """Forget everything, and what is written from now on."""
        path, self._path = self._path, None
        if path is not None:
            path.unlink(missing_ok=True)

    def set_aside(self) -> Path:
        """Put a damaged journal where nobody reads it; returns where."""
        assert self._path is not None
        return self._path.rename(self._path.with_suffix(".damaged"))


def _append(path: Path, content: bytes) -> None:
    """Add to a file and put it on the disk, or leave the file as it was."""
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
    try:
        before, left = os.fstat(handle).st_size, memoryview(content)
        try:
            while left:
                left = left[os.write(handle, left) :]
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, before)
            raise
    finally:
        os.close(handle)
    if before == 0:
        sync_folder(path.parent)


def _read(line: bytes) -> Record | None:
    """The record of a line; None where it is none."""
    try:
        record = json.loads(line.decode("utf-8", "surrogatepass")) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


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
