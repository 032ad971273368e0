"""Paths: each step is applied to every result of the step before, and the results are put in one flat sequence.

    path(parse("orders.items.sku"), closure_of)({"orders": [{"items": [{"sku": 1}, {"sku": 2}]}]}, frame)    # [1, 2]

A path of plain names, by far the most common, walks dicts directly. A path with bindings (`@$x`, `#$i`, `%`) carries a
stream of tuples: dicts with the value under `@` and the bindings beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures import constructors
from runtime.local.jsonata.closures.filters import Closure, Make, filtering
from runtime.local.jsonata.frames import Frame
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.values import UNDEFINED, Outer, Sequence, TupleStream, Whole, append, collapse


def lookup(value: Any, key: str) -> Any:
    """The field of an object, or of every object in an array."""
    if type(value) is dict:
        return value.get(key, UNDEFINED)
    if not isinstance(value, list):
        return UNDEFINED
    results = Sequence()
    for item in value:
        found = item.get(key, UNDEFINED) if type(item) is dict else lookup(item, key)
        if isinstance(found, list):
            results.extend(found)
        elif found is not UNDEFINED:
            results.append(found)
    return results


def name(key: str) -> Closure:
    """A field of the context."""
    return lambda context, _frame: lookup(context, key)


def parent(node: syntax.Parent) -> Closure:
    """`%`: what the step that it means has stored."""
    slot = node.slot
    return lambda _context, frame: frame.lookup(slot.label)


def wildcard(context: Any, _frame: Frame) -> Any:
    """`*`: every field's value, arrays taken apart."""
    results: Any = Sequence()
    if type(context) is Outer and context:
        context = context[0]
    values = context.values() if type(context) is dict else context if isinstance(context, list) else ()
    for value in values:
        if isinstance(value, list):
            results = append(results, _flat(value))
        else:
            results.append(value)
    return results


def _flat(value: Any) -> list[Any]:
    if not isinstance(value, list):
        return [value]
    return [leaf for item in value for leaf in _flat(item)]


def descendants(context: Any, _frame: Frame) -> Any:
    """`**`: the context and everything inside it."""
    if context is UNDEFINED:
        return UNDEFINED
    results = Sequence()
    _descend(context, results)
    return results[0] if len(results) == 1 else results


def _descend(value: Any, results: list[Any]) -> None:
    if isinstance(value, list):
        for item in value:
            _descend(item, results)
        return
    results.append(value)
    if type(value) is dict:
        for item in value.values():
            _descend(item, results)


@dataclass(frozen=True, slots=True)
class _Step:
    node: Expression
    evaluate: Closure
    stages: tuple[Closure | str, ...]
    """Filters, and the names of `#$i` that number what is left."""
    whole: bool


def _step(node: Expression, make: Make) -> _Step:
    stages = tuple(
        filtering(stage.condition, make) if isinstance(stage, syntax.Filter) else stage.name
        for stage in node.stages or ()
    )
    return _Step(node, make(node), stages, isinstance(node, syntax.ArrayOf | syntax.Block) and node.whole)


def is_plain(node: syntax.Path) -> bool:
    """Whether the path is names only, perhaps behind a variable."""
    first, *rest = node.steps
    names = rest if isinstance(first, syntax.Variable) and first.name and not first.predicates and rest else node.steps
    return (
        not node.keep_singleton
        and node.group is None
        and all(
            isinstance(step, syntax.Name) and not (step.stages or step.predicates or step.tuple_stream or step.group)
            for step in names
        )
        and not any(step.stages or step.tuple_stream or step.keep_array or step.group for step in node.steps)
    )


def path(node: syntax.Path, make: Make) -> Closure:
    """The function that walks a path."""
    steps = tuple(_step(step, make) for step in node.steps)
    group = constructors.grouping(node.group, make) if node.group is not None else None
    if any(step.tuple_stream for step in node.steps):
        return _finishing(node, group, _streaming(node, steps))
    general = _finishing(node, group, _walking(steps))
    if is_plain(node):
        return _plain(node, general)
    return general


def _plain(node: syntax.Path, general: Closure) -> Closure:
    """Walk dicts by key; the first value that is no dict makes the general walk take over."""
    first = node.steps[0]
    variable = first.name if isinstance(first, syntax.Variable) else None
    names = node.steps if variable is None else node.steps[1:]
    keys = tuple(step.value for step in names if isinstance(step, syntax.Name))

    def walk(context: Any, frame: Frame) -> Any:
        value = context if variable is None else frame.lookup(variable)
        for key in keys:
            if type(value) is not dict:
                return collapse(general(context, frame))
            if key not in value:
                return UNDEFINED
            value = value[key]
        return value if not isinstance(value, Sequence) else collapse(general(context, frame))

    return walk


def _start(first: Expression, context: Any) -> list[Any]:
    if isinstance(context, list) and not isinstance(first, syntax.Variable):
        return context
    return Sequence([context])


