"""Literals, variables, arithmetic, comparison, text, logic, conditions, blocks and bindings.

    binary(parse("1 + 2"), closure_of)(UNDEFINED, frame)     # 3

Arithmetic is that of doubles; a whole result is an integer again, as on Step Functions (6 / 2 is 3, not 3.0).
"""

import math
from collections.abc import Callable
from typing import Any

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures.filters import Closure, Make
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame
from runtime.local.jsonata.library.regexes import RegexFunction
from runtime.local.jsonata.library.text import string
from runtime.local.jsonata.syntax import Expression, Scalar
from runtime.local.jsonata.values import (
    LONGEST,
    UNDEFINED,
    Outer,
    Sequence,
    check_length,
    equal,
    is_number,
    number,
    truth,
)
from runtime.local.jsonata.walk import children

_EXACT = 2**53


def literal(value: Scalar) -> Closure:
    """A constant."""
    return lambda _context, _frame: value


def variable(node: syntax.Variable) -> Closure:
    """`$name`; `$` is the context."""
    name = node.name
    if name == "":
        return lambda context, _frame: context[0] if type(context) is Outer else context
    return lambda _context, frame: frame.lookup(name)


def regex(node: syntax.Regex) -> Closure:
    """A regular expression is a function that finds its first match."""
    function = RegexFunction(node.pattern, node.position)
    return lambda _context, _frame: function


def negative(node: syntax.Negative, make: Make) -> Closure:
    """`-x`."""
    operand = make(node.operand)

    def negate(context: Any, frame: Frame) -> Any:
        value = operand(context, frame)
        if value is UNDEFINED:
            return UNDEFINED
        if not is_number(value):
            raise JsonataError("D1002", node.position, value=value)
        return number(-value)

    return negate


def _add(left: float, right: float) -> float:
    return left + right


def _subtract(left: float, right: float) -> float:
    return left - right


def _multiply(left: float, right: float) -> float:
    return left * right


def _divide(left: float, right: float) -> float:
    if right != 0:
        return float(left) / float(right)
    return math.nan if left == 0 or math.isnan(left) else math.copysign(math.inf, left) * math.copysign(1, right)


def _remainder(left: float, right: float) -> float:
    if right == 0 or math.isinf(left):
        return math.nan
    return math.fmod(left, right)


_ARITHMETIC: dict[str, Callable[[float, float], float]] = {
    "+": _add,
    "-": _subtract,
    "*": _multiply,
    "/": _divide,
    "%": _remainder,
}


def _check_number(value: Any, code: str, operator: str, position: int) -> None:
    if value is UNDEFINED:
        return
    if type(value) is float and math.isinf(value):
        raise JsonataError("D1001", position, token=operator, value=None)
    if not is_number(value) or math.isnan(value):
        raise JsonataError(code, position, token=operator, value=value)


