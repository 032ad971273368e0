"""What a step takes and gives: its parameters as keys of the payload, its result as JSON.

    def export_orders(day: date, limit: int = 1000) -> Export: ...

    signature_of(export_orders).read({"day": "2024-01-31"})      ((), {"day": date(2024, 1, 31)})

A single positional-only parameter (`def f(event, /)`) is the whole payload. Keys that no parameter has are ignored, so
that one step's whole result can be the next one's payload.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from runtime.codec.compiling import OPAQUE, hints_of, wire_of
from runtime.codec.problems import PayloadError, Problem, field_part, mismatch, missing, step_out
from runtime.codec.wires import Wire


@dataclass(frozen=True, slots=True)
class Parameter:
    """One named parameter of a step."""

    name: str
    wire: Wire
    required: bool


@dataclass(frozen=True, slots=True)
class Signature:
    """A step's contract, ready to use."""

    step: str
    parameters: tuple[Parameter, ...]
    whole: Wire | None
    """Where one positional-only parameter takes the whole payload."""
    result: Wire

    def read(self, payload: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """The arguments that `payload` means. Raises PayloadError with every problem."""
        problems: list[Problem] = []
        if self.whole is not None:
            arguments: tuple[tuple[Any, ...], dict[str, Any]] = ((self.whole.read(payload, problems),), {})
        else:
            arguments = ((), self._named(payload, problems))
        if problems:
            raise PayloadError(f"{self.step} cannot take its payload", problems)
        return arguments

    def _named(self, payload: Any, problems: list[Problem]) -> dict[str, Any]:
        if not self.parameters:
            return {}
        if type(payload) is not dict:
            problems.append(mismatch("an object with the parameters as keys", payload))
            return {}
        found: dict[str, Any] = {}
        for parameter in self.parameters:
            before = len(problems)
            if parameter.name in payload:
                found[parameter.name] = parameter.wire.read(payload[parameter.name], problems)
            elif parameter.required:
                problems.append(missing(parameter.wire.expected))
            step_out(problems, before, field_part(parameter.name))
        return found

    def write(self, result: Any) -> Any:
        """`result` as JSON. Raises PayloadError with every problem."""
        problems: list[Problem] = []
        found = self.result.write(result, problems)
        if problems:
            raise PayloadError(f"{self.step} gave a result that cannot travel", problems)
        return found


_signatures: WeakKeyDictionary[Callable[..., Any], Signature] = WeakKeyDictionary()


def signature_of(function: Callable[..., Any]) -> Signature:
    """The contract in `function`'s annotations. Raises TypeError for a type that has no form in JSON."""
    found = _signatures.get(function)
    if found is None:
        found = _signatures[function] = _read_signature(function)
    return found


def _read_signature(function: Callable[..., Any]) -> Signature:
    name = function.__name__
    hints = hints_of(function)
    parameters = list(inspect.signature(function).parameters.values())
    for parameter in parameters:
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            raise TypeError(f"{name}: a step names each of its parameters, and {parameter} does not")
    result = _wire(name, "the result", hints.get("return", Any))
    if len(parameters) == 1 and parameters[0].kind is inspect.Parameter.POSITIONAL_ONLY:
        hint = hints.get(parameters[0].name, Any)
        return Signature(name, (), _wire(name, f"parameter {parameters[0].name}", hint), result)
    for parameter in parameters:
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise TypeError(f"{name}: a positional-only parameter takes the whole payload, so it must be the only one")
    named = tuple(
        Parameter(
            parameter.name,
            _wire(name, f"parameter {parameter.name}", hints.get(parameter.name, Any)),
            required=parameter.default is parameter.empty,
        )
        for parameter in parameters
    )
    return Signature(name, named, None, result)


def _wire(step: str, part: str, annotation: Any) -> Wire:
    if annotation is Any:
        return OPAQUE
    try:
        return wire_of(annotation)
    except TypeError as error:
        raise TypeError(f"{step}, {part}: {error}") from None
