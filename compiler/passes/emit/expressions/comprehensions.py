"""Comprehensions, and the functions that operations take.

    [o for o in orders if o.day == day]      [$filter($orders, function($o) { $o.day = $day })]
    [x + 1 for x in xs]                      [$map($xs, function($x) { $x + 1 })]

A `[…]` around `$map` and `$filter` keeps a single result, or none, an array. Where the results may be arrays
themselves, `[]` behind the call says so: the constructor would lay a single one flat.
"""

import re
from collections.abc import Callable

from compiler.forms.expressions import Clause, Comprehension, Expression, Field, Lambda, Local, Names, Target
from compiler.forms.types import ANY, ListOf, Record, SetOf, TupleOf, Type
from compiler.library.entry import Operand
from compiler.library.prelude import FUNCTIONS
from compiler.library.shapes import element, kinds, may_be_array, plain
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, sure
from compiler.library.truth import negated, truth_text
from compiler.passes.emit.expressions.scope import Scope
from compiler.passes.emit.expressions.subscripts import fits_path, step

Render = Callable[[Expression, Scope], Text]


def lambda_text(node: Lambda, scope: Scope, render: Render) -> Text:
    """`function($x) { … }`."""
    inner, called = scope.binding(node.parameters, node.body)
    return Text(f"function({', '.join(called)}) {{ {sure(render(node.body, inner)).text} }}")


def comprehension_text(node: Comprehension, scope: Scope, render: Render) -> Text:
    """A list, set or dict comprehension."""
    if node.key is not None:
        return call("$merge", _listed(node, node.clauses, scope, render))
    whole = _listed(node, node.clauses, scope, render)
    return call("$setOf", whole) if isinstance(node.type, SetOf) else whole


def _listed(node: Comprehension, clauses: tuple[Clause, ...], scope: Scope, render: Render) -> Text:
    """An array of what the element gives for every round of the clauses."""
    clause, *others = clauses
    body = (node.element, node.key, tuple(others), clause.conditions)
    items = items_text(clause.iterable, scope, render)
    if others:
        inner, parameter = bound_target(clause.target, scope, body, element(clause.iterable.type))
        everything = scope.fresh("all", body)
        rest = _guarded(clause, inner, render, _listed(node, tuple(others), inner, render), everything)
        return Text(f"$reduce({items.text}, function({everything}, {parameter}) {{ {rest} }}, [])")
    items = _filtered(clause, items, scope, render, last=_is_item(node, clause))
    if _is_item(node, clause):
        return _kept(items, may_be_array(node.element.type)) if clause.conditions else items
    field = _plain_field(node, clause)
    if field is not None:
        return Text(f"[{step(items, field)}]")
    inner, parameter = bound_target(clause.target, scope, body, element(clause.iterable.type))
    made = _element(node, inner, render)
    nested = node.key is None and may_be_array(node.element.type)
    return _kept(Text(f"$map({items.text}, function({parameter}) {{ {made} }})"), nested)


def _guarded(clause: Clause, inner: Scope, render: Render, rest: Text, everything: str) -> str:
    appended = f"$append({everything}, {rest.text})"
    if not clause.conditions:
        return appended
    return f"{_conditions(clause, inner, render).at(Level.OR)} ? {appended} : {everything}"


def _element(node: Comprehension, scope: Scope, render: Render) -> str:
    value = sure(render(node.element, scope)).text
    if node.key is None:
        return value
    key = sure(render(node.key, scope))
    text = key if kinds(node.key.type) <= {"str", "date", "datetime", "UUID"} else call("$string", key)
    return f"{{{text.text}: {value}}}"


def _plain_field(node: Comprehension, clause: Clause) -> str | None:
    """The field in `[x.field for x in xs]`, where a path says the same: no field is missing or an array."""
    element_ = node.element
    if node.key is not None or not isinstance(element_, Field) or not isinstance(element_.value, Local):
        return None
    record = plain(element_.value.type)
    if element_.value.name != clause.target or not isinstance(record, Record) or may_be_array(element_.type):
        return None
    declared = next((one for one in record.fields if one.name == element_.name), None)
    return element_.name if declared is not None and declared.required and fits_path(element_.name) else None


def quantified_text(node: Comprehension, word: str, scope: Scope, render: Render) -> Text:
    """`any(test for x in xs)` and `all(…)`, which stop at the item that decides."""
    (clause,) = node.clauses
    items = items_text(clause.iterable, scope, render)
    inner, parameter = bound_target(
        clause.target, scope, (node.element, clause.conditions), element(clause.iterable.type)
    )
    test = sure(truth_text(Operand(node.element, render(node.element, inner))))
    test = negated(test) if word == "all" else test
    if clause.conditions:
        test = infix(_conditions(clause, inner, render), "and", test, Level.AND)
    found = call("$exists", call("$filter", items, Text(f"function({parameter}) {{ {test.text} }}")))
    if _may_fail(test):  # a later item, which Python does not look at, must not fail the state
        seen = scope.fresh("found", (node.element, clause.conditions))
        rounds = f"function({seen}, {parameter}) {{ {seen} ? true : {test.at(Level.CHOOSE)} }}"
        found = Text(f"$reduce({items.text}, {rounds}, false)")
    return negated(found) if word == "all" else found


