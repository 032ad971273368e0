"""Which first-party files a module needs: the files that its imports reach, and what it needs from elsewhere.

    app/__init__.py                      import app.settings
    app/orders.py                        from app.money import round_half_even; import requests

    Sources(roots, target, cache).closure("app.orders")
    =>  files app/__init__.py, app/settings.py, app/orders.py, app/money.py; outside {"requests": …}

Every ancestor package's `__init__` runs when a module is imported, so it ships and is followed; a folder without one is
a namespace package and stops nothing. The name after `from a import b` is the module `a.b` where there is such a file,
an attribute of `a` otherwise.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from compiler.diagnostics.span import Span
from compiler.passes.package.cache import Cache
from compiler.passes.package.imports import Import, Note, Scan, scan
from compiler.passes.package.target import Target

RESERVED = ("compiler", "dsl", "runtime")
"""Top-level packages that are never first-party: they ship as they are, or not at all."""


@dataclass(frozen=True, slots=True)
class Source:
    """A first-party module's file. `arcname` is its path inside the package: `app/orders.py`."""

    module: str
    path: Path
    arcname: str
    is_package: bool


@dataclass(frozen=True, slots=True)
class Outside:
    """A module that is not first-party, and the import that asks for it."""

    module: str
    """As far as the import names it: `google.cloud.storage` for `from google.cloud import storage`."""
    optional: bool
    span: Span


@dataclass(frozen=True, slots=True)
class Trouble:
    """A note of a scan or a file that cannot be parsed, with its place."""

    kind: str
    subject: str
    source: Source
    span: Span


@dataclass(frozen=True, slots=True)
class Edges:
    """What one module asks for by itself."""

    inside: tuple[str, ...]
    outside: tuple[Outside, ...]
    troubles: tuple[Trouble, ...]


@dataclass(frozen=True, slots=True)
class Closure:
    """Everything that a module reaches."""

    sources: tuple[Source, ...]
    outside: tuple[Outside, ...]
    troubles: tuple[Trouble, ...]


