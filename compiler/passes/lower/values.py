"""Values become pure expressions: calls are taken out, in Python's order of evaluation.

    total = price(a) + price(b) * 2      do price(a) as price;  do price(b) as price_2;  total = price + price_2 * 2
    ok and check(x)                      both = ok;  if both: do check(x) as both

What was computed before a call but could fail, or could be changed by it, is put into a variable first.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, cast

from compiler.forms.expression_text import words
from compiler.forms.expressions import (
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Expression,
    Local,
    Logic,
    Operation,
    Unary,
)
from compiler.forms.flow import Arm, If
from compiler.forms.program import (
    CALLS,
    WORK,
    BlockCall,
    EachCall,
    ParallelCall,
    PipelineCall,
    ServiceCall,
    StepCall,
    Value,
    WaitCall,
    Walrus,
)
from compiler.forms.traverse import children, mentions, reads, rebuild
from compiler.forms.types import BOOL, union
from compiler.library.failing import failures_of
from compiler.passes.lower.calls import perform
from compiler.passes.lower.collecting import collect
from compiler.passes.lower.deciding import calls_per_item, decided
from compiler.passes.lower.place import Place


def value(place: Place, given: Value) -> Expression:
    """The expression that is left when the calls inside `given` have become operations of the place."""
    if isinstance(given, Constant) or not mentions(given, WORK):
        return place.renamed(given)  # type: ignore[arg-type]
    match given:
        case Walrus(name, inner):
            into(place, place.name(name), inner)
            return Local(place.name(name), given.type, given.span)
        case Logic():
            return _logic(place, given)
        case Conditional(test, then, otherwise):
            return _conditional(place, given, test, then, otherwise)
        case Compare(_, links) if any(mentions(other, WORK) for _, other in links[1:]):
            return _chain(place, given)
        case Comprehension():
            return collect(place, given, None)
        case Operation("any" | "all" as word, (Comprehension() as items,)) if calls_per_item(items):
            return decided(place, word, items)
        case _ if isinstance(given, CALLS):
            name = place.temporary(call_name(given))
            perform(place, given, name)
            return Local(name, given.type, given.span)
        case _:
            return cast(Expression, _in_order(place, given))


def into(place: Place, name: str, given: Value) -> None:
    """A value straight into a variable of the flow."""
    if isinstance(given, CALLS):
        perform(place, given, name)
    elif isinstance(given, Comprehension) and mentions(given, WORK):
        collect(place, given, name)
    else:
        place.compute(name, value(place, given), given.span)


def call_name(call: Value) -> str:
    """A variable's name for what a call gives: the function's own."""
    match call:
        case StepCall(step):
            return step.function.__name__
        case PipelineCall(pipeline):
            return pipeline.function.__name__
        case BlockCall(block):
            return block.rpartition(":")[2].rpartition(".")[2]
        case ServiceCall():
            return "".join(letter if letter.isalnum() else "_" for letter in call.name)
        case ParallelCall():
            return "results"
        case EachCall(_, _, body):
            return f"{call_name(body)}_results"
        case WaitCall():
            return "waited"
        case _:
            return "value"


def _in_order(place: Place, node: Any) -> Any:
    """A node whose parts are all evaluated, from left to right."""
    following: Iterator[Any] = iter(in_order(place, list(children(node))))
    return rebuild(node, lambda _: next(following))


def in_order(place: Place, parts: list[Any]) -> list[Any]:
    """The expressions that are left of values which are evaluated one after the other."""
    last = max((index for index, part in enumerate(parts) if mentions(part, WORK)), default=0)
    lowered = []
    for index, part in enumerate(parts):
        found = value(place, part)
        lowered.append(_settled(place, found, parts[index + 1 :]) if index < last else found)
    return lowered


def _settled(place: Place, found: Any, later: list[Any]) -> Any:
    """The expression, or the one in an f-string's field or a starred item, in a variable where it must be."""
    if not hasattr(found, "type"):
        return rebuild(found, lambda inner: _settled(place, inner, later))
    return _settle(place, found) if _must_settle(found, later) else found


def _must_settle(found: Expression, later: list[Any]) -> bool:
    if isinstance(found, Constant):
        return False
    changed = set().union(*(_bound(part) for part in later))
    return bool(failures_of(found)) or bool(reads(found) & changed)


def _bound(node: Any) -> set[str]:
    """The names that walruses inside a value assign."""
    found = {node.name} if isinstance(node, Walrus) else set()
    return found.union(*(_bound(child) for child in children(node)))


def _settle(place: Place, found: Expression) -> Expression:
    name = place.temporary("value")
    place.compute(name, found, found.span)
    return Local(name, found.type, found.span)


def _logic(place: Place, given: Logic) -> Expression:
    """`a and f(x)`: the calls of an operand happen only where the operands before it let them."""
    cut = next(index for index, one in enumerate(given.operands) if mentions(one, WORK))
    before = given.operands[:cut]
    if not before:
        before = given.operands[:1]
    rest = given.operands[len(before) :]
    # The whole may never be None where one operand may: the test is on this part, with this part's own type.
    first = before[0] if len(before) == 1 else replace(given, operands=before, type=union(*(b.type for b in before)))
    if not rest:
        return value(place, first)
    name = place.temporary("both" if given.operator == "and" else "either")
    into(place, name, first)
    result = Local(name, given.type, given.span)
    inner = place.inside()
    remaining = rest[0] if len(rest) == 1 else replace(given, operands=rest)
    into(inner, name, remaining)
    kept = Local(name, first.type, given.span)
    test: Expression = kept if given.operator == "and" else Unary("not", kept, BOOL, given.span)
    arm = Arm(test, (), tuple(inner.operations), given.span)
    place.add(If(f"{name}?" if mentions(first, WORK) else f"{words(place.renamed(first))}?", (arm,), (), given.span))
    return result


def _conditional(place: Place, given: Conditional, test: Value, then: Value, otherwise: Value) -> Expression:
    condition = place.settled(value(place, test), "test")
    name = place.temporary("chosen")
    arms = place.inside(), place.inside()
    into(arms[0], name, then)
    into(arms[1], name, otherwise)
    arm = Arm(condition, (), tuple(arms[0].operations), given.span)
    place.add(If(f"{words(condition)}?", (arm,), tuple(arms[1].operations), given.span))
    return Local(name, given.type, given.span)


def _chain(place: Place, given: Compare) -> Expression:
    """`a < b < f()` is `a < b and b < f()`, with b computed once."""
    operands: list[Expression] = []
    left = _kept(place, value(place, given.first))
    links = list(given.links)
    operator, second = links[0]
    middle = _kept(place, value(place, second))
    operands.append(Compare(left, ((operator, middle),), given.type, given.span))
    rest = Compare(middle, tuple(links[1:]), given.type, given.span)
    return _logic(place, Logic("and", (*operands, rest), given.type, given.span))


def _kept(place: Place, found: Expression) -> Expression:
    return found if isinstance(found, Constant | Local) else _settle(place, found)
