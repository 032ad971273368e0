"""Calling: built-ins, lambdas, partial application, `~>`.

    call(parse("$sum([1, 2])"), closure_of)(UNDEFINED, frame)     # 3

A call in tail position of a lambda is not made there but handed to the caller's loop, so a recursion whose last act is
to call itself runs in constant depth.
"""

from typing import Any

from runtime.local.jsonata import syntax
from runtime.local.jsonata.closures import operators
from runtime.local.jsonata.closures.filters import Closure, Make
from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Frame, Run
from runtime.local.jsonata.signatures import Signature, signature_of
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.values import UNDEFINED, Function, Undefined


class _TailCall:
    """A call that the loop in `Lambda.call` makes."""

    __slots__ = ("arguments", "function")

    def __init__(self, function: Function, arguments: list[Any]) -> None:
        self.function = function
        self.arguments = arguments


class Lambda(Function):
    """A function of the author's, with the context and the variables of where it was written."""

    __slots__ = ("arity", "body", "context", "frame", "name", "parameters", "signature")

    def __init__(
        self, parameters: list[str], signature: Signature | None, body: Closure, context: Any, frame: Frame
    ) -> None:
        self.name = None
        self.arity = len(parameters)
        self.parameters = parameters
        self.signature = signature
        self.body = body
        self.context = context
        self.frame = frame

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:
        """The body's value."""
        run.enter()
        result = self.start(arguments, context)
        while type(result) is _TailCall:
            run.tick()
            function = result.function
            if type(function) is Lambda:
                result = function.start(result.arguments, context)
            else:
                result = function.call(result.arguments, context, run)
        run.depth -= 1
        return result

    def start(self, arguments: list[Any], context: Any) -> Any:
        """Evaluate the body up to a call in tail position."""
        if self.signature is not None:
            arguments = self.signature.arguments(self.name, arguments, context)
        names: dict[str, Any] = dict(zip(self.parameters, arguments, strict=False))
        for parameter in self.parameters[len(arguments) :]:
            names[parameter] = UNDEFINED
        return self.body(self.context, Frame(names, self.frame, self.frame.run))


class _Partial(Function):
    """A function with some arguments given."""

    __slots__ = ("arguments", "arity", "function", "name")

    def __init__(self, function: Function, arguments: list[Any]) -> None:
        self.name = function.name
        self.function = function
        self.arguments = arguments
        self.arity = sum(argument is _HOLE for argument in arguments)

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:
        given = iter(arguments)
        filled = [next(given, UNDEFINED) if argument is _HOLE else argument for argument in self.arguments]
        return self.function.call(filled, context, run)


class _Composed(Function):
    """`$f ~> $g`."""

    __slots__ = ("arity", "first", "name", "second")

    def __init__(self, first: Function, second: Function) -> None:
        self.name = None
        self.arity = 1
        self.first = first
        self.second = second

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:
        return self.second.call([self.first.call(arguments[:1], context, run)], context, run)


_HOLE = object()


def _name_of(node: Expression) -> str | None:
    """The name by which a call mentions its function."""
    match node:
        case syntax.Variable(name=name):
            return name
        case syntax.Path(steps=[syntax.Name(value=name), *_]):
            return name
        case _:
            return None


def _no_function(node: syntax.Call | syntax.Partial, value: Any, frame: Frame) -> JsonataError:
    name = _name_of(node.function)
    partial = isinstance(node, syntax.Partial)
    meant = isinstance(node.function, syntax.Path) and isinstance(value, Undefined) and name is not None
    if meant and frame.lookup(str(name)):
        return JsonataError("T1007" if partial else "T1005", node.position, token=name)
    return JsonataError("T1008" if partial else "T1006", node.position)


def call(node: syntax.Call, make: Make) -> Closure:
    """`f(a, b)`."""
    invoke = _invocation(node, make)
    return lambda context, frame: invoke(context, frame, [])


def _invocation(node: syntax.Call, make: Make) -> Any:
    """The call as a function of the context, the frame and the arguments that come before the written ones."""
    function_of, arguments_of = make(node.function), [make(argument) for argument in node.arguments]
    name = _name_of(node.function)

    def invoke(context: Any, frame: Frame, given: list[Any]) -> Any:
        function = function_of(context, frame)
        missing = None if isinstance(function, Function) else _no_function(node, function, frame)
        if missing is not None and missing.code == "T1005":
            raise missing
        arguments = [*given, *[evaluate(context, frame) for evaluate in arguments_of]]
        if missing is not None:
            raise missing  # what is wrong with the arguments comes first
        try:
            return function.call(arguments, context, frame.run)
        except JsonataError as error:
            if name is not None:
                error.details.setdefault("token", name)
            if error.position is None:
                error.position = node.position
            raise

    return invoke


def function(node: syntax.Lambda, make: Make) -> Closure:
    """`function($a){ … }`."""
    signature = signature_of(node.signature) if node.signature is not None else None
    parameters, body = node.parameters, _tail(node.body, make)
    return lambda context, frame: Lambda(parameters, signature, body, context, frame)


def _tail(node: Expression, make: Make) -> Closure:
    """The closure of an expression in tail position."""
    if node.predicates or node.group is not None or node.keep_array:
        return make(node)
    match node:
        case syntax.Call():
            return _tail_call(node, make)
        case syntax.Condition():
            return operators.condition(node, make, lambda part: _tail(part, make))
        case syntax.Block():
            return operators.block(node, make, lambda part: _tail(part, make))
        case _:
            return make(node)


def _tail_call(node: syntax.Call, make: Make) -> Closure:
    function_of, arguments_of = make(node.function), [make(argument) for argument in node.arguments]

    def prepare(context: Any, frame: Frame) -> Any:
        function = function_of(context, frame)
        if not isinstance(function, Function):
            raise _no_function(node, function, frame)
        return _TailCall(function, [evaluate(context, frame) for evaluate in arguments_of])

    return prepare


def partial(node: syntax.Partial, make: Make) -> Closure:
    """`f(?, 1)`."""
    function_of = make(node.function)
    arguments_of = [None if isinstance(part, syntax.Placeholder) else make(part) for part in node.arguments]

    def apply_partly(context: Any, frame: Frame) -> Any:
        arguments = [_HOLE if evaluate is None else evaluate(context, frame) for evaluate in arguments_of]
        function = function_of(context, frame)
        if not isinstance(function, Function):
            raise _no_function(node, function, frame)
        return _Partial(function, arguments)

    return apply_partly


def apply(node: syntax.Apply, make: Make) -> Closure:
    """`value ~> f`, `value ~> f(b)`, `f ~> g`."""
    left = make(node.left)
    if isinstance(node.right, syntax.Call):
        invoke = _invocation(node.right, make)
        return lambda context, frame: invoke(context, frame, [left(context, frame)])
    right = make(node.right)

    def chain(context: Any, frame: Frame) -> Any:
        value, function = left(context, frame), right(context, frame)
        if not isinstance(function, Function):
            raise JsonataError("T2006", node.position, value=function)
        if isinstance(value, Function):
            return _Composed(value, function)
        return function.call([value], None, frame.run)

    return chain
