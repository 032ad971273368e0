"""Variables while a body is read: which are assigned, of which type, and what each branch changed.

    mark = scope.mark()
    …read one branch…
    then = scope.undo(mark)            what the branch changed, taken back
    scope.merge((then, otherwise))     what holds behind both

Only changes are kept and joined, never whole tables: a body of n statements costs n, however many variables live.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum

from compiler.forms.types import Type, Union, union
from compiler.passes.type.merging import merged

Path = tuple[str, ...]
"""Fields below a variable: `export.day` is `("day",)`, the variable itself `()`."""


class Owned(IntEnum):
    """How much of a variable's value no other name can see, so that changing it in place shows nowhere else."""

    SHARED = 0
    OUTER = 1
    """The list, dict or record itself; its parts may be seen elsewhere, or twice in it."""
    WHOLE = 2


@dataclass(frozen=True, slots=True)
class Binding:
    """What is known of a variable at one place."""

    type: Type
    sure: bool = True
    """Whether it is assigned on every path to here."""
    owned: Owned = Owned.WHOLE
    narrowed: Mapping[Path, Type] = field(default_factory=dict)
    """Types of fields that a test has narrowed."""


@dataclass(frozen=True, slots=True)
class Delta:
    """What a branch changed; `live` tells whether its end is reached."""

    changes: Mapping[str, Binding | None]
    live: bool = True


class Scope:
    """The variables at the place that is being read."""

    def __init__(self) -> None:
        self.live = True
        self._names: dict[str, Binding] = {}
        self._log: list[tuple[str, Binding | None]] = []
        self._watches: list[dict[str, list[Binding | None]]] = []

    def get(self, name: str) -> Binding | None:
        """What is known of a name; None where no path to here assigns it."""
        return self._names.get(name)

    def set(self, name: str, binding: Binding | None) -> None:
        """Let a name be this from here on."""
        before = self._names.get(name)
        self._log.append((name, before))
        if self._watches:
            self._watches[-1].setdefault(name, [before]).append(binding)
        if binding is None:
            self._names.pop(name, None)
        else:
            self._names[name] = binding

    def narrow(self, name: str, path: Path, type_: Type) -> None:
        """Let a variable, or a field below it, be known to have this type."""
        binding = self._names.get(name)
        if binding is None:
            return
        if path:
            self.set(name, replace(binding, narrowed={**binding.narrowed, path: type_}))
        else:
            self.set(name, replace(binding, type=type_))

    def share(self, name: str, left: Owned) -> None:
        """Note that no more than this of a variable's value is its own from here on."""
        binding = self._names.get(name)
        if binding is not None and binding.owned > left:
            self.set(name, replace(binding, owned=left))

    def mark(self) -> int:
        """A place to `undo` to."""
        return len(self._log)

    def changes_since(self, mark: int) -> Delta:
        """What changed since the mark, left as it is."""
        return Delta({name: self._names.get(name) for name, _ in self._log[mark:]}, self.live)

    def undo(self, mark: int) -> Delta:
        """Take back what changed since the mark, and tell what it was."""
        delta = self.changes_since(mark)
        while len(self._log) > mark:
            name, before = self._log.pop()
            if before is None:
                self._names.pop(name, None)
            else:
                self._names[name] = before
        self.live = True
        return delta

    def merge(self, deltas: Iterable[Delta]) -> None:
        """Let hold what holds behind every branch whose end is reached."""
        reached = [delta for delta in deltas if delta.live]
        self.live = bool(reached)
        for name in dict.fromkeys(name for delta in reached for name in delta.changes):
            base = self._names.get(name)
            joined = join([delta.changes.get(name, base) for delta in reached], base)
            if joined != base:
                self.set(name, joined)

    def watch(self) -> None:
        """Begin to collect every value that names take, until `seen`."""
        self._watches.append({})

    def seen(self) -> Delta:
        """Any of the values that names have had since `watch`, the first included: what a handler may find."""
        watched = self._watches.pop()
        if self._watches:
            for name, values in watched.items():
                self._watches[-1].setdefault(name, []).extend(values)
        return Delta({name: join(values, self._names.get(name)) for name, values in watched.items()})


def join(bindings: list[Binding | None], base: Binding | None = None) -> Binding | None:
    """What is known of a variable that is one of these; `base` lends its spelling where the type is the same."""
    there = [binding for binding in bindings if binding is not None]
    if not there:
        return None
    first = there[0]
    if all(one is first for one in there) and len(there) == len(bindings):
        return first
    joined = merged(*(one.type for one in there))
    if base is not None and same_type(joined, base.type):
        joined = base.type
    paths = [path for path in first.narrowed if all(path in one.narrowed for one in there)]
    return Binding(
        joined,
        sure=len(there) == len(bindings) and all(one.sure for one in there),
        owned=min(one.owned for one in there),
        narrowed={path: union(*(one.narrowed[path] for one in there)) for path in paths},
    )


def same_type(left: Type, right: Type) -> bool:
    """Whether two types are one, whatever the order of a union's options."""
    if isinstance(left, Union) and isinstance(right, Union):
        return frozenset(left.options) == frozenset(right.options)
    return left == right
