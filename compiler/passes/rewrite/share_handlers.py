"""Handlers that do the same stand once: each of them enters a Block.

    try: do "load" task …                      block handle ImportFailed by …:
    catch ImportFailed:                          do "alert" task …
      do "alert" task …                          return None
      return None                              try: do "load" task …
    try: do "copy" task …                =>    catch ImportFailed: enter handle ImportFailed
    catch ImportFailed:                        try: do "copy" task …
      do "alert" task …                        catch ImportFailed: enter handle ImportFailed
      return None

Handlers that leave share even a single state, since nothing has to send them back; those that go on share what is worth
it (`compiler.forms.entering`). A handler whose only state is a failure keeps it, and with it its own line.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from compiler.diagnostics.span import Span
from compiler.forms.entering import worth_entering
from compiler.forms.expressions import Constant, Expression, Local, StateInput
from compiler.forms.flow import (
    Assign,
    Block,
    Body,
    Break,
    Catcher,
    Continue,
    Do,
    Enter,
    Flow,
    If,
    Loop,
    Operation,
    Raise,
    Return,
    Try,
)
from compiler.forms.flow_check import continues, inner_bodies
from compiler.forms.types import INT
from compiler.forms.weighing import counted
from compiler.passes.rewrite.trees import (
    all_assigned,
    bodies_of,
    expressions_of,
    inner_machines,
    map_bodies,
    with_machines,
)


def share_handlers(flow: Flow) -> Flow:
    """The flow with equal handlers standing once."""
    given = Counter(all_assigned(flow.body))
    names = _Names(set(given), set(_labels(flow.body)), _reads(flow.body), given)
    return replace(flow, body=_home(flow.body, names))


@dataclass(slots=True)
class _Names:
    """The variables and blocks of the flow."""

    variables: set[str]
    labels: set[str]
    read: Counter[str]
    """How often each variable is read."""
    given: Counter[str]
    """How often each is assigned."""

    def slot(self) -> str:
        return self._fresh("handler_from", self.variables)

    def label(self, catcher: Catcher) -> str:
        return self._fresh(f"handle {catcher.errors[0].removeprefix('States.')}", self.labels)

    def own(self, catcher: Catcher) -> frozenset[str]:
        """The variables that the handler assigns, and nobody else assigns or reads."""
        read = _reads(catcher.body)
        given = Counter((*all_assigned(catcher.body), *(one.name for one in catcher.assigns)))
        mine = (name for name in given if (self.read[name], self.given[name]) == (read[name], given[name]))
        return frozenset(mine)

    def _fresh(self, wanted: str, taken: set[str]) -> str:
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}_{number}" if taken is self.variables else f"{wanted} {number}"
        taken.add(name)
        return name


def _labels(body: Body) -> Iterator[str]:
    for operation in body:
        if isinstance(operation, Block):
            yield operation.label
        for inner in bodies_of(operation):
            yield from _labels(inner)


_Shared = dict[int, tuple[Block, int, dict[str, str]]]
"""A handler (by id) → its Block, its way back, and its own variables' names there."""


def _home(body: Body, names: _Names) -> Body:
    """A machine's body or a Try's, with the handlers that run in it shared, and the homes inside it."""
    groups: dict[Any, list[tuple[Catcher, _Own]]] = defaultdict(list)
    for catcher in _catchers(body):
        if _can_stand_alone(catcher.body):
            own = _Own(names.own(catcher))
            groups[_shape(catcher.body, own)].append((catcher, own))
    shared: _Shared = {}
    blocks = []
    for several in groups.values():
        if _is_worth_it([catcher for catcher, _ in several]):
            first, first_own = several[0]
            block = Block(names.label(first), names.slot(), first.body, first.span)
            blocks.append(block)
            for way, (one, own) in enumerate(several, 1):
                shared[id(one)] = (block, way, own.in_words_of(first_own))
    return (*(replace(one, body=_inside(one.body, {}, names)) for one in blocks), *_inside(body, shared, names))


