"""What Step Functions adds to JSONata, takes away, and refuses before an expression is evaluated."""

import json
import re
from typing import Any

import pytest

from runtime.local.jsonata import UNDEFINED, Function, JsonataError, check_dialect, compile, free_names, parse  # noqa: A004

FUNCTIONS = [
    ("$partition([0, 1, 2, 3], 3)", [[0, 1, 2], [3]]),
    ("$partition([0], 3)", [[0]]),
    ("$partition([], 3)", []),
    ("$range(1, 9, 2)", [1, 3, 5, 7, 9]),
    ("$range(3, 1, -1)", [3, 2, 1]),
    ("$range(1, 1, 5)", [1]),
    ('$hash("a", "MD5")', "0cc175b9c0f1b6a831c399e269772661"),
    ('$hash("a", "SHA-1")', "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8"),
    ('$hash("é", "SHA-256")', "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"),
    ('$length($hash("a", "SHA-512"))', 128),
    ("$parse('{\"a\": [1, 2.0]}')", {"a": [1, 2.0]}),
    ("$parse('1')", 1),
    ("$random(7) = $random(7)", True),
    ("$random() >= 0 and $random() < 1", True),
    ("$exists($eval)", False),
]


@pytest.mark.parametrize(("text", "expected"), FUNCTIONS, ids=[text for text, _ in FUNCTIONS])
def test_added_functions(text: str, expected: Any) -> None:
    value = compile(text).evaluate({})
    assert json.dumps(value) == json.dumps(expected)


def test_uuid() -> None:
    value = compile("$uuid()").evaluate({})
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$partition([1], 0)", "D3150"),
        ("$partition([1], 'a')", "T0410"),
        ("$range(1, 2, 0)", "D3150"),
        ("$hash('a', 'SHA-3')", "D3150"),
        ("$parse('{')", "D3150"),
        ("$parse('NaN')", "D3150"),
        ("$eval('1')", "T1006"),
        ("$randomSeeded(1)", "T1006"),
    ],
)
def test_refusals(text: str, code: str) -> None:
    with pytest.raises(JsonataError) as caught:
        compile(text).evaluate({})
    assert caught.value.code == code


PASSED_ON = [0.0, 1.0, -0.0, 10**30, 2**63, 1, True, None, "x", [], [1], [[1.0]], {}, {"a": 0.0, "b": [{"c": 5.0}]}]


@pytest.mark.parametrize("value", PASSED_ON, ids=repr)
def test_values_pass_through_as_they_are(value: Any) -> None:
    bindings = {"states": {"input": {"v": value}}, "v": value}
    for text in ("$states.input.v", "$v", "{'w': $v}.w", "($x := $v; $x)"):
        assert repr(compile(text).evaluate(bindings)) == repr(value)


def test_nothing_a_function_and_a_function_inside() -> None:
    assert compile("$nothing").evaluate({}) is UNDEFINED
    assert isinstance(compile("$fn := function($x) { $x }").evaluate({}), Function)
    assert isinstance(compile("{'f': [$sum]}").evaluate({}), Function)


def test_an_evaluation_changes_neither_bindings_nor_the_next() -> None:
    bindings = {"states": {"input": {"a": [1, 2]}}}
    expression = compile("($n := $append($states.input.a, 3); $states.input ~> |$|{'a': $n}|)")
    assert expression.evaluate(bindings) == expression.evaluate(bindings) == {"a": [1, 2, 3]}
    assert bindings == {"states": {"input": {"a": [1, 2]}}}
    assert compile("$n").evaluate(bindings) is UNDEFINED


def test_an_expression_is_compiled_once() -> None:
    assert compile("$x + 1") is compile("$x + 1")


REFUSED_AT_THE_TOP = [
    ("order.total", ["order"]),
    ("$", ["$"]),
    ("$$", ["$$"]),
    ("$.a", ["$"]),
    ("$$.a.b", ["$$"]),
    ("*", ["*"]),
    ("**.a", ["*"]),
    ("{'a': b}", ["b"]),
    ("[a, $x]", ["a"]),
    ("a > 1 and $x", ["a"]),
    ("$map($x, function($v) { v })", ["v"]),
    ("$x ? a : b", ["a", "b"]),
    ("(a; $x)", ["a"]),
    ("$states.input[$$.a = 1]", ["$$"]),
    ("$sum(a.b)", ["a"]),
    ("$x := a", ["a"]),
    ("a ~> $sum", ["a"]),
]
ALLOWED_AT_THE_TOP = [
    "$states.input.order.total",
    "$states.input.items[price > 1].name",
    "$states.input.items.{'n': name, 'p': $.price}",
    "$states.input.items{name: $sum(qty)}",
    "$states.input.items^(price)",
    "$states.input.items.(price * qty)",
    "$states.input ~> |items|{'z': a}, 'b'|",
    "$x[$ > 1]",
    "$map($x, function($v) { $v.a })",
    "'text'",
    "$states.input.*",
    "$states.input.**.name",
    "$x.($y := a; $y)",
    "[1..3].($ * 2)",
    "$states.input.orders@$o.lines.{'o': $o.id, 'l': id}",
]


@pytest.mark.parametrize(("text", "names"), REFUSED_AT_THE_TOP, ids=[text for text, _ in REFUSED_AT_THE_TOP])
def test_top_level_uses_of_the_missing_document(text: str, names: list[str]) -> None:
    assert [problem.name for problem in check_dialect(parse(text))] == names


@pytest.mark.parametrize("text", ALLOWED_AT_THE_TOP)
def test_uses_of_a_context_that_is_there(text: str) -> None:
    assert check_dialect(parse(text)) == []


FREE = [
    ("$a + $b.c", ["a", "b"]),
    ("$sum($a)", ["sum", "a"]),
    ("($x := 1; $x + $y)", ["y"]),
    ("function($x) { $x + $y }", ["y"]),
    ("$map($a, function($v, $i) { $v + $i })", ["map", "a"]),
    ("($f := function($n) { $n = 0 ? 0 : $f($n - 1) }; $f($k))", ["k"]),
    ("($x := 1; ($y := 2); $y)", ["y"]),
    ("$a.b@$o.c#$i.{'o': $o, 'i': $i}", ["a"]),
    ("$states.input.x[$ > $limit]", ["states", "limit"]),
    ("$ & $$", []),
    ("$x{k: $v}", ["x", "v"]),
    ("| $a | {'b': $c} |", ["a", "c"]),
]


@pytest.mark.parametrize(("text", "names"), FREE, ids=[text for text, _ in FREE])
def test_free_names(text: str, names: list[str]) -> None:
    assert list(free_names(parse(text))) == names
    assert compile(text).variables == set(names)
