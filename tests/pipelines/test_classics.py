"""The two classics come out as anybody would write them by hand, and run."""

from pathlib import Path
from typing import Any

import pytest

from compiler import compile_module
from pipelines import classics

MODULE = Path(classics.__file__)


def one(name: str, placeholder: str) -> dict[str, Any]:
    """A machine of one task."""
    return {"StartAt": name, "States": {name: {"Type": "Task", "Resource": placeholder, "End": True}}}


FIRST_THEN_SECOND = {
    "QueryLanguage": "JSONata",
    "StartAt": "First Process",
    "States": {
        "First Process": {"Type": "Task", "Resource": "${FirstArn}", "Next": "Second Process"},
        "Second Process": {"Type": "Task", "Resource": "${SecondArn}", "End": True},
    },
}

SIDE_BY_SIDE = {
    "QueryLanguage": "JSONata",
    "StartAt": "Main Process",
    "States": {
        "Main Process": {
            "Type": "Parallel",
            "Branches": [one("Branch Process A", "${BranchAArn}"), one("Branch Process B", "${BranchBArn}")],
            "End": True,
        }
    },
}


@pytest.mark.parametrize(
    ("pipeline", "definition"), [("first_then_second", FIRST_THEN_SECOND), ("side_by_side", SIDE_BY_SIDE)]
)
def test_the_definition_is_exactly_so(pipeline: str, definition: dict[str, Any]) -> None:
    assert compile_module(MODULE).pipelines[pipeline].definition == definition


def test_they_run_as_plain_python() -> None:
    assert classics.first_then_second({"name": "Ada"}) == {"name": "Ada", "first": True, "second": True}
    assert classics.side_by_side({"name": "Ada"}) == ({"name": "Ada", "side": "A"}, {"name": "Ada", "side": "B"})
