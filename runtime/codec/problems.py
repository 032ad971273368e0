"""What is wrong with a value, said with its path: `expected int, got "7" at $.items[3].qty`.

Readers and writers append to one list of problems and go on, so that a payload with five mistakes is refused once, with
five sentences. A problem is made where the value is; each container on the way out adds its part of the path.

    problems: list[Problem] = []
    problems.append(mismatch("int", "7"))
    step_out(problems, 0, ".qty")          # problems[0].text() == 'expected int, got "7" at $.qty'
"""

import json
from typing import Any

_SHOWN = 60
_LISTED = 50


class Problem:
    """One thing wrong with a value; `path` is innermost first."""

    __slots__ = ("path", "reason")

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path: list[str] = []

    def text(self) -> str:
        """The sentence, ending with the path from `$`, the whole payload."""
        return f"{self.reason} at ${''.join(reversed(self.path))}"


class PayloadError(ValueError):
    """A payload that a step cannot take, or a result that cannot travel. `problems` holds every sentence."""

    def __init__(self, subject: str, problems: list[Problem]) -> None:
        self.problems = tuple(problem.text() for problem in problems)
        super().__init__(f"{subject}: {_joined(self.problems)}")


def _joined(sentences: tuple[str, ...]) -> str:
    hidden = len(sentences) - _LISTED
    return "; ".join(sentences[:_LISTED]) + (f"; and {hidden} more" if hidden > 0 else "")


def mismatch(expected: str, value: object) -> Problem:
    """The problem of finding `value` where `expected` was called for."""
    return Problem(f"expected {expected}, got {shown(value)}")


def missing(expected: str) -> Problem:
    """The problem of finding nothing where `expected` was called for."""
    return Problem(f"expected {expected}, got nothing")


def shown(value: object) -> str:
    """`value` as JSON where it is JSON, cut to a readable length; its type and text otherwise."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        try:
            text = json.dumps(value, ensure_ascii=False)
        except (TypeError, ValueError):
            text = repr(value)
    else:
        text = f"{type(value).__name__} {value!r}"
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def step_out(problems: list[Problem], since: int, part: str) -> None:
    """Adds a container's part to the path of the problems found inside it, those from number `since` on."""
    for problem in problems[since:]:
        problem.path.append(part)


def field_part(name: Any) -> str:
    """The path part of an object's key: `.qty`, or `["odd key"]`."""
    text = str(name)
    return f".{text}" if text.isidentifier() else f"[{json.dumps(text, ensure_ascii=False)}]"
