"""`any` and `all` over calls: a loop that ends at the item that decides, so that no later call is made.

any(is_late(order) for order in orders)      any = False
                                             for order in orders:
                                                 if is_late(order): any = True; break
"""

from typing import cast

from compiler.forms.expressions import Comprehension, Constant, Expression, Local, Names, Target, Unary
from compiler.forms.program import WORK, Assign, Break, For, If, Statement, Value
from compiler.forms.traverse import mentions, names_in, substitute
from compiler.forms.types import BOOL
from compiler.passes.lower.place import Place


def calls_per_item(given: Comprehension) -> bool:
    """Whether finding out about an item makes calls; of several clauses none does, which typing has seen to."""
    return len(given.clauses) == 1 and any(mentions(one, WORK) for one in (given.element, *given.clauses[0].conditions))


def decided(place: Place, word: str, given: Comprehension) -> Expression:
    """What `any` or `all` gives, in a variable that the loop sets."""
    (clause,) = given.clauses
    span = given.span
    found = _own(place, word)
    names = {name: _own(place, name) for name in names_in(clause.target)}
    test: Value = cast(Value, substitute(given.element, names))
    if word == "all":
        test = Unary("not", cast(Expression, test), BOOL, span)
    decide: tuple[Statement, ...] = (Assign(found, Constant(word == "any", BOOL, span), span), Break(span))
    inside: Statement = If(test, decide, (), span)
    for condition in reversed(clause.conditions):
        inside = If(cast(Value, substitute(condition, names)), (inside,), (), span)
    loop = For(_renamed(clause.target, names), cast(Value, clause.iterable), (inside,), (), span)
    place.shared.statements(place, (Assign(found, Constant(word == "all", BOOL, span), span), loop))
    return Local(found, BOOL, span)


def _own(place: Place, wanted: str) -> str:
    """A variable of the compiler's own, which the statements made here may name as an author would."""
    name = place.temporary(wanted)
    place.names[name] = name
    return name


def _renamed(target: Target, names: dict[str, str]) -> Target:
    return names[target] if isinstance(target, str) else Names(tuple(_renamed(one, names) for one in target.items))
