"""Fields that hold one number, string or list: given as they are, by a path, or by an expression.

    setting = read_setting(raw, "TimeoutSeconds", "JSONPath")     # TimeoutSeconds, or TimeoutSecondsPath
    setting.get(visit)                                            # the value, of whatever type

Fields such as TimeoutSeconds, Seconds, MaxConcurrency and ToleratedFailureCount are read so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.local.engine.errors import QUERY, RUNTIME, BadField, Problem
from runtime.local.engine.expressions import Expression, is_expression
from runtime.local.engine.intrinsics import Intrinsic, call_intrinsic, is_intrinsic, read_intrinsic
from runtime.local.engine.json_text import is_number, is_whole, text
from runtime.local.engine.jsonpath import PathNotFound
from runtime.local.engine.payloads import found
from runtime.local.engine.references import Reference, read_reference
from runtime.local.engine.visits import Visit

_WHOLE = re.compile(r"[+-]?\d+")
_REAL = re.compile(r"[+-]?\d+(\.\d*)?")


@dataclass(frozen=True)
class Setting:
    """One field: a value, an Expression, a Reference or an Intrinsic."""

    name: str
    source: Any

    def get(self, visit: Visit, value: Any = None) -> Any:
        """Its value; `value` stands for `$` (the state's input where it is left out)."""
        root = visit.value if value is None else value
        match self.source:
            case Expression():
                return self.source.evaluate(visit.bindings())
            case Reference():
                return referred(self.source, visit, root)
            case Intrinsic():
                return call_intrinsic(self.source, visit, root)
            case fixed:
                return fixed

    def number(self, visit: Visit) -> Any:
        """A number that an expression must give."""
        value = self.get(visit)
        return self.source.expect(value, "number") if isinstance(self.source, Expression) else value

    def whole(self, visit: Visit) -> int:
        """A number without a fraction, or its text where a path leads there; a Problem names what else it is."""
        value = self.number(visit)
        if is_whole(value):
            return int(value)
        if isinstance(value, str) and _WHOLE.fullmatch(value):
            return int(value)
        raise self._not_a(value, "integer")

    def real(self, visit: Visit) -> float:
        """Any number, or its text where a path leads there; a Problem names what else it is."""
        value = self.number(visit)
        if is_number(value) or (isinstance(value, str) and _REAL.fullmatch(value)):
            return float(value)
        raise self._not_a(value, "float")

    def _not_a(self, value: Any, kind: str) -> Problem:
        shown = value if isinstance(value, str) else text(value)
        name = self.name.rpartition("/")[2]
        if isinstance(self.source, Expression):
            return Problem(QUERY, f"The {name} field value {shown} is not a valid {kind}.", self.name)
        path = self.source.text if isinstance(self.source, Reference) else name
        return Problem(RUNTIME, f'The {name} field refers to value "{shown}" which is not a valid {kind}: {path}')

    def text(self, visit: Visit) -> Any:
        """A string; a path that leads nowhere is named with its field."""
        match self.source:
            case Expression():
                return self.source.expect(self.source.evaluate(visit.bindings()), "string")
            case Reference():
                value = found(self.source, self.name, visit, visit.value)
                if isinstance(value, str):
                    return value
                raise self._not_a(value, "string")
            case _:
                return self.get(visit)


def referred(reference: Reference, visit: Visit, value: Any) -> Any:
    """What a reference path refers to; a Problem in Jayway's words when it leads nowhere."""
    try:
        return reference.find(visit, value)
    except PathNotFound as missing:
        raise Problem(RUNTIME, f"Invalid path '{reference.text}' : {missing}") from None


NUMBER = (int, float)


def read_setting(
    raw: Mapping[str, Any], name: str, language: str, place: str = "", *, kind: type | tuple[type, ...] = object
) -> Setting | None:
    """The field `name`, or `namePath` in a JSONPath state; BadField where a value is not of its kind."""
    if name in raw:
        value = raw[name]
        if language == "JSONata" and is_expression(value):
            return Setting(place + name, Expression.read(value, place + name))
        if not isinstance(value, kind) or (kind is NUMBER and isinstance(value, bool)):
            expected = "Number" if kind is NUMBER else "String"
            raise BadField("SCHEMA_VALIDATION_FAILED", f"Expected value of type {expected}", place + name)
        return Setting(place + name, value)
    path = f"{name}Path"
    if language != "JSONata" and path in raw:
        value = raw[path]
        source = read_intrinsic(value) if is_intrinsic(value) else read_reference(value)
        return Setting(place + path, source)
    return None
