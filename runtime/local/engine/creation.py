"""What AWS refuses when a state machine is created, as far as the engine needs to know it.

check_definition({"States": {}})      # InvalidDefinition: … These fields are required: [StartAt]

The whole of the rules is the validator's work; here are those without which a definition cannot be run.
"""

from collections.abc import Mapping
from typing import Any

from runtime.local.engine.errors import InvalidDefinition

_PREFIX = "Invalid State Machine Definition: "


def check_definition(definition: Any) -> None:
    """Raise InvalidDefinition with AWS's text where the definition cannot be created."""
    if not isinstance(definition, Mapping):
        raise InvalidDefinition(f"{_PREFIX}'SCHEMA_VALIDATION_FAILED: Definition must be a valid JSON object at /'")
    for name in ("StartAt", "States"):
        if name not in definition:
            raise _refused(f"These fields are required: [{name}]", "/")


def _refused(sentence: str, place: str) -> InvalidDefinition:
    return InvalidDefinition(f"{_PREFIX}'SCHEMA_VALIDATION_FAILED: {sentence} at {place}'")
