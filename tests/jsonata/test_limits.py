"""Hostile expressions: no crash, no hang, no traceback; and growth that stays linear."""

import gc
import threading
import time

import pytest

from runtime.local.jsonata import JsonataError, compile, frames  # noqa: A004
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.library import long_searches

TOO_DEEP = [
    "($f := function($n) { 1 + $f($n + 1) }; $f(1))",
    "($f := function($a) { $map([1], function($x) { $f($x) }) }; $f(1))",
    "($f := function($n) { $sum([$map([$n + 1], $f)]) }; $f(1))",
    "($f := function($n) { $sort([1, 2], function($a, $b) { $f($n + 1) }) }; $f(1))",
    "($f := function($n) { [$replace('aa', /a/, function($m) { $string($f($n + 1)) })] }; $f(1))",
    "($f := function($n) { [[1, 2]^($f($n + 1))] }; $f(1))",
    "(" * 600 + "1" + ")" * 600,
    "[" * 600 + "]" * 600,
    "1" + " + 1" * 20_000,
]


@pytest.mark.parametrize("text", TOO_DEEP, ids=[text[:50] for text in TOO_DEEP])
def test_deep_recursion_is_an_error_in_a_thread_too(text: str) -> None:
    codes: list[str] = []

    def evaluate() -> None:
        with pytest.raises(JsonataError) as caught:
            compile(text).evaluate({})
        codes.append(caught.value.code)

    thread = threading.Thread(target=evaluate)
    thread.start()
    thread.join()
    assert codes == ["D1011"]


def test_tail_calls_take_no_stack() -> None:
    text = "($f := function($n, $sum) { $n = 0 ? $sum : $f($n - 1, $sum + $n) }; $f(50000, 0))"
    assert compile(text).evaluate({}) == 1_250_025_000


def test_mutual_tail_calls_take_no_stack() -> None:
    text = (
        "($even := function($n) { $n = 0 ? true : $odd($n - 1) };"
        " $odd := function($n) { $n = 0 ? false : $even($n - 1) }; $even(6555))"
    )
    assert compile(text).evaluate({}) is False


def test_an_endless_loop_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    class Hurried(Run):
        def __init__(self) -> None:
            super().__init__()
            self.deadline = time.monotonic() + 0.05

    monkeypatch.setattr("runtime.local.jsonata.expression.Run", Hurried)
    with pytest.raises(JsonataError) as caught:
        compile("($f := function() { $f() }; $f())").evaluate({})
    assert caught.value.code == "D1012"
    assert frames.DEEPEST_CALLS > 0


@pytest.mark.parametrize("text", ["[1..100000000]", "$range(1, 100000000, 1)", "[0..1e15]"])
def test_a_range_has_a_size(text: str) -> None:
    with pytest.raises(JsonataError) as caught:
        compile(text).evaluate({})
    assert caught.value.code == "D2014"


@pytest.mark.parametrize(
    "text",
    [
        "$map($n, function($v) { $v * 2 })",
        "$n.{'v': $}",
        "$n[$ > 3]",
        "$sort($n, function($a, $b) { $a < $b })",
        "$n^(>$)",
        "$distinct($n)",
        "$reduce($n, function($a, $b) { $a + $b })",
        "$n{$string($ % 10): $count($)}",
        "$n{'all': $}",
        "$join($n.$string($), ',')",
    ],
)
def test_time_grows_with_the_data(text: str) -> None:
    expression = compile(text)

    def seconds(size: int) -> float:
        numbers = list(range(size))
        gc.collect()
        gc.disable()  # what other tests have left on the heap is no part of the evaluation
        try:
            started = time.process_time()
            expression.evaluate({"n": numbers})
            return time.process_time() - started
        finally:
            gc.enable()

    small = max(min(seconds(4000) for _ in range(3)), 1e-3)
    # Ten times the data takes ten times as long, not a hundred times; the rest is room for a busy machine.
    assert min(seconds(40_000) for _ in range(5)) < small * 40


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$contains('a', /(?<=a+)b/)", "S0303"),
        ("$contains('a', /\\p{L}/)", "S0303"),
        ("$contains('a', /a(/)", "S0302"),
        ("$contains('a', /a**/)", "S0303"),
    ],
)
def test_regular_expressions_that_python_cannot_say(text: str, code: str) -> None:
    with pytest.raises(JsonataError) as caught:
        compile(text)
    assert caught.value.code == code


TOO_MUCH = [
    ('$pad("a", 1e12)', "D2015"),
    ("($f := function($s) { $f($s & $s) }; $f('ab'))", "D2015"),
    ("($f := function($s) { $f($append($s, $s)) }; $f([1, 2]))", "D2015"),
    ("($f := function($s) { $f([$s, $s]) }; $f([1, 2]))", "D2015"),
    ("$range(1, 1e300, 1)", "D2014"),
    ('$formatInteger(1e300, "I")', "D1001"),
    ("$sum([1e308, 1e308])", "D1001"),
    ("$floor(1e308 * 10)", "D1001"),
    ("1e308 * 10", "D1001"),
    ('$parse($pad("", 100000, "["))', "D3150"),
    ("$substring('abc')", "T0410"),
    ('$formatNumber(1, "")', "D3085"),
]


@pytest.mark.parametrize(("text", "code"), TOO_MUCH, ids=[text for text, _ in TOO_MUCH])
def test_what_would_fill_the_memory_is_refused(text: str, code: str) -> None:
    started = time.process_time()
    with pytest.raises(JsonataError) as caught:
        compile(text).evaluate({})
    assert caught.value.code == code
    assert time.process_time() - started < 5


LARGE = [
    ('$length($formatNumber(1e308, "0.000"))', 313),
    ('$formatInteger(1e18, "#,##0")', "1,000,000,000,000,000,000"),
    ("$round(1.5, 400)", 1.5),
    ("$substring('abc', 0, 1e300)", "abc"),
    ("$length($formatBase(1e300, 2))", 997),
]


@pytest.mark.parametrize(("text", "value"), LARGE, ids=[text for text, _ in LARGE])
def test_large_arguments(text: str, value: object) -> None:
    assert compile(text).evaluate({}) == value


@pytest.mark.parametrize(
    "text",
    [
        "$match($x, /(a+)+$/)",
        "$replace($x, /^(a|a)*$/, 'b')",
        "$contains($x, /^(?:a?a?)*$/)",
        r"$split($x, /(\w*)*\)/)",
    ],
)
def test_a_search_that_explodes_is_ended(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Python's own `re` would hold up every thread of the process until the end of days."""
    monkeypatch.setattr(long_searches, "LONGEST", 1)
    with pytest.raises(JsonataError) as caught:
        compile(text).evaluate({"x": "a" * 60 + "!"})
    assert caught.value.code == "D1012"
    assert compile("$match($x, /(?:([a-z]+)|x)*!/).groups").evaluate({"x": "a" * 60 + "!"}) == ["a" * 60]


@pytest.mark.parametrize(
    ("pattern", "may"),
    [("(a+)+", True), ("(?:a|b){2,}", True), ("((a)*b)*", True), ("(a?b?)*", True), ("(a*){1,3}", True),
     ("a+b+", False), ("(a|b)c*", False), ("[(a+)+]", False), (r"\(a+\)+", False), ("(?:ab)+", False)],
)  # fmt: skip
def test_repetitions_of_what_repeats_are_known(pattern: str, may: bool) -> None:
    assert long_searches.may_explode(pattern) is may
