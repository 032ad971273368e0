"""Blocks where they are called: a serial block's statements in place, a parallel block's statements as branches.

    n = clean(day)                     day_2 = day;  …the statements of `clean`, its locals renamed…;  n = count

A name that the block assigns never meets a name of its caller. A serial block that `worth_sharing` names stands once
for all its calls in one machine under the same handlers, as a Block of the flow that each of them enters.
"""

from dataclasses import replace
from itertools import count

from compiler.diagnostics.codes import flows, limits
from compiler.forms.expressions import (
    Collection,
    Constant,
    Expression,
    Field,
    Item,
    Local,
    Mapping,
    Result,
    Spread,
    StateInput,
    Target,
)
from compiler.forms.flow import Assign, Block, Break, Compute, Do, Enter, Loop, Operation, Parallel, Return
from compiler.forms.program import CALLS, BlockCall, Routine, Statement, Value
from compiler.forms.program import Assign as AssignStatement
from compiler.forms.program import Return as ReturnStatement
from compiler.forms.traverse import reads, substitute
from compiler.forms.types import ANY, INT, NONE, STR, DictOf, FieldOf, Record, RecordKind, TupleOf, Type
from compiler.passes.lower.destructuring import parts_of
from compiler.passes.lower.place import Leaving, Place, SharedBlock
from compiler.passes.lower.reading import assigned_in, returns_in

MOST_INLINED = 2_000
"""Calls of serial blocks in one pipeline: blocks that call blocks twice grow by powers of two."""


def serial_block(place: Place, call: BlockCall, routine: Routine, target: Target | None) -> None:
    """The block's statements in place, or entered where they stand; what it returns goes to `target`."""
    if call.block in place.shared.worth_sharing and call.block not in place.shared.blocks:
        _enter_shared(place, call, routine, target)
        return
    names = _bind(place, call)
    if not _enter(place, call, routine):
        return
    _write(place, names, routine, target, call)
    place.shared.blocks = place.shared.blocks[:-1]


def _write(place: Place, names: dict[str, str], routine: Routine, target: Target | None, call: BlockCall) -> None:
    """The block's statements, with what it returns in `target`."""
    inner = place.inside(names=names, on_break=(), on_continue=(), handling=None)
    *first, last = routine.body or (ReturnStatement(None, routine.span),)
    if isinstance(last, ReturnStatement) and not returns_in(tuple(first)):
        inner.operations = place.operations
        place.shared.statements(inner, tuple(first))
        _take(inner, last.value, target, call)
    else:
        _with_ways_out(place, inner, routine, target, call)


def _enter(place: Place, call: BlockCall, routine: Routine) -> bool:
    shared = place.shared
    if call.block in shared.blocks:
        shared.report.add(
            flows.RECURSION, f"`{routine.definition.name}` comes to call itself", call.span, help="use a loop instead"
        )
        return False
    shared.inlined += 1
    if shared.inlined > MOST_INLINED:
        shared.report.add(
            limits.TOO_MANY_CALLS,
            f"the blocks of this pipeline are written out more than {MOST_INLINED:,} times",
            call.span,
            help="make the block that is called most a `@pipeline` of its own and call it with `run(…)`",
        )
        return False
    shared.blocks = (*shared.blocks, call.block)
    return True


def _bind(place: Place, call: BlockCall) -> dict[str, str]:
    """The block's own names: an argument that is only a variable is read where it is, others are computed first."""
    routine = place.shared.program.blocks[call.block]
    changed = assigned_in(routine.body)
    names: dict[str, str] = {}
    for name, given in call.arguments:
        found = place.shared.value(place, given)
        if isinstance(found, Local) and name not in changed:
            names[name] = found.name
            continue
        names[name] = place.temporary(name)
        place.compute(names[name], found, call.span)
    return names


def _enter_shared(place: Place, call: BlockCall, routine: Routine, target: Target | None) -> None:
    """The arguments into the block's own variables, all at once, and the result out of its own."""
    span = call.span
    entries = tuple((Constant(name, STR, span), given) for name, given in call.arguments)
    display = place.shared.value(place, Mapping(entries, DictOf(STR, ANY), span))  # type: ignore[arg-type]
    assert isinstance(display, Mapping)
    given = [place.settled(one[1], "argument") for one in display.entries if not isinstance(one, Spread)]
    block = _shared(place, call, routine)
    if block is None:
        return
    way = next(block.ways)
    assigns = [Assign(name, value) for name, value in zip(block.parameters, given, strict=True)]
    assigns.append(Assign(block.slot, Constant(way, INT, span)))
    place.add(Do(routine.definition.name, Compute(), tuple(assigns), span))
    place.add(Enter(block.label, way, (), span, block.back))
    if target is not None and block.back:
        place.compute(target, Local(block.result, call.type, span), span)


def _shared(place: Place, call: BlockCall, routine: Routine) -> SharedBlock | None:
    """The block as it stands in this place's home; written there by the first call."""
    found = place.home.blocks.get(call.block)
    if found is not None:
        return found
    if not _enter(place, call, routine):
        return None
    names = {name: place.temporary(name) for name, _ in call.arguments}
    label = place.shared.label(routine.definition.name)
    result = place.temporary(routine.definition.function.__name__)
    slot = place.temporary(f"{routine.definition.function.__name__}_from")
    inner = place.inside()
    _write(inner, dict(names), routine, result, replace(call, span=routine.span))
    place.home.declare(Block(label, slot, tuple(inner.operations), routine.span))
    place.shared.blocks = place.shared.blocks[:-1]
    found = SharedBlock(label, slot, tuple(names.values()), result, count(1), not inner.left)
    place.home.blocks[call.block] = found
    return found