def _arithmetic(node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    operator, position = node.operator, node.position
    compute = _ARITHMETIC[operator]

    def calculate(context: Any, frame: Frame) -> Any:
        one, other = left(context, frame), right(context, frame)
        if type(one) is not int or type(other) is not int:
            _check_number(one, "T2001", operator, position)
            _check_number(other, "T2002", operator, position)
            if one is UNDEFINED or other is UNDEFINED:
                return UNDEFINED
        if not (-_EXACT <= one <= _EXACT and -_EXACT <= other <= _EXACT):
            one, other = float(one), float(other)
        try:
            result = compute(one, other)
        except OverflowError:
            result = math.inf
        return result if type(result) is int and -_EXACT <= result <= _EXACT else number(result)

    return calculate


_COMPARISON: dict[str, Callable[[Any, Any], bool]] = {
    "<": lambda left, right: left < right,
    "<=": lambda left, right: left <= right,
    ">": lambda left, right: left > right,
    ">=": lambda left, right: left >= right,
}


def _comparison(node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    operator, position = node.operator, node.position
    compare = _COMPARISON[operator]

    def compared(context: Any, frame: Frame) -> Any:
        one, other = left(context, frame), right(context, frame)
        if type(one) is int and type(other) is int:
            return compare(one, other)
        numbers, strings = (is_number(one), is_number(other)), (type(one) is str, type(other) is str)
        for value, number_, string_ in zip((one, other), numbers, strings, strict=True):
            if value is not UNDEFINED and not number_ and not string_:
                raise JsonataError("T2010", position, token=operator, value=value)
        if one is UNDEFINED or other is UNDEFINED:
            return UNDEFINED
        if numbers[0] != numbers[1]:
            raise JsonataError("T2009", position, token=operator, value=one, value2=other)
        return compare(one, other)

    return compared


def _equality(node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    wanted = node.operator == "="

    def compared(context: Any, frame: Frame) -> bool:
        one, other = left(context, frame), right(context, frame)
        if one is UNDEFINED or other is UNDEFINED:
            return False
        return equal(one, other) is wanted

    return compared


def _join(_node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    def joined(context: Any, frame: Frame) -> str:
        one, other = left(context, frame), right(context, frame)
        first = "" if one is UNDEFINED else str(string(one))
        second = "" if other is UNDEFINED else str(string(other))
        check_length(len(first) + len(second))
        return first + second

    return joined


def _both(_node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    return lambda context, frame: truth(left(context, frame)) and truth(right(context, frame))


def _either(_node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    return lambda context, frame: truth(left(context, frame)) or truth(right(context, frame))


def _among(_node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    def contained(context: Any, frame: Frame) -> bool:
        one, other = left(context, frame), right(context, frame)
        if one is UNDEFINED or other is UNDEFINED:
            return False
        # Arrays and objects are in an array only as themselves, never as equal copies.
        if isinstance(one, list | dict):
            return any(item is one for item in (other if isinstance(other, list) else [other]))
        return any(equal(one, item) for item in (other if isinstance(other, list) else [other]))

    return contained


def _whole_number(value: Any) -> bool:
    return type(value) is int or (type(value) is float and value.is_integer())


def _range(node: syntax.Binary, left: Closure, right: Closure) -> Closure:
    def numbers(context: Any, frame: Frame) -> Any:
        first, last = left(context, frame), right(context, frame)
        for value, code in ((first, "T2003"), (last, "T2004")):
            if value is not UNDEFINED and not _whole_number(value):
                raise JsonataError(code, node.position, value=value)
        if first is UNDEFINED or last is UNDEFINED or first > last:
            return UNDEFINED
        size = int(last - first + 1)
        if size > LONGEST:
            raise JsonataError("D2014", node.position, value=size)
        return Sequence(range(int(first), int(last) + 1))

    return numbers


_BINARY: dict[str, Callable[[syntax.Binary, Closure, Closure], Closure]] = {
    **dict.fromkeys(_ARITHMETIC, _arithmetic),
    **dict.fromkeys(_COMPARISON, _comparison),
    "=": _equality,
    "!=": _equality,
    "&": _join,
    "and": _both,
    "or": _either,
    "in": _among,
    "..": _range,
}


def binary(node: syntax.Binary, make: Make) -> Closure:
    """An operator between two operands."""
    return _BINARY[node.operator](node, make(node.left), make(node.right))


def assign(node: syntax.Assign, make: Make) -> Closure:
    """`$name := value`, in the frame of the nearest block or function."""
    name, value_of = node.name, make(node.value)

    def bind(context: Any, frame: Frame) -> Any:
        value = frame.names[name] = value_of(context, frame)
        return value

    return bind


def condition(node: syntax.Condition, make: Make, then: Make | None = None) -> Closure:
    """`test ? then : otherwise`; `then` makes the two branches when they stand in tail position."""
    test = make(node.test)
    branch = then or make
    first = branch(node.then)
    second = branch(node.otherwise) if node.otherwise is not None else literal_undefined

    def choose(context: Any, frame: Frame) -> Any:
        answer = test(context, frame)
        if answer is True or (answer is not False and truth(answer)):
            return first(context, frame)
        return second(context, frame)

    return choose


def literal_undefined(_context: Any, _frame: Frame) -> Any:
    """Nothing."""
    return UNDEFINED


def block(node: syntax.Block, make: Make, last: Make | None = None) -> Closure:
    """`(a; b)`: the last value; `last` makes the last expression when it stands in tail position."""
    if not node.expressions:
        return literal_undefined
    *before, final = node.expressions
    steps = [make(expression) for expression in before]
    result = (last or make)(final)
    binds = any(_binds(expression) for expression in node.expressions)

    def run(context: Any, frame: Frame) -> Any:
        inner = Frame({}, frame, frame.run) if binds else frame
        for step in steps:
            step(context, inner)
        return result(context, inner)

    return run


def _binds(node: Expression) -> bool:
    """Whether evaluating the node binds a name in the frame around it."""
    if isinstance(node, syntax.Assign):
        return True
    if isinstance(node, syntax.Lambda):
        return False
    return any(_binds(child) for child in children(node))
