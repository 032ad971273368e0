"""The text itself: what a careful person would write, with no parentheses too many."""

import pytest

from compiler.diagnostics import NOWHERE
from compiler.forms.expressions import Binary, Constant, ErrorOutput, Fact, Field, Local, Result, StateInput
from compiler.forms.types import ANY, BOOL, FLOAT, INT, STR, DictOf, ErrorOf, ListOf, Scalar, Type
from compiler.passes.emit.expressions import Scope, render, render_condition
from tests.compiler.expressions.reading import read
from tests.compiler.expressions.tables.values import ORDER

NAMES: dict[str, Type] = {
    "a": INT, "b": INT, "x": FLOAT, "p": BOOL, "q": BOOL, "s": STR, "xs": ListOf(INT), "ss": ListOf(STR),
    "d": DictOf(STR, INT),
    "o": ORDER, "os": ListOf(ORDER), "day": Scalar.DATE, "v": ANY, "count": INT, "e": ErrorOf(("Refused",)),
}  # fmt: skip

TEXTS = [
    ("a + b * 2", "$a + $b * 2"),
    ("(a + b) * 2", "($a + $b) * 2"),
    ("a - (b - 1)", "$a - ($b - 1)"),
    ("a - b - 1", "$a - $b - 1"),
    ("a / 2", "$a / 2"),
    ("a // 2", "$floor($a / 2)"),
    ("a % 2 == 0", "$a % 2 = 0"),
    ("a % 5", "$a - $floor($a / 5) * 5"),
    ("len(xs) % 5", "$count($xs) % 5"),
    ("a / b", '$a / ($b = 0 ? $error("ZeroDivisionError: division by zero") : $b)'),
    ("o.rows > 0 and o.note is not None", "$o.rows > 0 and $o.note != null"),
    ("(p or q) and not p", "($p or $q) and $not($p)"),
    ("not s", '$s = ""'),
    ("not a == b", "$a != $b"),
    ("a < b <= 3", "$a < $b and $b <= 3"),
    ("1 if p else 2 if q else 3", "$p ? 1 : $q ? 2 : 3"),
    ("'x' if s == 'a' else s", '$s = "a" ? "x" : $s'),
    ("a in (1, 2)", "$a in [1, 2]"),
    ("f'{a} of {b} rows'", '$a & " of " & $b & " rows"'),
    ("f'{a}'", "$string($a)"),
    ("f'{s:>10}'", "$pad($s, -10)"),
    ("s + '!'", '$s & "!"'),
    ("s.upper()[:3]", "$substring($uppercase($s), 0, 3)"),
    ("s.startswith('s3://')", '$substring($s, 0, 5) = "s3://"'),
    ("s.split(',')", '$split($s, ",")'),
    ("','.join(ss)", '$join($ss, ",")'),
    ("xs[0]", "$xs[0]"),
    ("xs[-1] + 1", "$xs[-1] + 1"),
    ("os[0].rows", "$os[0].rows"),
    ("[o.rows, o.tags]", "[$o.rows, [$o.tags]]"),
    ("[*xs, a]", "$append($xs, [$a])"),
    ("xs + [a]", "$append($xs, [$a])"),
    ("d['a']", "$d.a"),
    ("d['two words']", "$d.`two words`"),
    ("d[s]", "$lookup($d, $s)"),
    ("'a' in d", "$exists($d.a)"),
    ("{'day': day, 'rows': a + 1}", '{"day": $day, "rows": $a + 1}'),
    ("{**d, 'z': 1}", '$merge([$d, {"z": 1}])'),
    ("[r.rows for r in os]", "[$os.rows]"),
    ("sum(r.rows for r in os)", "$sum([$os.rows])"),
    (
        "[r.rows + 1 for r in os if r.note]",
        '[$map($filter($os, function($r) { $r.note != null and $r.note != "" }), function($r) { $r.rows + 1 })]',
    ),
    ("[r for r in os if r.rows > a]", "[$filter($os, function($r) { $r.rows > $a })]"),
    ("any(r.rows > 3 for r in os)", "$exists($filter($os, function($r) { $r.rows > 3 }))"),
    ("sorted(xs)", "$sort($xs)"),
    ("max(xs)", "$max($xs)"),
    ("max(a, b)", "$max([$a, $b])"),
    ("list(range(a))", "[0..$a - 1]"),
    ("day.year", "$number($substring($day, 0, 4))"),
    ("day.strftime('%Y-%m-%d')", "$day"),
    ("count + 1", "$count_ + 1"),
    ("json.loads(s)", "$parse($s)"),
    ("hashlib.sha256(s.encode()).hexdigest()", '$hash($s, "SHA-256")'),
    ("timedelta(minutes=5).total_seconds()", "300"),
    ("e.type", "$e.Error"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), TEXTS)
def test_text(source, expected):
    assert render(read(source, NAMES), Scope()) == expected


NODES = [
    (Result(INT, NOWHERE), "$states.result"),
    (Field(Result(ORDER, NOWHERE), "rows", INT, NOWHERE), "$states.result.rows"),
    (StateInput(ANY, NOWHERE), "$states.input"),
    (ErrorOutput(ErrorOf(("X",)), NOWHERE), "$states.errorOutput"),
    (Field(ErrorOutput(ErrorOf(("X",)), NOWHERE), "type", STR, NOWHERE), "$states.errorOutput.Error"),
    (Fact(("Execution", "StartTime"), STR, NOWHERE), "$states.context.Execution.StartTime"),
    (Constant("say \"hi\"\n", STR, NOWHERE), '"say \\"hi\\"\\n"'),
    (Constant(-5, INT, NOWHERE), "-5"),
    (Constant(None, Scalar.NONE, NOWHERE), "null"),
    (Binary("-", Local("a", INT, NOWHERE), Constant(-5, INT, NOWHERE), INT, NOWHERE), "$a - -5"),
]  # fmt: skip


@pytest.mark.parametrize(("node", "expected"), NODES)
def test_nodes_of_the_flow(node, expected):
    assert render(node, Scope()) == expected


def test_names_may_stand_for_other_text():
    scope = Scope({"day": "$states.input.day", "o": "$states.input.order"})
    assert render(read("f'{day}: {o.rows}'", NAMES), scope) == '$states.input.day & ": " & $states.input.order.rows'


def test_a_parameter_does_not_hide_what_a_name_stands_for():
    assert render(read("[x + b for x in xs]", NAMES), Scope({"b": "$x"})) == "[$map($xs, function($x_2) { $x_2 + $x })]"


CONDITIONS = [
    ("xs", "$count($xs) > 0"),
    ("s", '$s != ""'),
    ("a", "$a != 0"),
    ("p", "$p"),
    ("a and s", '$a != 0 and $s != ""'),
    ("not xs or p", "$count($xs) = 0 or $p"),
    ("o", "true"),
]


@pytest.mark.parametrize(("source", "expected"), CONDITIONS)
def test_conditions(source, expected):
    assert render_condition(read(source, NAMES), Scope()) == expected
