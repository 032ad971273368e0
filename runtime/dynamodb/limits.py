"""What the service would refuse, found before sending: keys, sizes, index keys.

    check_item(keys, item)      raises Unstorable: the key order_id is missing, at $.order_id

The rules and the sizes are AWS's: an item has 400 KiB, a partition key 2048 bytes, a sort key 1024, and a value that
is the key of an index has the index's type or is left out.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from runtime.dynamodb.attributes import Attribute, Unstorable

ITEM_BYTES = 409_600
PARTITION_BYTES = 2048
SORT_BYTES = 1024


@dataclass(frozen=True, slots=True)
class Keys:
    """A table's keys: attribute names and their types."""

    partition: tuple[str, str]
    sort: tuple[str, str] | None
    indexed: tuple[tuple[str, str], ...] = ()
    """Attributes that are keys of an index only."""

    @property
    def names(self) -> tuple[str, ...]:
        """The table's own key attributes."""
        return (self.partition[0],) if self.sort is None else (self.partition[0], self.sort[0])


def check_item(keys: Keys, item: dict[str, Attribute]) -> None:
    """Raises Unstorable for an item that the service would refuse; leaves out a NULL that would be an index's key."""
    check_key(keys, item)
    for name, kind in keys.indexed:
        if "NULL" in item.get(name, {}):
            del item[name]  # an item without the attribute is not in the index, which is what NULL means
        elif name in item:
            _check_part(name, kind, item[name], PARTITION_BYTES, "the key of an index")
    size = sum(len(name.encode()) + attribute_bytes(found) for name, found in item.items())
    if size > ITEM_BYTES:
        raise Unstorable(f"the item has {size:,} bytes and DynamoDB takes {ITEM_BYTES:,}, at $")


def check_key(keys: Keys, item: Mapping[str, Attribute]) -> None:
    """Raises Unstorable where the table's own key is absent or not of its type."""
    parts = [(keys.partition, PARTITION_BYTES), *([(keys.sort, SORT_BYTES)] if keys.sort else [])]
    for (name, kind), most in parts:
        if name not in item:
            raise Unstorable(f"the key {name} is missing, at $.{name}")
        _check_part(name, kind, item[name], most, "the key")


def _check_part(name: str, kind: str, found: Attribute, most: int, role: str) -> None:
    if kind not in found:
        raise Unstorable(f"{role} {name} is of type {kind} and is given {_shown(found)}, at $.{name}")
    if kind == "N":
        return
    size = len(found[kind].encode() if kind == "S" else found[kind])
    if size == 0:
        raise Unstorable(f"{role} {name} may not be empty, at $.{name}")
    if size > most:
        raise Unstorable(f"{role} {name} has {size:,} bytes and DynamoDB takes {most:,}, at $.{name}")


def _shown(found: Attribute) -> str:
    ((kind, content),) = found.items()
    return kind if kind in ("M", "L", "NULL") else f"{kind} {str(content)[:40]!r}"


def attribute_bytes(found: Attribute) -> int:
    """The bytes that the service counts for an attribute's value.

    https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
    """
    ((kind, content),) = found.items()
    match kind:
        case "S":
            return len(content.encode())
        case "N":
            return number_bytes(content)
        case "B":
            return len(content)
        case "NULL" | "BOOL":
            return 1
        case "SS":
            return sum(len(one.encode()) for one in content)
        case "NS":
            return sum(map(number_bytes, content))
        case "BS":
            return sum(map(len, content))
        case "L":
            return 3 + sum(1 + attribute_bytes(one) for one in content)
        case "M":
            return 3 + sum(1 + len(name.encode()) + attribute_bytes(one) for name, one in content.items())
    raise ValueError(kind)


def number_bytes(text: str) -> int:
    """About one byte for two digits, and one more; one more again below zero."""
    mantissa = text.lstrip("-").partition("E")[0].partition("e")[0]
    digits = len(mantissa.replace(".", "").strip("0"))
    return (digits + 1) // 2 + 1 + text.startswith("-")


def key_mark(keys: Keys, item: Mapping[str, Attribute]) -> tuple[Any, ...]:
    """What two items have in common exactly when their keys are equal: 1.5 and 1.50 are one number."""
    from decimal import Decimal

    return tuple(
        Decimal(item[name]["N"]) if "N" in item[name] else next(iter(item[name].items())) for name in keys.names
    )
