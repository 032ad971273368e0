"""Values kept in S3 because they can pass the 256 KiB that a state may hold.

    @step
    def export_orders(day: date) -> Stored[list[Order]]: ...

    rows = export_orders(day)              # a reference: handed on, or mapped over
    each(import_order, rows)               # a Distributed Map that reads the rows

On the wire: `{"$stored": "s3://bucket/key", "bytes": 1234, "sha256": "…"}`.
"""

from __future__ import annotations

from types import GenericAlias

from dsl.values import dataclass

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Generic, TypeVar

    T = TypeVar("T")

    class Of(Generic[T]):
        """A generic class."""
else:

    class Of:
        """What typing.Generic would make: `Stored[list[int]]` remembers its argument."""

        __class_getitem__ = classmethod(GenericAlias)


@dataclass(frozen=True)
class Stored(Of["T"]):
    """A reference to a value of type T. Steps make and open it (`runtime.payloads`); pipelines only hand it on."""

    uri: str
    """Where it is: `s3://bucket/key`."""
    bytes: int
    """The size of its JSON text."""
    sha256: str
    """The hexadecimal digest of its JSON text."""