def _take(inner: Place, value: Value | None, target: Target | None, call: BlockCall) -> None:
    given = value if value is not None else Constant(None, NONE, call.span)
    if target is not None:
        store(inner, target, given)
    elif not isinstance(given, Constant):
        evaluate(inner, given)


def store(place: Place, target: Target, given: Value) -> None:
    """A value into a target in the flow's names."""
    if isinstance(target, str):
        place.shared.into(place, target, given)
    elif isinstance(given, CALLS):
        place.shared.perform(place, given, target)
    else:
        place.compute(target, place.shared.value(place, given), given.span)


def evaluate(place: Place, given: Value) -> None:
    """A value for what it does."""
    if isinstance(given, CALLS):
        place.shared.perform(place, given, None)
        return
    found = place.shared.value(place, given)
    if not isinstance(found, Constant | Local):
        place.compute(place.temporary("unused"), found, given.span)


def _with_ways_out(place: Place, inner: Place, routine: Routine, target: Target | None, call: BlockCall) -> None:
    """A block that returns from its middle: a Loop that its returns break."""
    label = place.shared.label(routine.definition.name)
    result = target if isinstance(target, str) else ""
    if target is not None and not result:
        result = place.temporary(routine.definition.function.__name__)
    inner.leaving = Leaving(result, (Break(label, call.span),))
    place.shared.statements(inner, routine.body)
    if not inner.left:
        place.shared.statements(inner, (ReturnStatement(None, routine.span),))
    place.add(Loop(label, tuple(inner.operations), call.span))
    if target is not None and result != target:
        place.compute(target, Local(result, call.type, call.span), call.span)


def parallel_block(place: Place, call: BlockCall, routine: Routine) -> tuple[Parallel, Expression]:
    """Each statement a branch, and what the block gives as an expression of the branches' results."""
    names = _bind(place, call)
    *statements, last = routine.body or (ReturnStatement(None, routine.span),)
    if not isinstance(last, ReturnStatement):
        statements, last = [*statements, last], ReturnStatement(None, routine.span)
    branches: list[tuple[Operation, ...]] = []
    values: dict[str, Expression] = {}
    result = Result(TupleOf(tuple(ANY for _ in statements)), call.span)
    wanted = frozenset[str]() if last.value is None else reads(last.value)  # type: ignore[arg-type]
    for index, statement in enumerate(statements):
        item = Item(result, Constant(index, INT, call.span), ANY, call.span)
        branch, given = _branch(place, statement, names, item, wanted)
        branches.append(branch)
        values |= given
    if last.value is None:
        return Parallel(tuple(branches)), Constant(None, NONE, call.span)
    returned = place.inside(names={})
    given_back = place.shared.value(returned, last.value)
    joined = substitute(given_back, values | {name: Local(other, ANY, call.span) for name, other in names.items()})
    return Parallel(tuple(branches)), _plain(joined, len(branches))


def _branch(
    place: Place, statement: Statement, names: dict[str, str], item: Item, wanted: frozenset[str]
) -> tuple[tuple[Operation, ...], dict[str, Expression]]:
    """One branch, and where the names that are `wanted` of it are in its result."""
    inner = place.machine()
    inner.names = dict(names)
    place.shared.statements(inner, (statement,))
    assigned = sorted(wanted & set(assigned_in((statement,))))
    span = statement.span
    if not assigned:  # nobody reads this branch's result: its last state's own is as good as any
        inner.add(Return(StateInput(ANY, span), span))
        return tuple(inner.operations), {}
    types = {name: _type_of(statement, name) for name in assigned}
    if len(assigned) == 1:
        (name,) = assigned
        inner.add(Return(Local(inner.name(name), types[name], span), span))
        return tuple(inner.operations), {name: replace(item, type=types[name])}
    entries = tuple((Constant(name, STR, span), Local(inner.name(name), types[name], span)) for name in assigned)
    record = Record("", tuple(FieldOf(name, types[name]) for name in assigned), RecordKind.LITERAL)
    inner.add(Return(Mapping(entries, record, span), span))
    holder = replace(item, type=record)
    return tuple(inner.operations), {name: Field(holder, name, types[name], span) for name in assigned}


def _type_of(statement: Statement, name: str) -> Type:
    """The type of what a branch assigns, where a plain assignment tells it."""
    if isinstance(statement, AssignStatement):
        span = statement.span
        parts = dict(parts_of(statement.target, Local(name, statement.value.type, span)))
        return parts[name].type if name in parts else ANY
    return ANY


def _plain(joined: Expression, count: int) -> Expression:
    """`(result[0], result[1])` of exactly two branches is the result itself."""
    if isinstance(joined, Collection) and len(joined.items) == count:
        wanted = [
            isinstance(item, Item)
            and isinstance(item.value, Result)
            and isinstance(item.index, Constant)
            and item.index.value == index
            for index, item in enumerate(joined.items)
        ]
        if all(wanted) and count:
            return Result(joined.type, joined.span)
    return joined


__all__ = ["evaluate", "parallel_block", "serial_block", "store"]
