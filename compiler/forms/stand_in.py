"""A value that could not be had when a module was imported: of a missing module, or of a failed declaration.

    StandIn("pandas.DataFrame").read_csv("x")        StandIn("pandas.DataFrame.read_csv()")

It takes whatever is asked of it, so that one missing module does not hide what else is wrong.
"""

from types import FunctionType
from typing import Any, Self

STAND_IN = "__statemill_stand_in__"
"""The attribute of a stand-in (also of a missing module) that tells what it stands for."""


class StandIn:
    """Takes every attribute, call, subscript and operator; stands for nothing."""

    def __init__(self, name: Any = "", *_: Any, **__: Any) -> None:
        object.__setattr__(self, STAND_IN, name if isinstance(name, str) else "")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{getattr(self, STAND_IN)}.{name}")

    def __setattr__(self, name: str, value: object) -> None:
        """Nothing is kept."""

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """What a call would give: as a decorator, the function itself."""
        if len(args) == 1 and not kwargs and isinstance(args[0], FunctionType | type):
            return args[0]
        return StandIn(f"{getattr(self, STAND_IN)}()")

    def __getitem__(self, key: object) -> "StandIn":
        return StandIn(f"{getattr(self, STAND_IN)}[…]")

    def __mro_entries__(self, bases: object) -> tuple[type, ...]:
        return ()

    def __or__(self, other: object) -> "StandIn":
        return self

    __ror__ = __and__ = __rand__ = __xor__ = __rxor__ = __lshift__ = __rlshift__ = __rshift__ = __rrshift__ = __or__
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __matmul__ = __rmatmul__ = __mod__ = __rmod__ = (
        __or__
    )
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = __or__
    __lt__ = __le__ = __gt__ = __ge__ = __or__

    def __neg__(self) -> "StandIn":
        return self

    __pos__ = __invert__ = __abs__ = __neg__

    def __iter__(self) -> Any:
        return iter(())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Nothing was entered."""


def stand_in_name(value: object) -> str | None:
    """What a stand-in stands for; None for everything else."""
    kind = type(value)
    if kind is StandIn or STAND_IN in getattr(value, "__dict__", {}):
        return str(getattr(value, STAND_IN))
    return None
