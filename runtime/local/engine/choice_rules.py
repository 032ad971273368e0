"""Rules of JSONPath Choice states: `{"Variable": "$.n", "NumericGreaterThan": 3}`, And, Or, Not.

    holds(read_rule({"Not": {"Variable": "$.a", "IsPresent": True}}), visit, {"b": 1})      # True

AWS: https://docs.aws.amazon.com/step-functions/latest/dg/state-choice.html
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from runtime.local.engine.errors import RUNTIME, Problem
from runtime.local.engine.json_text import is_number
from runtime.local.engine.jsonpath import MISSING, PathNotFound
from runtime.local.engine.references import Reference, read_reference
from runtime.local.engine.timestamps import parse_rfc3339
from runtime.local.engine.visits import Visit


@dataclass(frozen=True)
class Rule:
    """A comparison, or rules joined by And, Or and Not."""

    operator: str
    variable: Reference | None = None
    operand: Any = None
    """A value, or for `…Path` operators a Reference."""
    inner: "tuple[Rule, ...]" = ()


def read_rule(raw: Mapping[str, Any]) -> Rule:
    """Prepare one rule."""
    for operator in ("And", "Or"):
        if operator in raw:
            return Rule(operator, inner=tuple(read_rule(one) for one in raw[operator]))
    if "Not" in raw:
        return Rule("Not", inner=(read_rule(raw["Not"]),))
    variable = read_reference(raw["Variable"])
    for operator, operand in raw.items():
        if operator in _TESTS:
            return Rule(operator, variable, operand)
        if operator.endswith("Path") and operator[:-4] in _COMPARISONS:
            return Rule(operator[:-4], variable, read_reference(operand))
    raise ValueError(f"no comparison in the rule {dict(raw)}")


def holds(rule: Rule, visit: Visit, value: Any) -> bool:
    """Whether the rule holds for the state's effective input."""
    match rule.operator:
        case "And":
            return all(holds(one, visit, value) for one in rule.inner)
        case "Or":
            return any(holds(one, visit, value) for one in rule.inner)
        case "Not":
            return not holds(rule.inner[0], visit, value)
    assert rule.variable is not None
    if rule.operator == "IsPresent":
        return (rule.variable.get(visit, value) is not MISSING) is bool(rule.operand)
    left = _found(rule.variable, visit, value)
    right = rule.operand
    if isinstance(right, Reference):
        right = _found(right, visit, value)
    return _TESTS[rule.operator](left, right)


def _found(reference: Reference, visit: Visit, value: Any) -> Any:
    try:
        return reference.find(visit, value)
    except PathNotFound:
        sentence = "The choice state's condition path references an invalid value."
        raise Problem(RUNTIME, f"Invalid path '{reference.text}': {sentence}") from None


Test = Callable[[Any, Any], bool]


def _moment(value: Any) -> datetime | None:
    return parse_rfc3339(value) if isinstance(value, str) else None


def _same_kind(check: Callable[[Any], bool], compare: Test) -> Test:
    def test(left: Any, right: Any) -> bool:
        return check(left) and check(right) and compare(left, right)

    return test


def _timed(compare: Test) -> Test:
    def test(left: Any, right: Any) -> bool:
        first, second = _moment(left), _moment(right)
        return first is not None and second is not None and compare(first, second)

    return test


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_bool(value: Any) -> bool:
    return isinstance(value, bool)


_ORDERS: dict[str, Test] = {
    "Equals": lambda left, right: bool(left == right),
    "LessThan": lambda left, right: bool(left < right),
    "LessThanEquals": lambda left, right: bool(left <= right),
    "GreaterThan": lambda left, right: bool(left > right),
    "GreaterThanEquals": lambda left, right: bool(left >= right),
}


def _by_units(compare: Test) -> Test:
    """Java orders strings by their UTF-16 units."""
    return lambda left, right: compare(
        left.encode("utf-16-be", "surrogatepass"), right.encode("utf-16-be", "surrogatepass")
    )


_COMPARISONS: dict[str, Test] = {
    **{f"String{name}": _same_kind(_is_text, _by_units(order)) for name, order in _ORDERS.items()},
    **{f"Numeric{name}": _same_kind(is_number, order) for name, order in _ORDERS.items()},
    **{f"Timestamp{name}": _timed(order) for name, order in _ORDERS.items()},
    "BooleanEquals": _same_kind(_is_bool, _ORDERS["Equals"]),
}


@lru_cache(maxsize=512)
def _wildcard(pattern: str) -> re.Pattern[str]:
    """A `StringMatches` pattern: `*` stands for any text, a backslash takes the next character as it is."""
    out, escaped = "", False
    for one in pattern:
        if escaped:
            out, escaped = out + re.escape(one), False
        elif one == "\\":
            escaped = True
        else:
            out += ".*" if one == "*" else re.escape(one)
    return re.compile(out, re.DOTALL)


def _matches(value: Any, pattern: Any) -> bool:
    return isinstance(value, str) and isinstance(pattern, str) and _wildcard(pattern).fullmatch(value) is not None


_TESTS: dict[str, Test] = {
    **_COMPARISONS,
    "StringMatches": _matches,
    "IsNull": lambda value, wanted: (value is None) == wanted,
    "IsNumeric": lambda value, wanted: is_number(value) == wanted,
    "IsString": lambda value, wanted: _is_text(value) == wanted,
    "IsBoolean": lambda value, wanted: _is_bool(value) == wanted,
    "IsTimestamp": lambda value, wanted: (_moment(value) is not None) == wanted,
    "IsPresent": lambda value, wanted: (value is not MISSING) == wanted,
}
