"""The fields through which a state takes its input and gives its output, in either query language.

    fields = read_fields(raw, "JSONata")
    fields.arguments(visit); fields.outcome(visit, result); fields.plain_outcome(visit); fields.caught(visit, error)

`jsonata_fields` and `jsonpath_fields` are the two; states do not know which one they have.
"""

from collections.abc import Mapping
from typing import Any

from runtime.local.engine.jsonata_fields import JsonataFields
from runtime.local.engine.jsonpath_fields import JsonpathFields

Fields = JsonataFields | JsonpathFields

Outcome = tuple[Any, Mapping[str, Any], str | None]
"""What leaves a state: its output, the variables it assigns, the name of the next state (None at the end)."""


def read_fields(raw: Mapping[str, Any], language: str, place: str = "") -> Fields:
    """Prepare the fields of a state or of a catcher."""
    return JsonataFields.read(raw, place) if language == "JSONata" else JsonpathFields.read(raw, place)
