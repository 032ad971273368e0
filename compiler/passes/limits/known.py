"""How often loops go round, where the source says it: `range(10)`, a list written out, a constant.

turns_of(Loop(…if n_next < 8000: n = n_next; n_next = n_next + 1…), {"n_next": 0})          8000
"""

from collections.abc import Iterator, Mapping

from compiler.forms.expressions import Binary, Collection, Compare, Constant, Expression, Local, Operation, Spread
from compiler.forms.flow import Assign, Block, Body, Break, Do, Enter, If, Loop, Map, Parallel, Raise, Return, Try
from compiler.forms.flow import Operation as Step

Values = Mapping[str, Expression]
"""What variables hold for certain."""


def assigned(values: Values, assigns: tuple[Assign, ...]) -> Values:
    """The values after simultaneous assignments; what no source text tells is not kept."""
    told = {one.name: _resolved(one.value, values) for one in assigns}
    kept = {name: value for name, value in told.items() if isinstance(value, Constant | Collection | Operation)}
    if not kept and not (told.keys() & values.keys()):
        return values
    return {name: value for name, value in values.items() if name not in told} | kept


def without(values: Values, body: Body) -> Values:
    """The values that nothing in `body` assigns."""
    names = set(_names(body)) if values else set()
    return {name: value for name, value in values.items() if name not in names} if names else values


def length_of(items: Expression | None, values: Values) -> int | None:
    """How many items a list has; None where only a run tells."""
    match _resolved(items, values) if items is not None else None:
        case Constant(list() | tuple() as value):
            return len(value)
        case Collection(parts) if not any(isinstance(part, Spread) for part in parts):
            return len(parts)
        case Operation("range", arguments) if all(isinstance(one, Constant) for one in arguments):
            numbers = [one.value for one in arguments if isinstance(one, Constant)]
            whole = [one for one in numbers if isinstance(one, int)]
            return len(range(*whole)) if len(whole) == len(numbers) and whole[2:] != [0] else None
        case _:
            return None


def turns_of(loop: Loop, values: Values) -> int | None:
    """How often the loop goes round at most; None where only a run tells."""
    head = loop.body[0] if loop.body else None
    if not isinstance(head, If) or not any(isinstance(one, Break) for one in head.otherwise):
        return None
    arm = head.arms[0]
    match arm.test:
        case Compare(Local(name), (("<", limit),)) if len(head.arms) == 1:
            start = _number(values.get(name))
            end = _end(limit, without(values, loop.body))
            by = _step(name, arm.assigns)
            changes = sum(one == name for one in _names(loop.body))
            if start is None or end is None or by is None or changes != 1:
                return None
            return max(0, -(-(end - start) // by))
        case _:
            return None


def leaves_early(loop: Loop) -> bool:
    """Whether something beside the exhausted test ends the loop."""
    breaks = sum(isinstance(one, Break) and one.label == loop.label for one in within(loop.body))
    return breaks != 1 or any(isinstance(one, Return | Raise) for one in within(loop.body))


def _resolved(value: Expression, values: Values) -> Expression:
    return values.get(value.name, value) if isinstance(value, Local) else value


def _number(value: Expression | None) -> int | None:
    match value:
        case Constant(int() as number) if not isinstance(number, bool):
            return number
        case _:
            return None


def _end(limit: Expression, values: Values) -> int | None:
    match limit:
        case Operation("len", (Local() as items,)):
            return length_of(items, values)
        case _:
            return _number(_resolved(limit, values))


def _step(name: str, assigns: tuple[Assign, ...]) -> int | None:
    for one in assigns:
        match one:
            case Assign(assigned_name, Binary("+", Local(read), by)) if assigned_name == read == name:
                number = _number(by)
                return number if number and number > 0 else None
    return None


def _names(body: Body) -> Iterator[str]:
    for one in within(body):
        match one:
            case Do() | Enter():
                yield from (each.name for each in one.assigns)
            case If():
                yield from (each.name for arm in one.arms for each in arm.assigns)
                yield from (each.name for each in one.otherwise_assigns)
            case Try():
                yield from (each.name for catcher in one.catchers for each in catcher.assigns)
            case _:
                pass


def within(body: Body) -> Iterator[Step]:
    """Every operation of a body, those of branches and iterations left out: their variables are their own."""
    for one in body:
        yield one
        match one:
            case If():
                yield from (
                    inner for part in (*(arm.body for arm in one.arms), one.otherwise) for inner in within(part)
                )
            case Loop() | Block():
                yield from within(one.body)
            case Try():
                yield from within(one.body)
                yield from (inner for catcher in one.catchers for inner in within(catcher.body))
            case _:
                pass


def inner_bodies(do: Do) -> tuple[Body, ...]:
    """The bodies of a Parallel's branches or a Map's iterations."""
    match do.work:
        case Parallel(branches):
            return branches
        case Map(body=body):
            return (body,)
        case _:
            return ()
