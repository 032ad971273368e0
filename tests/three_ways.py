"""Run one pipeline three ways: as plain Python, as unrewritten ASL, and as rewritten ASL, and tell what each gave.

    plain, found = run_plain(pipeline, {"n": 2}), run_engine(pipeline, {"n": 2})
    assert found == told_by_aws(plain, found)

An outcome is the JSON output, or the error's name and message, and the step calls that were made on the way. Both are
the same in all three, but for one thing: an expression that fails outside any `try` fails the execution under AWS's
name for it, and its cause tells Python's error where the expression finds the failure itself.
"""

import inspect
import json
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from types import FunctionType
from typing import Any

from compiler.driver import PipelineBuild
from compiler.forms.naming import pascal
from dsl.definitions import StepDefinition
from runtime.codec import PayloadError, signature_of
from runtime.local import Call, execute
from runtime.local.engine.integrations import Clients, service_answer, service_put
from runtime.local.functions import call_step

_MADE_UP = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

_EVALUATION_ERRORS = ("States.QueryEvaluationError", "States.Runtime")
"""What AWS calls a failing expression, whatever exception Python raises there."""

_ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:"
_ENDING = re.compile(r"\bD3137: (\w+Error): [^\"]*$")
"""The end of such an error's cause where the expression itself says which error it is."""

_EXPRESSION_EXCEPTIONS = (ArithmeticError, LookupError, ValueError, TypeError, AttributeError)


@dataclass(frozen=True)
class Outcome:
    """What a run gave: `output`, or `error` and `message`; and the calls, as `double(2)`."""

    output: Any = None
    error: str | None = None
    message: str | None = None
    calls: tuple[str, ...] = field(default=())
    expression: str | None = field(default=None, compare=False)
    """The Python error that an expression of the pipeline failed with; on AWS what the cause tells of it, or ""."""


def run_plain(
    built: PipelineBuild, input_: Any, *, in_order: bool = True, nested: Mapping[str, PipelineBuild] | None = None
) -> Outcome:
    """Call the pipeline as the Python function that it is."""
    function = built.routine.definition.function
    signature = signature_of(function)
    calls: list[str] = []
    with _recorded((built, *(nested or {}).values()), calls):
        arguments, keywords = signature.read(input_)
        try:
            output = signature.write(function(*arguments, **keywords))
        except Exception as error:  # the error is the outcome
            name = type(error).__name__
            expression = name if _is_of_expression(built, error) else None
            return Outcome(None, name, str(error), _ordered(calls, in_order), expression)
    return Outcome(output=json.loads(json.dumps(output)), calls=_ordered(calls, in_order))


def run_engine(
    built: PipelineBuild,
    input_: Any,
    *,
    in_order: bool = True,
    nested: Mapping[str, PipelineBuild] | None = None,
    clients: Clients | None = None,
) -> Outcome:
    """Execute the definition in the local engine, its steps answered by the same functions.

    `nested` are the other pipelines that this one, or one of them, may `run`, by function name; `clients` answer what
    goes to AWS.
    """
    others = nested or {}
    arns = {f"${{{pascal(name)}StateMachineArn}}": f"{_ARN}{name}" for name in others}
    machines = {f"{_ARN}{name}": _with(arns, one.definition) for name, one in others.items()}
    placeholders = {**built.steps, **{name: step for one in others.values() for name, step in one.steps.items()}}
    steps = {f"${{{name}}}": step.function for name, step in placeholders.items() if isinstance(step, StepDefinition)}
    calls: list[str] = []

    services = service_answer(clients) if clients else None

    def answer(call: Call) -> Any:
        if services is not None and call.resource not in steps:
            return services(call)
        function = steps[call.resource]
        with suppress(PayloadError, TypeError):  # call_step fails with it
            calls.append(_call_text(function, *signature_of(function).read(call.arguments)))
        return call_step(function, call.arguments)

    put = service_put(clients) if clients else None
    run = execute(_with(arns, built.definition), input_, tasks=answer, clock="virtual", machines=machines, put=put)
    if run.status == "SUCCEEDED":
        return Outcome(output=run.output, calls=_ordered(calls, in_order))
    error, message = _told(run.error, run.cause)
    if error in _EVALUATION_ERRORS:
        told = _ENDING.search(message or "")
        return Outcome(None, error, None, _ordered(calls, in_order), told[1] if told else "")
    return Outcome(error=error, message=message, calls=_ordered(calls, in_order))


