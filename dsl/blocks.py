"""Blocks: parts of a pipeline with a name, whose statements run in order or side by side.

    @serial
    def clean(day: date) -> int: ...                   # its statements in order, where it is called

    @parallel(name="Main Process")
    def load(day: date) -> tuple[Export, Export]:      # each top-level statement is one branch
        orders = import_orders(day)
        customers = import_customers(day)
        return orders, customers                       # the return joins them

    orders, customers = parallel(import_orders(day), import_customers(day))      # the same inline

As plain Python, a block runs its statements one after the other, and `parallel(…)` gives its arguments as a tuple.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

from dsl.attaching import attach, check_function, check_state_name
from dsl.definitions import BlockDefinition
from dsl.errors import DeclarationError

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Literal, TypeVar, overload

    from dsl.shapes import Block, BlockDecorator, P, R

    A = TypeVar("A")
    B = TypeVar("B")
    C = TypeVar("C")
    D = TypeVar("D")
    E = TypeVar("E")
    F = TypeVar("F")
    G = TypeVar("G")
    H = TypeVar("H")

if TYPE_CHECKING:

    @overload
    def serial(function: Callable[P, R], /) -> Block[P, R]: ...
    @overload
    def serial(*, name: str | None = None) -> BlockDecorator: ...


def serial(function: Any = None, /, *, name: str | None = None) -> Any:
    """A block whose statements run in order. `name` is the author's word for it, the function's own unless given.

        @serial(name="Load and check")
        def load_and_check(day: date) -> int: …

    Raises `DeclarationError` for anything but a plain function and a name of 1 to 80 characters.
    """
    if function is not None:
        return _decorate(function, name, "serial")
    return lambda decorated: _decorate(decorated, name, "serial")


if TYPE_CHECKING:

    @overload
    def parallel(function: Callable[P, R], /) -> Block[P, R]: ...
    @overload
    def parallel(*, name: str | None = None) -> BlockDecorator: ...
    @overload
    def parallel(a: A, b: B, /) -> tuple[A, B]: ...
    @overload
    def parallel(a: A, b: B, c: C, /) -> tuple[A, B, C]: ...
    @overload
    def parallel(a: A, b: B, c: C, d: D, /) -> tuple[A, B, C, D]: ...
    @overload
    def parallel(a: A, b: B, c: C, d: D, e: E, /) -> tuple[A, B, C, D, E]: ...
    @overload
    def parallel(a: A, b: B, c: C, d: D, e: E, f: F, /) -> tuple[A, B, C, D, E, F]: ...
    @overload
    def parallel(a: A, b: B, c: C, d: D, e: E, f: F, g: G, /) -> tuple[A, B, C, D, E, F, G]: ...
    @overload
    def parallel(a: A, b: B, c: C, d: D, e: E, f: F, g: G, h: H, /) -> tuple[A, B, C, D, E, F, G, H]: ...
    @overload
    def parallel(a: A, b: A, c: A, d: A, e: A, f: A, g: A, h: A, i: A, /, *more: A) -> tuple[A, ...]: ...


def parallel(*given: Any, name: str | None = None) -> Any:
    """Side by side: a decorator for a block, or inline around calls, whose results it gives as a tuple.

        orders, customers = parallel(import_orders(day), import_customers(day))

    As a decorator: every top-level statement is a branch, branches may not read each other, the `return` joins them;
    `name` is the block's. Raises `DeclarationError` for a wrong name or function, and inline for fewer than two calls.
    """
    match given:
        case ():
            return lambda decorated: _decorate(decorated, name, "parallel")
        case (FunctionType() as function,):
            return _decorate(function, name, "parallel")
        case (one,):
            raise DeclarationError(
                "parallel", (f"one value is given, {one!r}; give two calls or more: parallel(a(x), b(y))",)
            )
        case several:
            if name is not None:
                raise DeclarationError(
                    "parallel", ("name is for the decorator; inline calls are named by their steps",)
                )
            return several


def _decorate(function: Any, name: str | None, kind: Literal["serial", "parallel"]) -> Any:
    problems = check_function(f"@{kind}", function)
    checked = check_state_name(name, function, problems)
    problems.raise_any()
    attach(function, BlockDefinition(function, checked, kind))
    return function
