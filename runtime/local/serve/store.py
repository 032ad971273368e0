"""Where the server's state is: in memory, or in a folder too, so that the next server goes on with it.

store = Store(Path("data"))           # ValueError where another server uses the folder
store.save("machines", arn, document);  store.load("machines", from_document);  store.journal(arn)

data/machines/*.json   data/activities/*.json   data/definitions/<sha256>.json   data/executions/*.jsonl   data/format
"""

import fcntl
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar

from runtime.local.serve.journal import Journal, write_document

Loaded = TypeVar("Loaded")

FORMAT = "1"
"""Of what is in the folder. Fields may be added with a default; anything else is a new format."""

_FOLDERS = ("machines", "activities", "definitions", "executions")


class Store:
    """Documents by kind and key, definitions by content, a journal per execution."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._definitions: dict[str, str] = {}
        self._lock: IO[str] | None = None
        if folder is not None:
            for name in _FOLDERS:
                (folder / name).mkdir(parents=True, exist_ok=True)
            self._lock = self._locked(folder)
            self._check_format(folder / "format")

    @property
    def lasting(self) -> bool:
        """Whether there is a folder."""
        return self._folder is not None

    def save(self, kind: str, key: str, document: Any) -> None:
        """Put a document on the disk."""
        if self._folder is not None:
            write_document(self._file(kind, key), document)

    def delete(self, kind: str, key: str) -> None:
        """Remove a document."""
        if self._folder is not None:
            self._file(kind, key).unlink(missing_ok=True)

    def load(self, kind: str, read: Callable[[Any], Loaded]) -> Iterator[Loaded]:
        """What `read` makes of all documents of a kind; ValueError names the one that it cannot read."""
        if self._folder is not None:
            for file in sorted((self._folder / kind).glob("*.json")):
                try:
                    found = read(json.loads(file.read_text(encoding="utf-8", errors="surrogatepass")))
                except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
                    raise ValueError(f"{file} is damaged: {error!r}") from None
                yield found

    def keep_definition(self, text: str) -> str:
        """Keep a definition's text; returns its key."""
        key = _sha256(text)
        if key not in self._definitions:
            if self._folder is not None and not self._definition_file(key).exists():
                write_document(self._definition_file(key), text)
            self._definitions[key] = text
        return key

    def definition(self, key: str) -> str:
        """The text of a definition that was kept; OSError where it is missing or damaged."""
        if key not in self._definitions:
            file = self._definition_file(key)
            try:
                text = json.loads(file.read_text(encoding="utf-8", errors="surrogatepass"))
            except ValueError:
                text = None
            if not isinstance(text, str) or _sha256(text) != key:
                raise OSError(f"{file} is damaged")
            self._definitions[key] = text
        return self._definitions[key]

    def journal(self, arn: str) -> Journal:
        """The journal of an execution."""
        if self._folder is None:
            return Journal(None)
        return Journal(self._folder / "executions" / f"{_digest(arn)}.jsonl")

    def journals(self) -> Iterator[Journal]:
        """Those of all executions, in the order of their names on the disk."""
        if self._folder is not None:
            for file in sorted((self._folder / "executions").glob("*.jsonl")):
                yield Journal(file)

    def close(self) -> None:
        """Let another server have the folder."""
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _file(self, kind: str, key: str) -> Path:
        assert self._folder is not None
        return self._folder / kind / f"{_digest(key)}.json"

    def _definition_file(self, key: str) -> Path:
        assert self._folder is not None
        return self._folder / "definitions" / f"{key}.json"

    @staticmethod
    def _check_format(file: Path) -> None:
        found = file.read_text(encoding="utf-8").strip() if file.exists() else None
        if found not in (None, FORMAT):
            raise ValueError(f"{file.parent} has format {found}; this version of statemill reads format {FORMAT}")
        if found is None:
            file.write_text(f"{FORMAT}\n", encoding="utf-8")

    @staticmethod
    def _locked(folder: Path) -> IO[str]:
        lock = (folder / "lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.close()
            raise ValueError(f"{folder} is in use by another server") from None
        return lock


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