def _catchers(body: Body) -> Iterator[Catcher]:
    """The handlers that run in a home: not those inside a Try of it, which run under that one's handlers."""
    for operation in body:
        if isinstance(operation, Try):
            for catcher in operation.catchers:
                yield catcher
                yield from _catchers(catcher.body)
        elif not isinstance(operation, Do):
            for inner in inner_bodies(operation):
                yield from _catchers(inner)


def _can_stand_alone(body: Body) -> bool:
    """Whether nothing in it leads to a loop or a block around it."""
    return not any(_leads_out(body, frozenset()))


def _leads_out(body: Body, labels: frozenset[str]) -> Iterator[bool]:
    for operation in body:
        match operation:
            case Break(label) | Continue(label):
                yield label not in labels
            case Enter() | Block():
                yield True
            case Loop(label, inner):
                yield from _leads_out(inner, labels | {label})
            case _:
                for inner in inner_bodies(operation):
                    yield from _leads_out(inner, labels)


def _is_worth_it(several: list[Catcher]) -> bool:
    body = several[0].body
    if len(several) < 2 or not body or (len(body) == 1 and isinstance(body[0], Raise)):
        return False
    states = sum(map(_states, body))
    return worth_entering(len(several), states) if continues(body) else states > 0


def _states(operation: Operation) -> int:
    match operation:
        case Do():
            return 1 + sum(_states(one) for inner in inner_machines(operation) for one in inner)
        case Return(value):
            return not isinstance(value, StateInput)
        case _:
            own = isinstance(operation, If | Raise)
            return own + sum(_states(one) for inner in inner_bodies(operation) for one in inner)


def _inside(body: Body, shared: _Shared, names: _Names) -> Body:
    """The body with its shared handlers entering their Blocks."""

    def changed(operation: Operation) -> Operation:
        if isinstance(operation, Do):
            return with_machines(operation, lambda inner: _home(inner, names))
        if not isinstance(operation, Try):
            return map_bodies(operation, lambda inner: _inside(inner, shared, names))
        catchers = tuple(_entering(one, shared, names) for one in operation.catchers)
        return replace(operation, body=_home(operation.body, names), catchers=catchers)

    return tuple(changed(operation) for operation in body)


def _entering(catcher: Catcher, shared: _Shared, names: _Names) -> Catcher:
    if id(catcher) not in shared:
        return replace(catcher, body=_inside(catcher.body, shared, names))
    block, way, words = shared[id(catcher)]
    assigns = tuple(replace(one, name=words.get(one.name, one.name)) for one in catcher.assigns)
    back = continues(catcher.body)
    if back:
        assigns = (*assigns, Assign(block.slot, Constant(way, INT, catcher.span)))
    return replace(catcher, assigns=assigns, body=(Enter(block.label, way, (), catcher.span, back),))


@dataclass(slots=True)
class _Own:
    """What a body calls in its own way: its loops, and variables that nobody else knows; each with its number."""

    variables: frozenset[str]
    numbers: dict[str, int] = field(default_factory=dict)

    def number(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))

    def in_words_of(self, other: "_Own") -> dict[str, str]:
        """Each of these names → the other's for the same thing."""
        names = {number: name for name, number in other.numbers.items()}
        return {name: names[number] for name, number in self.numbers.items() if name in self.variables}


def _shape(node: Any, own: _Own) -> Any:
    """What makes two bodies equal: all but where they are written and what is their own."""
    if isinstance(node, tuple):
        return tuple(_shape(one, own) for one in node)
    if not is_dataclass(node) or not type(node).__module__.startswith("compiler.forms"):
        return (type(node), repr(node)) if isinstance(node, str | int | float | bool | None) else id(node)
    parts: list[Any] = [type(node)]
    for one in fields(node):
        value = getattr(node, one.name)
        if one.name == "label" or (one.name == "name" and isinstance(node, Assign | Local) and value in own.variables):
            parts.append(own.number(value))
        elif not isinstance(value, Span):
            parts.append(_shape(value, own))
    return tuple(parts)


def _reads(body: Body) -> Counter[str]:
    """How often each variable is read in a body, inner machines included."""
    return counted(_expressions(body))


def _expressions(body: Body) -> Iterator[Expression]:
    for operation in body:
        yield from expressions_of(operation)
        for inner in bodies_of(operation):
            yield from _expressions(inner)