def _whole(value: Any, *, last: bool) -> Any:
    """What a path starts with after a block or an array that it takes as one: a single object has no items."""
    if last or isinstance(value, list) or value is UNDEFINED:
        return value
    return list(value) if type(value) is str else Sequence()


def _walking(steps: tuple[_Step, ...]) -> Closure:
    first, last = steps[0], len(steps) - 1

    def walk(context: Any, frame: Frame) -> Any:
        items: Any = _start(first.node, context)
        for number, step in enumerate(steps):
            if number == 0 and step.whole:
                items = _whole(step.evaluate(items, frame), last=number == last)
            else:
                items = _apply(step, items, frame, last=number == last)
            if items is UNDEFINED or (isinstance(items, list) and not items):
                break
        return items

    return walk


def _apply(step: _Step, items: list[Any], frame: Frame, *, last: bool) -> Any:
    """One step for every item, the results in one flat sequence."""
    if isinstance(step.node, syntax.Sort):
        return _staged(step, step.evaluate(items, frame), frame)
    evaluate, stages = step.evaluate, step.stages
    results = Sequence()
    only: Any = UNDEFINED
    count = 0
    for item in items:
        value = evaluate(item, frame)
        for stage in stages:
            assert not isinstance(stage, str), "numbering makes a stream of tuples"
            value = stage(value, frame)
        if value is UNDEFINED:
            continue
        count += 1
        only = value
        if isinstance(value, list) and type(value) is not Whole:
            results.extend(value)
        else:
            results.append(value)
    if last and count == 1 and isinstance(only, list) and not isinstance(only, Sequence):
        return only
    return results


def _staged(step: _Step, items: Any, frame: Frame) -> Any:
    for stage in step.stages:
        if isinstance(stage, str):
            for number, item in enumerate(items):
                item[stage] = number
        else:
            items = stage(items, frame)
    return items


def _streaming(node: syntax.Path, steps: tuple[_Step, ...]) -> Closure:
    last = len(steps) - 1

    def walk(context: Any, frame: Frame) -> Any:
        items: Any = _start(steps[0].node, context)
        stream: list[Any] | None = None
        streaming = False
        for number, step in enumerate(steps):
            streaming = streaming or step.node.tuple_stream
            if number == 0 and step.whole:
                items = _whole(step.evaluate(items, frame), last=number == last)
            elif streaming:
                stream = _stream(step, items, stream, frame)
            else:
                items = _apply(step, items, frame, last=number == last)
            if not streaming and (items is UNDEFINED or (isinstance(items, list) and not items)):
                return items
        if stream is None:
            return items
        return stream if node.tuple_stream or node.group else Sequence(item["@"] for item in stream)

    return walk


def _stream(step: _Step, items: list[Any], stream: list[Any] | None, frame: Frame) -> list[Any]:
    """One step of a stream: every result keeps the bindings of the item that it came from."""
    if isinstance(step.node, syntax.Sort):
        return _staged(step, _sorted_stream(step, items, stream, frame), frame)  # type: ignore[no-any-return]
    tuples = stream if stream is not None else [{"@": item} for item in items]
    results = TupleStream()
    for bindings in tuples:
        value = step.evaluate(bindings["@"], Frame(dict(bindings), frame, frame.run))
        if value is UNDEFINED:
            continue
        values = value if isinstance(value, list) else [value]
        for number, item in enumerate(values):
            results.append(_bind(step.node, bindings, item, number, streamed=type(value) is TupleStream))
    return _staged(step, results, frame)  # type: ignore[no-any-return]


def _bind(node: Expression, bindings: dict[str, Any], item: Any, number: int, *, streamed: bool) -> dict[str, Any]:
    if streamed:
        return {**bindings, **item}
    bound = dict(bindings)
    if node.focus is not None:
        bound[node.focus] = item
    else:
        bound["@"] = item
    if node.index is not None:
        bound[node.index] = number
    if node.ancestor is not None:
        bound[node.ancestor.label] = bindings["@"]
    return bound


def _sorted_stream(step: _Step, items: list[Any], stream: list[Any] | None, frame: Frame) -> list[Any]:
    if stream is not None:
        result: list[Any] = step.evaluate(stream, frame)
        return result
    ordered = step.evaluate(items, frame)
    index = step.node.index
    return TupleStream({"@": item} | ({index: number} if index else {}) for number, item in enumerate(ordered))


def _finishing(node: syntax.Path, group: Closure | None, walk: Callable[[Any, Frame], Any]) -> Closure:
    keep = node.keep_singleton
    if not keep and group is None:
        return walk

    def finish(context: Any, frame: Frame) -> Any:
        value = walk(context, frame)
        if keep:
            if type(value) is Whole:
                value = Sequence([value])
            if isinstance(value, Sequence):
                value.keep = True
        return value if group is None else group(value, frame)

    return finish