def _ordered(calls: list[str], in_order: bool) -> tuple[str, ...]:
    told = [_MADE_UP.sub("<id>", call) for call in calls]  # a Map Run's name in the address of its results
    return tuple(told if in_order else sorted(told))


def told_by_aws(plain: Outcome, found: Outcome) -> Outcome:
    """What plain Python gave, in AWS's words where `found` has failed for an expression that no handler could see."""
    if plain.expression and found.expression in ("", plain.expression):
        return replace(plain, error=found.error, message=None)
    return plain


def _is_of_expression(built: PipelineBuild, error: Exception) -> bool:
    """Whether an expression of the pipeline raised the error, not a `raise` or a step."""
    if not isinstance(error, _EXPRESSION_EXCEPTIONS):
        return False
    frame = traceback.extract_tb(error.__traceback__)[-1]
    raised = (frame.line or "").lstrip().startswith(f"raise {type(error).__name__}")
    steps = {step.function.__name__ for step in built.steps.values() if isinstance(step, StepDefinition)}
    return not raised and frame.name not in steps


def _with(names: Mapping[str, str], definition: Any) -> Any:
    """The definition with other machines' ARNs in their places."""
    text = json.dumps(definition)
    for name, arn in names.items():
        text = text.replace(name, arn)
    return json.loads(text)


def _told(error: str | None, cause: str | None) -> tuple[str | None, str | None]:
    """The name and message behind an execution's error: Lambda tells its own in JSON, as does a nested execution."""
    try:
        found = json.loads(cause or "")
    except ValueError:
        return error, cause
    match found:
        case {"errorMessage": message}:
            return error, message
        case {"Status": "FAILED", "Error": inner} if error == "States.TaskFailed":
            return _told(inner, found.get("Cause"))
        case _:
            return error, cause


def _call_text(function: Callable[..., Any], arguments: tuple[Any, ...], keywords: dict[str, Any]) -> str:
    """The call with every argument by name, defaults too: both ways of calling look the same."""
    bound = inspect.signature(function).bind(*arguments, **keywords)
    bound.apply_defaults()
    return f"{function.__name__}({', '.join(f'{name}={value!r}' for name, value in bound.arguments.items())})"


@contextmanager
def _recorded(builds: tuple[PipelineBuild, ...], calls: list[str]) -> Iterator[None]:
    """Record step calls made by plain Python, by standing in for the steps in their modules."""
    replaced: list[tuple[dict[str, Any], str, Any]] = []
    functions = {
        one.function: built for built in builds for one in built.steps.values() if isinstance(one, StepDefinition)
    }
    for function, built in functions.items():
        for module in _modules_of(built, function):
            for name, value in list(module.items()):
                if value is function:
                    replaced.append((module, name, value))
                    module[name] = _recorder(function, calls)
    try:
        yield
    finally:
        for module, name, value in replaced:
            module[name] = value


def _modules_of(built: PipelineBuild, function: Callable[..., Any]) -> list[dict[str, Any]]:
    functions = [built.routine.definition.function, function]
    spaces = {id(one.__globals__): one.__globals__ for one in functions if isinstance(one, FunctionType)}
    return list(spaces.values())


def _recorder(function: Callable[..., Any], calls: list[str]) -> Callable[..., Any]:
    def recorded(*arguments: Any, **keywords: Any) -> Any:
        calls.append(_call_text(function, arguments, keywords))
        return function(*arguments, **keywords)

    recorded.with_options = lambda **_options: recorded  # type: ignore[attr-defined]
    return recorded
