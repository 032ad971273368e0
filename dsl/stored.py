"""Values kept in S3 because they can pass the 256 KiB that a state may hold.

    @step
    def export_orders(day: date) -> Stored[list[Order]]: ...

    rows = export_orders(day)              # a reference: handed on, or mapped over
    each(import_order, rows)               # a Distributed Map that reads the rows

On the wire: `{"$stored": "s3://bucket/key", "bytes": 1234, "sha256": "…"}`; the last two are missing where Step
Functions has written the value itself (`each(…, results="s3://…")`).
"""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias

from dsl.errors import DeclarationError
from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any, Generic, TypeVar

    T = TypeVar("T")

    class Of(Generic[T]):
        """A generic class."""
else:

    class Of:
        """What typing.Generic would make: `Stored[list[int]]` remembers its argument."""

        __class_getitem__ = classmethod(GenericAlias)


@dataclass(frozen=True)
class Stored(Of["T"]):
    """A reference to a value of type T. Steps make and open it (`runtime.payloads`); pipelines only hand it on.

    def export(day: date) -> Stored[list[Order]]: return payloads.store(orders)
    """

    uri: str
    """Where it is: `s3://bucket/key`."""
    bytes: int = 0
    """The size of its JSON text; 0 where nobody has measured it."""
    sha256: str = ""
    """The hexadecimal digest of its JSON text; "" where nobody has made one."""


def open_with(load: Callable[[Any], Any]) -> None:
    """Let plain Python see what a reference stands for; `runtime.payloads` calls this with its own `load`."""
    _LOADERS[:] = [load]


def opened(stored: Stored[T]) -> T:
    """The value behind a reference, for `each` in plain Python.

    Raises `DeclarationError` where nothing that could have made the reference is imported.
    """
    if not _LOADERS:
        raise DeclarationError("each", ("a Stored list is read by runtime.payloads; import it where steps store",))
    found: T = _LOADERS[0](stored)
    return found


_LOADERS: list[Callable[[Any], Any]] = []
