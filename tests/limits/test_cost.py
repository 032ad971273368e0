"""What `--cost` counts, held against what the engine's history counts, and the price made of it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from compiler.cli.command import statemill
from compiler.driver import PipelineBuild, compile_module
from compiler.passes.limits import EVENTS, TRANSITIONS, Amount, count
from compiler.passes.limits.pricing import cost_of, priced, prices
from runtime.local import Call, execute
from tests.literate import Case, cases_in, rewrite

CASES = cases_in(Path(__file__).parent / "flows.md")


def compiled(source: str, folder: Path) -> PipelineBuild:
    path = folder / "case.py"
    path.write_text(source, encoding="utf-8")
    build = compile_module(path, roots=(folder,))
    assert not build.diagnostics
    return next(iter(build.pipelines.values()))


def answer(call: Call) -> int:
    given = call.arguments
    first = next(iter(given.values())) if isinstance(given, dict) else given
    assert isinstance(first, int)
    return first


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_counted_as_it_runs(case: Case, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    built = compiled(case.source, tmp_path)
    transitions, events = count(built.flow, TRANSITIONS), count(built.flow, EVENTS)
    for given in (1, 5):
        run = execute(built.definition, {"n": given}, tasks=answer, clock="virtual", kind="STANDARD")
        assert run.status == "SUCCEEDED", run.cause
        entered = [event for event in run.history if event["type"].endswith("StateEntered")]
        assert within(len(entered), transitions)
        assert within(len(run.history), events)
    text = f"{transitions}\n{events}\n"
    block = case.block("takes")
    assert block
    if request.config.getoption("--update") and text != block.text:
        fresh = next(one for one in cases_in(case.path) if one.name == case.name).block("takes")
        assert fresh
        rewrite(case.path, {fresh.start: (fresh.end, text)})
    else:
        assert text == block.text


def within(number: int, amount: Amount) -> bool:
    if amount.known is not None and amount.known == amount.at_least:
        return number == amount.known
    turns = 2  # the length of every list that the cases take by default
    most: int = sum(each * turns ** len(loops) for loops, each in amount.at_most.items())
    return amount.at_least <= number <= most


@pytest.mark.parametrize(
    ("amount", "text", "money"),
    [
        (Amount.of(0), "0", "$0.000"),
        (Amount.of(4000), "4,000", "$100.000"),
        (Amount.of(2) | Amount.of(8), "2 to 8", "$0.050 to $0.200"),
        (
            Amount.of(8) + Amount.of(2).per("for"),
            "8 + 2 for each turn of `for`",
            "$0.200 + $0.050 for each turn of `for`",
        ),
        (
            (Amount.of(1) + Amount.of(4).per("inner")).per("outer"),
            "0 + 1 for each turn of `outer` + 4 for each turn of `inner` in `outer`",
            "$0.000 + $0.025 for each turn of `outer` + $0.100 for each turn of `inner` in `outer`",
        ),
    ],
)
def test_amounts(amount: Amount, text: str, money: str) -> None:
    assert str(amount) == text
    assert priced(amount, 0.025) == money


def test_the_table_says_where_and_when() -> None:
    table = prices()
    assert (table.region, table.transitions, table.requests) == ("us-east-1", 0.025, 0.001)
    assert table.second == pytest.approx(0.00104, rel=0.01)
    assert table.date >= "2026-03-14"
    assert prices("sa-east-1").transitions == 0.0375
    assert prices("sa-east-1", "EXPRESS").region == "us-east-1"


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("STANDARD", "per thousand runs: $0.025\n"),
        ("EXPRESS", "per thousand runs: $0.001000 + $0.001042 for each second that a run takes (at 64 MB)\n"),
    ],
)
def test_the_command(kind: str, said: str, tmp_path: Path) -> None:
    source = CASES[0].source.replace("@pipeline", f'@pipeline(kind="{kind}")')
    (tmp_path / "case.py").write_text(source)
    arguments = ["compile", str(tmp_path / "case.py"), "-o", str(tmp_path / "build"), "--cost"]
    result = CliRunner().invoke(statemill, arguments)
    assert result.exit_code == 0
    assert "transitions per run: 1\n" in result.output
    assert said in result.output


TYPICAL = """
from dsl import pipeline, step

@step
def load(n: int) -> int: ...

@pipeline
def p(n: int, rows: list[int]) -> int:
    try:
        if n > 3:
            n = load(n)
        for row in rows:
            n = load(row)
    except ValueError:
        load(load(load(n)))
    return n
"""


def test_what_is_typical(tmp_path: Path) -> None:
    """A choice and in half of the runs a step; a loop's start, its test, ten rounds of test and step; the return."""
    cost = cost_of(compiled(TYPICAL, tmp_path).flow)
    assert cost.transitions.typical == 1 + 0.5 + 1 + 10 * 2 + 1 + 1
    (counted, priced_runs, assumed) = [line for line in cost.lines() if "typically" in line]
    assert f"typically {cost.transitions.typical:,.0f}" in counted
    assert "typically $0." in priced_runs
    assert "go round 10 times" in assumed


def test_cost_as_json(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(TYPICAL)
    arguments = ["compile", str(tmp_path / "case.py"), "-o", str(tmp_path / "build"), "--cost", "--format", "json"]
    result = CliRunner().invoke(statemill, [*arguments, "--region", "sa-east-1"])
    assert result.exit_code == 0, result.output
    (cost,) = [json.loads(line)["cost"] for line in result.stdout.splitlines()]
    assert cost["pipeline"] == "p"
    assert cost["transitions"]["max"] is None
    assert cost["transitions"]["min"] < cost["transitions"]["typical"]
    assert cost["price"]["region"] == "sa-east-1"
    runs = cost["price"]["per_thousand_runs"]
    assert runs["min"] == pytest.approx(cost["transitions"]["min"] * 0.0375)


@pytest.mark.parametrize(
    ("loop", "warned"),
    [
        ("for k in range(3000)", False),
        ("for k in range(4000)", True),
        ("for k in range(0, 40000, 20)", False),
        ("for k in rows", False),
    ],
)
def test_histories_that_fill(loop: str, warned: bool, tmp_path: Path) -> None:
    source = (
        "from dsl import pipeline, step\n\n@step\ndef load(n: int, k: int) -> int: ...\n\n@pipeline\n"
        f"def p(n: int, rows: list[int]) -> int:\n    {loop}:\n        n = load(n, k)\n    return n\n"
    )
    (tmp_path / "case.py").write_text(source)
    found = compile_module(tmp_path / "case.py", roots=(tmp_path,)).diagnostics
    assert [(one.code.id, one.span.line) for one in found] == ([("SM503", 8)] if warned else [])


def test_a_definition_is_kept_beside_what_it_costs(tmp_path: Path) -> None:
    built = compiled(CASES[0].source, tmp_path)
    assert json.dumps(built.definition).count('"Type"') == count(built.flow, TRANSITIONS).known
