"""What a new template would change, said as people look for it: resources, properties, permissions.

changes(deployed, new)
=>  Change("modify", "ExportOrdersFunction", "AWS::Lambda::Function", ("MemorySize: 256 → 512",), ())
    Change("modify", "ReportRole", "AWS::IAM::Role", (), ("+ sns:Publish on AlarmsTopic",))
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

_LONG = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One resource that is added, modified or removed."""

    action: Literal["add", "modify", "remove"]
    name: str
    kind: str
    properties: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    """Actions that become allowed (`+`) or are no more (`-`)."""
    replaced: bool = False
    """Whether CloudFormation will make it anew."""


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Change, ...]:
    """The resources in which two templates differ, sorted by name."""
    before, after = old.get("Resources", {}), new.get("Resources", {})
    found = (_change(name, before.get(name), after.get(name)) for name in sorted({*before, *after}))
    return tuple(change for change in found if change)


def parameter_changes(old: Mapping[str, str], new: Mapping[str, str]) -> tuple[str, ...]:
    """The parameters whose values differ: `ResourcePrefix: "" → "dev-"`."""
    names = sorted({*old, *new})
    return tuple(
        f"{name}: {_short(old.get(name))} → {_short(new.get(name))}" for name in names if old.get(name) != new.get(name)
    )


def show(found: tuple[Change, ...], parameters: tuple[str, ...] = ()) -> str:
    """The changes as text, one resource a line, its details below it."""
    signs = {"add": "+", "modify": "~", "remove": "-"}
    lines = [f"  parameter {line}" for line in parameters]
    for change in found:
        replaced = " (made anew)" if change.replaced else ""
        lines.append(f"{signs[change.action]} {change.name} {change.kind.removeprefix('AWS::')}{replaced}")
        lines += [f"    {line}" for line in change.properties]
        lines += [f"    {line}" for line in change.permissions]
    return "\n".join(lines) or "nothing changes"


def _change(name: str, old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> Change | None:
    if old == new:
        return None
    kind = str((new or old or {}).get("Type"))
    permissions = tuple(
        [f"+ {line}" for line in _allowed(new) if line not in _allowed(old)]
        + [f"- {line}" for line in _allowed(old) if line not in _allowed(new)]
    )
    if old is None or new is None:
        return Change("remove" if new is None else "add", name, kind, (), permissions)
    details = tuple(_differences("", old.get("Properties", {}), new.get("Properties", {})))
    other = tuple(_differences("", _without(old), _without(new)))
    return Change("modify", name, kind, (*details, *other), permissions, old.get("Type") != new.get("Type"))


def _without(resource: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.items() if name != "Properties"}


def _differences(path: str, old: Any, new: Any) -> Iterator[str]:
    """Where two JSON values differ; policies are told as permissions instead."""
    if old == new or path in {"Policies", "PolicyDocument"}:
        return
    if isinstance(old, dict) and isinstance(new, dict) and not _is_function(old) and not _is_function(new):
        for name in sorted({*old, *new}):
            yield from _differences(f"{path}.{name}" if path else name, old.get(name), new.get(name))
    else:
        yield f"{path}: {_short(old)} → {_short(new)}"


def _allowed(resource: Mapping[str, Any] | None) -> tuple[str, ...]:
    """What a role or policy allows, a line an action: `sns:Publish on AlarmsTopic`."""
    properties = (resource or {}).get("Properties", {})
    documents = [policy.get("PolicyDocument", {}) for policy in properties.get("Policies", ())]
    documents += [properties["PolicyDocument"]] if "PolicyDocument" in properties else []
    lines = []
    for statement in (one for document in documents for one in document.get("Statement", ())):
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        places = statement["Resource"] if isinstance(statement["Resource"], list) else [statement["Resource"]]
        where = ", ".join(_place(place) for place in places)
        condition = f" if {json.dumps(statement['Condition'], sort_keys=True)}" if "Condition" in statement else ""
        lines += [f"{action} on {where}{condition}" for action in actions]
    return tuple(lines)


def _place(value: Any) -> str:
    match value:
        case {"Ref": name} | {"Fn::GetAtt": [name, *_]} | {"Fn::If": [name, *_]}:
            return str(name)
        case {"Fn::Sub": [text, {**values}]}:
            filled = str(text)
            for name, inner in values.items():
                filled = filled.replace(f"${{{name}}}", _place(inner))
            return _without_account(filled)
        case {"Fn::Sub": text}:
            return _without_account(str(text))
        case str():
            return value
        case _:
            return json.dumps(value)


def _without_account(arn: str) -> str:
    """An ARN without what every ARN of the stack has alike."""
    return arn.replace("arn:${AWS::Partition}:", "").replace("${AWS::Region}:${AWS::AccountId}:", "")


def _is_function(value: Mapping[str, Any]) -> bool:
    return len(value) == 1 and next(iter(value)).startswith(("Ref", "Fn::"))


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONG else f"{text[: _LONG - 1]}…"
