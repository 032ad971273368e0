"""Values as they cross the wire, so that what Python computes can be compared with what JSONata computes."""

import base64
import dataclasses
import datetime as dt
import enum
import json
from decimal import Decimal
from uuid import UUID


def to_wire(value):
    """The JSON value of a Python value."""
    match value:
        case enum.Enum():
            return to_wire(value.value)
        case None | bool() | int() | float() | str():
            return value
        case dt.timedelta():
            return value.total_seconds()
        case dt.date() | dt.time():
            return value.isoformat()
        case Decimal() | UUID():
            return str(value)
        case bytes():
            return base64.b64encode(value).decode()
        case set() | frozenset():
            return sorted(map(to_wire, value), key=json.dumps)
        case dict():
            return {str(key): to_wire(one) for key, one in value.items()}
        case _ if dataclasses.is_dataclass(value):
            return {field.name: to_wire(getattr(value, field.name)) for field in dataclasses.fields(value)}
        case _:
            return [to_wire(one) for one in value]
