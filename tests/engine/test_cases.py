"""Every literate case under tests/cases/engine, on the virtual clock."""

from pathlib import Path

import pytest

from tests.engine.cases import EngineCase, cases_in, outcome, updated

FOLDER = Path(__file__).parents[1] / "cases" / "engine"
CASES = [case for path in sorted(FOLDER.glob("*.md")) for case in cases_in(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.stem}: {case.name}")
def test_case(case: EngineCase, request: pytest.FixtureRequest):
    got = outcome(case)
    expected = case.json("expect")
    if {key: got.get(key) for key in expected} != expected and request.config.getoption("--update"):
        updated(case, got)
        return
    assert {key: got.get(key) for key in expected} == expected


def test_every_file_has_cases():
    assert len(CASES) > 100
    assert {case.path for case in CASES} == set(FOLDER.glob("*.md"))


def test_a_wrong_expectation_is_seen():
    """The runner itself can fail."""
    case = next(one for one in CASES if "output" in one.json("expect"))
    assert outcome(case)["output"] != {"no case": "expects this"}