def first_text(node: Comprehension, default: Text | None, scope: Scope, render: Render) -> Text | None:
    """`next(value for x in xs if test)`, no further than Python looks; None where looking further cannot fail."""
    if len(node.clauses) != 1:
        return None
    (clause,) = node.clauses
    inside = (node.element, clause.conditions)
    inner, parameter = bound_target(clause.target, scope, inside, element(clause.iterable.type))
    made = Text(f'{{"v": {sure(render(node.element, inner)).text}}}')
    if clause.conditions:
        made = choose(_conditions(clause, inner, render), made, Text("null"))
    if not _may_fail(made):
        return None
    seen = scope.fresh("found", inside)
    rounds = f"function({seen}, {parameter}) {{ {seen} != null ? {seen} : {made.at(Level.CHOOSE)} }}"
    found = Text(f"$reduce({items_text(clause.iterable, scope, render).text}, {rounds}, null)")
    other = fail("StopIteration: nothing is left") if default is None else sure(default)
    binding, first = let("first", found, (other,))
    return block(binding, choose(infix(first, "!=", Text("null"), Level.COMPARE), Text(f"{first.text}.v"), other))


def _may_fail(text: Text) -> bool:
    calls = re.findall(r"\$(\w+)\(", text.text)
    return any(name in ("error", "number", "toMillis", "parse") or name in FUNCTIONS for name in calls)


def _is_item(node: Comprehension, clause: Clause) -> bool:
    """Whether the element is the item itself: `[x for x in xs if …]`."""
    return node.key is None and isinstance(node.element, Local) and node.element.name == clause.target


def _conditions(clause: Clause, scope: Scope, render: Render) -> Text:
    tests = [sure(truth_text(Operand(one, render(one, scope)))) for one in clause.conditions]
    whole = tests[0]
    for test in tests[1:]:
        whole = infix(whole, "and", test, Level.AND)
    return whole


def _filtered(clause: Clause, items: Text, scope: Scope, render: Render, *, last: bool) -> Text:
    if not clause.conditions:
        return items
    inner, parameter = bound_target(clause.target, scope, clause.conditions, element(clause.iterable.type))
    test = _conditions(clause, inner, render)
    found = Text(f"$filter({items.text}, function({parameter}) {{ {test.text} }})")
    nested = isinstance(clause.target, Names) or may_be_array(element(clause.iterable.type))
    return found if last or not nested else _kept(found, nested=True)


def _kept(sequence: Text, nested: bool) -> Text:
    """A sequence as an array, whatever its length."""
    return Text(f"[{sequence.text}[]]" if nested else f"[{sequence.text}]")


def items_text(iterable: Expression, scope: Scope, render: Render) -> Text:
    """The array that `for x in iterable` goes through: a dict's keys, a string's characters, a list itself."""
    text = sure(render(iterable, scope))
    known = kinds(iterable.type)
    if known == {"dict"}:
        keys = Text(f"[{call('$keys', text).text}]")
        by_number = kinds(element(iterable.type)) == {"int"}
        return Text(f"[$map({keys.text}, $number)]") if by_number else keys
    if known == {"str"}:
        return call("$charsOf", text)
    return text


def bound_target(target: Target, scope: Scope, inside: object, item: Type) -> tuple[Scope, str]:
    """The scope inside a function over items, and its parameter: a pattern's names are read out of the item."""
    if isinstance(target, str):
        inner, (parameter,) = scope.binding((target,), inside)
        return inner, parameter
    parameter = scope.fresh("item", inside)
    return scope.with_names(dict(_read_out(target, parameter, item))), parameter


def _read_out(target: Names, holder: str, item: Type) -> list[tuple[str, str]]:
    """Each name with the text of its part; a list, whose length only the run knows, is counted first."""
    found: list[tuple[str, str]] = []
    known = plain(item)
    if isinstance(known, ListOf):
        holder = f"$unpacked({holder}, {len(target.items)})"
    for place, name in enumerate(target.items):
        text = f"{holder}[{place}]"
        part: Type = known.item if isinstance(known, ListOf) else ANY
        if isinstance(known, TupleOf) and len(known.items) == len(target.items):
            part = known.items[place]
        if isinstance(known, Record):
            text, part = step(Text(holder), known.fields[place].name), known.fields[place].type
        found.extend([(name, text)] if isinstance(name, str) else _read_out(name, text, part))
    return found
