"""Answers that a test gives by hand, by the name of a state, a step, its function, or a Resource.

    answer = mocked({"load": iter([TaskFailed("Busy"), 3]), "alert": None}, (definition,), steps)

A mock is a JSON result, an exception to raise, a function of the Call, or an iterator of those, one for each call.
Names that nothing in the definitions has are refused, with the nearest that something has.
"""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from runtime.local.answers import UNANSWERED, Answer
from runtime.local.engine import Call, TaskFailed
from runtime.local.engine.resources import function_name


class UnknownMock(LookupError):
    """A mock of nothing; the message names what is nearest."""


class NoMoreAnswers(AssertionError):
    """A mock's iterator has ended, and the step is called once more: a fault of the test, not of the step."""


def mocked(mocks: Mapping[str, Any], definitions: Iterable[Mapping[str, Any]], steps: Mapping[str, Any]) -> Answer:
    """The answer of these mocks; UnknownMock."""
    check_names(mocks, (name for one in definitions for name in _known(one, steps)))
    return by_name(mocks, steps)


def by_name(mocks: Mapping[str, Any], steps: Mapping[str, Any] = MappingProxyType({})) -> Answer:
    """The answer of these mocks, whatever the definition."""

    def answer(call: Call) -> Any:
        names = (call.state, call.resource, *names_of(call.resource, steps), *_invoked(call))
        name = next((one for one in names if one in mocks), None)
        return UNANSWERED if name is None else _given(name, mocks[name], call)

    return answer


def check_names(names: Iterable[str], known: Iterable[str]) -> None:
    """UnknownMock where one of the names is none of the known."""
    there = sorted(set(known))
    for name in names:
        if name not in there:
            near = difflib.get_close_matches(name, there, 1)
            hint = f"did you mean `{near[0]}`?" if near else f"there is {', '.join(there) or 'no task'}"
            raise UnknownMock(f"no state or step `{name}`; {hint}")


def names_of(resource: str, steps: Mapping[str, Any]) -> Iterator[str]:
    """What else a test may call the function of this Resource."""
    step = steps.get(resource.removeprefix("${").removesuffix("}"))
    if step is not None:
        yield getattr(step, "name", "")
        yield getattr(getattr(step, "function", None), "__name__", "")
    if (name := function_name(resource)) is not None:
        yield name


def _invoked(call: Call) -> Iterator[str]:
    """The function that `lambda:invoke` names in its arguments."""
    if call.resource.startswith("arn:aws:states:::lambda:invoke") and isinstance(call.arguments, Mapping):
        name = str(call.arguments.get("FunctionName", ""))
        yield name
        yield from names_of(name, {})


def states_of(machine: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The states by name, those inside Parallel and Map states too."""
    for name, raw in machine.get("States", {}).items():
        yield name, raw
        for inner in (*raw.get("Branches", ()), raw.get("ItemProcessor", {}), raw.get("Iterator", {})):
            yield from states_of(inner)


def _known(definition: Mapping[str, Any], steps: Mapping[str, Any]) -> Iterator[str]:
    for name, raw in states_of(definition):
        resources = [raw[key]["Resource"] for key in ("ItemReader", "ResultWriter") if "Resource" in raw.get(key, {})]
        if raw.get("Type") == "Task":
            resources.append(raw.get("Resource", ""))
        if resources:
            yield name
        for resource in resources:
            yield resource
            yield from filter(None, names_of(resource, steps))


def _given(name: str, mock: Any, call: Call) -> Any:
    if isinstance(mock, Iterator):
        try:
            mock = next(mock)
        except StopIteration:
            raise NoMoreAnswers(f"the mock `{name}` has no answer left for a call with {call.arguments}") from None
    if isinstance(mock, BaseException):
        raise mock if isinstance(mock, TaskFailed) else TaskFailed(type(mock).__name__, str(mock))
    if not callable(mock):
        return mock
    try:
        return mock(call)
    except (TaskFailed, AssertionError):
        raise  # an AssertionError is the test's own check of the call
    except Exception as error:
        raise TaskFailed(type(error).__name__, str(error)) from error
