"""Fields of which a state has exactly one, or at most one.

    {"Type": "Pass", "Next": "B", "End": true}     `Next` and `End` exclude each other

JSON Schema could say this too, but only in sentences that nobody understands.
"""

from collections.abc import Iterator

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.rules.rule import Rule

TRANSITION = ("Next", "End")
WAITS = ("Seconds", "SecondsPath", "Timestamp", "TimestampPath")
PROCESSOR = ("ItemProcessor", "Iterator")

EXACTLY_ONE: dict[str, tuple[tuple[str, ...], ...]] = {
    "Task": (TRANSITION,),
    "Pass": (TRANSITION,),
    "Parallel": (TRANSITION,),
    "Map": (TRANSITION, PROCESSOR),
    "Wait": (TRANSITION, WAITS),
}
"""By type of state."""
AT_MOST_ONE: tuple[tuple[str, ...], ...] = (
    ("TimeoutSeconds", "TimeoutSecondsPath"),
    ("HeartbeatSeconds", "HeartbeatSecondsPath"),
    ("MaxConcurrency", "MaxConcurrencyPath"),
    ("ToleratedFailureCount", "ToleratedFailureCountPath"),
    ("ToleratedFailurePercentage", "ToleratedFailurePercentagePath"),
    ("MaxItems", "MaxItemsPath"),
    ("MaxItemsPerBatch", "MaxItemsPerBatchPath"),
    ("MaxInputBytesPerBatch", "MaxInputBytesPerBatchPath"),
    ("Error", "ErrorPath"),
    ("Cause", "CausePath"),
)
ALTERNATIVES: dict[str, tuple[tuple[str, ...], ...]] = {
    "Map": (("ItemSelector", "Parameters"), ("Items", "ItemReader")),
}
"""At most one, by type of state."""


def check(view: View, findings: Findings) -> None:
    """Hold every state, and the parts of a Map, against the tables."""
    for state in view.states:
        for group in EXACTLY_ONE.get(state.type, ()):
            _exactly_one(state, group, findings)
        for pointer, part in _parts(state):
            for group in (*AT_MOST_ONE, *(ALTERNATIVES.get(state.type, ()) if part is state.body else ())):
                _at_most_one(pointer, part, group, findings)


def _parts(state: State) -> Iterator[tuple[str, Json]]:
    yield state.pointer, state.body
    reader = state.body.get("ItemReader")
    for keys, part in (
        (("ItemReader", "ReaderConfig"), reader.get("ReaderConfig") if isinstance(reader, dict) else None),
        (("ItemBatcher",), state.body.get("ItemBatcher")),
    ):
        if isinstance(part, dict):
            yield state.at(*keys), part


def _exactly_one(state: State, group: tuple[str, ...], findings: Findings) -> None:
    present = [name for name in group if name in state.body and state.body[name] is not False]
    if not present:
        wanted = " or ".join(f"`{name}`" for name in group if name not in ("Iterator", "SecondsPath", "TimestampPath"))
        findings.add(codes.MISSING_FIELD, f"a {state.type} state needs {wanted}", state.pointer)
    _at_most_one(state.pointer, {name: state.body[name] for name in present}, group, findings)


def _at_most_one(pointer: str, body: Json, group: tuple[str, ...], findings: Findings) -> None:
    present = [name for name in group if name in body]
    if len(present) > 1:
        names = " and ".join(f"`{name}`" for name in present)
        findings.add(codes.EXCLUSIVE_FIELDS, f"{names} exclude each other", f"{pointer}/{present[1]}", on_key=True)


RULE = Rule("exclusive-fields", "https://states-language.net/spec.html#state-type-table", check)