@dataclass(slots=True)
class Sources:
    """The first-party modules under the roots."""

    roots: tuple[Path, ...]
    target: Target
    cache: Cache
    shown_from: Path = field(default_factory=Path.cwd)
    """Spans show paths relative to this folder where they can."""
    only: str | None = None
    """The one top-level package that is first-party; None for all but `RESERVED`."""
    _listings: dict[str, frozenset[str]] = field(default_factory=dict)
    _found: dict[str, Source | None] = field(default_factory=dict)
    _edges: dict[str, Edges] = field(default_factory=dict)
    _closures: dict[str, Closure] = field(default_factory=dict)

    def closure(self, module: str) -> Closure:
        """All that importing `module` runs. A module that is not first-party reaches nothing."""
        if module not in self._closures:
            self._closures[module] = self.closure_of((module,))
        return self._closures[module]

    def find(self, module: str) -> Source | None:
        """The first-party file of a module, None where there is none (a namespace package has no file)."""
        if module not in self._found:
            roots = self.roots if self._may_be_first_party(module) else ()
            self._found[module] = next((found for root in roots if (found := self._under(root, module))), None)
        return self._found[module]

    def is_first_party(self, module: str) -> bool:
        """Whether the project has the module, be it as a namespace package that holds modules."""
        if self.find(module) is not None:
            return True
        return self._may_be_first_party(module) and any(self._is_namespace(root, module) for root in self.roots)

    def _may_be_first_party(self, module: str) -> bool:
        top = _top(module)
        return top == self.only if self.only else top not in RESERVED

    def closure_of(self, modules: tuple[str, ...]) -> Closure:
        """All that importing these modules runs."""
        seen: dict[str, None] = {}
        waiting = list(modules)
        while waiting:
            name = waiting.pop()
            if name not in seen and self.find(name):
                seen[name] = None
                waiting += self.edges(name).inside
        edges = [self.edges(name) for name in seen]
        found = (self.find(name) for name in seen)
        return Closure(
            tuple(sorted((one for one in found if one), key=lambda source: source.arcname)),
            tuple(dict.fromkeys(one for edge in edges for one in edge.outside)),
            tuple(one for edge in edges for one in edge.troubles),
        )

    def edges(self, module: str) -> Edges:
        """What a first-party module asks for by itself, its ancestors' `__init__` included."""
        if module not in self._edges:
            source = self.find(module)
            self._edges[module] = self._read(source) if source else Edges((), (), ())
        return self._edges[module]

    def _read(self, source: Source) -> Edges:
        key = f"{self.cache.digest(source.path)}:{self.target.name}:{self.target.version}"
        known = self.cache.scans.get(key)
        try:
            found = Scan.of_json(known) if known else scan(source.path.read_bytes(), self.target)
        except (SyntaxError, ValueError) as error:
            line = getattr(error, "lineno", None) or 1
            place = (line, 1, line, 2)
            return Edges((), (), (self._trouble(source, Note("syntax", str(getattr(error, "msg", error)), place)),))
        if not known:
            self.cache.remember(self.cache.scans, key, found.to_json())
        inside: dict[str, None] = dict.fromkeys(_ancestors(source.module))
        outside: list[Outside] = []
        for one in found.imports:
            for name in self._asked(source, one):
                if self.is_first_party(name):
                    inside.update(dict.fromkeys((*_ancestors(name), name)))
                elif name.partition(".")[0] not in sys.stdlib_module_names or self.is_first_party(_top(name)):
                    outside.append(Outside(name, one.optional, self._span(source, one.place)))
        return Edges(tuple(inside), tuple(outside), tuple(self._trouble(source, note) for note in found.notes))

    def _asked(self, source: Source, one: Import) -> Iterator[str]:
        """The modules that an import runs, absolute."""
        base = one.module
        if one.level:
            package = source.module if source.is_package else source.module.rpartition(".")[0]
            parts = package.split(".")
            kept = parts[: len(parts) - (one.level - 1)]
            base = ".".join([*kept, *([one.module] if one.module else [])])
        if not one.names:
            yield base
            return
        if self.find(base):
            yield base
        submodules = [name for name in one.names if name != "*" and self.is_first_party(f"{base}.{name}")]
        yield from (f"{base}.{name}" for name in submodules)
        if not self.is_first_party(_top(base)):
            yield from (f"{base}.{name}" for name in one.names) if "*" not in one.names else (base,)

    def _under(self, root: Path, module: str) -> Source | None:
        *parents, name = module.split(".")
        folder = os.path.join(str(root), *parents)  # noqa: PTH118 - thousands of look-ups a build
        listing = self._list(folder)
        inside = "/".join((*parents, name))
        if name in listing and "__init__.py" in self._list(f"{folder}/{name}"):
            return Source(module, Path(folder, name, "__init__.py"), f"{inside}/__init__.py", is_package=True)
        if f"{name}.py" in listing:
            return Source(module, Path(folder, f"{name}.py"), f"{inside}.py", is_package=False)
        return None

    def _is_namespace(self, root: Path, module: str) -> bool:
        folder = os.path.join(str(root), *module.split("."))  # noqa: PTH118
        names = self._list(folder)
        return any(name.endswith(".py") for name in names) or any(
            "__init__.py" in self._list(f"{folder}/{name}") for name in names if name.isidentifier()
        )

    def _list(self, folder: str) -> frozenset[str]:
        if folder not in self._listings:
            try:
                self._listings[folder] = frozenset(os.listdir(folder))  # noqa: PTH208 - names alone
            except OSError:
                self._listings[folder] = frozenset()
        return self._listings[folder]

    def _trouble(self, source: Source, note: Note) -> Trouble:
        return Trouble(note.kind, note.subject, source, self._span(source, note.place))

    def _span(self, source: Source, place: tuple[int, int, int, int]) -> Span:
        return Span(shown(source.path, self.shown_from), *place)


def shown(path: Path, base: Path) -> str:
    """A path as messages show it: relative to `base` where it is under it."""
    return str(path.relative_to(base)) if path.is_relative_to(base) else str(path)


def _ancestors(module: str) -> tuple[str, ...]:
    parts = module.split(".")
    return tuple(".".join(parts[:length]) for length in range(1, len(parts)))


def _top(module: str) -> str:
    return module.partition(".")[0]
