"""Values kept in S3 because they can pass the 256 KiB that a state may hold.

    @step
    def export_orders(day: date) -> Stored[list[Order]]: ...

    rows = export_orders(day)              # a reference: handed on, or mapped over
    each(import_order, rows)               # a Distributed Map that reads the rows

On the wire: `{"$stored": "s3://bucket/key", "bytes": 1234, "sha256": "…"}`.
"""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Stored(Generic[T]):
    """A reference to a value of type T. Steps make and open it (`runtime.payloads`); pipelines only hand it on."""

    uri: str
    """Where it is: `s3://bucket/key`."""
    bytes: int
    """The size of its JSON text."""
    sha256: str
    """The hexadecimal digest of its JSON text."""
