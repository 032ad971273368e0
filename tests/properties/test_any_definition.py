"""Whatever definition, input and answers are, an execution is refused or ends; nothing escapes the engine."""

import copy
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from runtime.local import Call, InvalidDefinition, Submitted, Takes, TaskFailed, execute
from tests.engine.cases import cases_in

FOLDER = Path(__file__).parents[1] / "cases" / "engine"
GOOD = [case for path in sorted(FOLDER.glob("*.md")) for case in cases_in(path) if "request" not in case.blocks]
ODD: list[Any] = [None, True, False, 0, 1, -1, 1.5, "", "x", "2", "2016-01-01T00:00:00Z", [], [1, 2], {}, {"a": 1}]
ODD += [[[]], [{"a": {"b": [1]}}], "$.a", "{% $x %}", 1e300, 2**60, "States.ALL"]
MOST_EVENTS = 2000


@settings(max_examples=300)
@given(st.randoms(use_true_random=False))
def test_an_execution_ends_or_is_refused(random: Random):
    case = random.choice(GOOD)
    definition = _mutated(case.json("asl"), random)
    given_input = _mutated(case.json("input", {}), random)

    def answer(_call: Call) -> Any:
        value = copy.deepcopy(
            random.choice([*ODD, {"Body": "[1,2]"}, {"Body": "a,b\n1,2"}, {"Contents": [{"Key": "k"}]}])
        )
        match random.randrange(8):
            case 0:
                raise TaskFailed(random.choice(["E", "States.Timeout", None]), random.choice(["c", None]))
            case 1:
                return Takes(random.choice([1, 1e6]), value)
            case 2:
                return Submitted({}, value)
            case _:
                return value

    try:
        run = execute(definition, given_input, answer, history_limit=MOST_EVENTS)
    except InvalidDefinition:
        return
    assert run.status in ("SUCCEEDED", "FAILED", "TIMED_OUT")
    assert all(one is None or isinstance(one, str) for one in (run.error, run.cause))
    assert run.history[-1]["type"].startswith("Execution")


def _mutated(value: Any, random: Random) -> Any:
    """The value with some of its parts left out, doubled, or something else."""
    if random.random() < 0.05:
        return copy.deepcopy(random.choice(ODD))
    if isinstance(value, dict):
        return {key: _mutated(one, random) for key, one in value.items() if random.random() > 0.03}
    if isinstance(value, list):
        found = [_mutated(one, random) for one in value]
        return [*found, *found[:1]] if random.random() < 0.1 else found
    return value
