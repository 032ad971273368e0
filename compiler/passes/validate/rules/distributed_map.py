"""Distributed Maps: their configuration, their label, and the fields that only they have.

    "ProcessorConfig": {"Mode": "DISTRIBUTED"}     needs an ExecutionType
    "Label": "daily orders"                        a label holds no blanks
    "ItemReader": {…} on an inline Map             only a Distributed Map reads items

An inline Map with one of these fields would be taken for what it is not.
"""

import re

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, Json, State, View
from compiler.passes.validate.rules.rule import Rule

LONGEST_LABEL = 40
_REFUSED = re.compile(r"[\s?*<>{}\[\]:;,\\|^~$#%&`\"/\x00-\x1f\x7f-\x9f]")
ONLY_DISTRIBUTED = (
    "ItemReader", "ItemBatcher", "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailureCountPath",
    "ToleratedFailurePercentage", "ToleratedFailurePercentagePath",
)  # fmt: skip


def check(view: View, findings: Findings) -> None:
    """Look at every Map."""
    labels: dict[str, str] = {}
    for state in view.states:
        if state.type != "Map":
            continue
        _check_config(state, findings)
        label = state.body.get("Label")
        if isinstance(label, str):
            _check_label(state, label, labels, findings)


def _config(state: State) -> tuple[Json, str]:
    """The ProcessorConfig of a Map, and its pointer."""
    for name in ("ItemProcessor", "Iterator"):
        processor = state.body.get(name)
        config = processor.get("ProcessorConfig") if isinstance(processor, dict) else None
        if isinstance(config, dict):
            return config, state.at(name, "ProcessorConfig")
    return {}, state.pointer


def _check_config(state: State, findings: Findings) -> None:
    config, pointer = _config(state)
    if config.get("Mode") == "DISTRIBUTED":
        if "ExecutionType" not in config:
            findings.add(codes.MISSING_FIELD, "a Distributed Map needs `ExecutionType`", pointer)
        return
    if "ExecutionType" in config:
        message = "`ExecutionType` is for Distributed Maps"
        findings.add(codes.DISTRIBUTED_ONLY, message, f"{pointer}/ExecutionType", on_key=True)
    for name in ONLY_DISTRIBUTED:
        if name in state.body:
            message = f"`{name}` is for Distributed Maps, and this one runs inline"
            cure = 'set `"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"}`'
            findings.add(codes.DISTRIBUTED_ONLY, message, state.at(name), help=cure, on_key=True)


def _check_label(state: State, label: str, labels: dict[str, str], findings: Findings) -> None:
    pointer = state.at("Label")
    if not label or len(label) > LONGEST_LABEL:
        findings.add(codes.BAD_LABEL, f"a label has 1 to {LONGEST_LABEL} characters, this one {len(label)}", pointer)
    refused = _REFUSED.search(label)
    if refused:
        findings.add(codes.BAD_LABEL, f"a label does not hold {refused[0]!r}", pointer)
    if label in labels:
        findings.add(codes.BAD_LABEL, f"the label `{label}` is taken by the state at {labels[label]}", pointer)
    labels.setdefault(label, state.pointer)


RULE = Rule("distributed-map", "https://docs.aws.amazon.com/step-functions/latest/dg/state-map-distributed.html", check)
