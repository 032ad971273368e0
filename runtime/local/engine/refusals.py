"""What is wrong with a definition, gathered, then told at once as AWS tells it.

found = Refusals()
found.add("Value cannot be empty", "/States/P/Branches")
found.settle()        # InvalidDefinition: Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: … at …'
"""

from runtime.local.engine.errors import InvalidDefinition, Refusal

SCHEMA = "SCHEMA_VALIDATION_FAILED"
TARGET = "MISSING_TRANSITION_TARGET"
DEEP = "TOO_DEEPLY_NESTED"


class Refusals:
    """The mistakes found so far, in the order in which AWS lists them."""

    def __init__(self) -> None:
        self.found: list[Refusal] = []

    def add(self, sentence: str, place: str | None, code: str = SCHEMA) -> None:
        """Note a mistake; a place is `/States/Name/Field`, or None where it is the whole definition."""
        self.found.append(Refusal(code, sentence, place))

    def settle(self) -> None:
        """InvalidDefinition with all of them, if there is one."""
        if self.found:
            raise invalid(*self.found)


def invalid(*refusals: Refusal) -> InvalidDefinition:
    """The error that tells these mistakes."""
    told = ", ".join(f"{one.code}: {one.sentence} at {one.place or 'null'}" for one in refusals)
    return InvalidDefinition(f"Invalid State Machine Definition: '{told}'", refusals)
