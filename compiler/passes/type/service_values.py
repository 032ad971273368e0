"""Arguments of services in the state machine's spelling, their texts checked where the service knows them all.

spelled_value(body, {"awsvpcConfiguration": …}, shape, sdk=False)      {"AwsvpcConfiguration": …}
spelled_value(body, "FARGAET", shape of LaunchType, sdk=False)         a finding: did you mean `FARGATE`?

`shape` is botocore's model. Keys written out in the call are spelled anew; a value that comes from elsewhere passes
where its keys are the same either way.
"""

from dataclasses import replace
from typing import Any, cast

from compiler.diagnostics.codes import types
from compiler.forms.expressions import Collection, Constant, Expression, Mapping, Spread
from compiler.forms.program import Value
from compiler.forms.types import ANY, UNKNOWN
from compiler.passes.type.body import Body
from compiler.passes.type.suggestions import did_you_mean
from dsl.spelling import member

Entry = tuple[Expression, Expression] | Spread
_MOST_SHOWN = 12


def spelled_value(body: Body, value: Value, shape: Any, *, sdk: bool) -> Value:
    """The value with its keys as a state machine spells them."""
    kind = shape.type_name
    match value:
        case Mapping(entries) if kind == "structure":
            return replace(value, entries=tuple(_entry(body, one, shape, sdk=sdk) for one in entries))
        case Mapping(entries) if kind == "map":
            kept = tuple(
                one if isinstance(one, Spread) else (one[0], _inner(body, one[1], shape.value, sdk=sdk))
                for one in entries
            )
            return replace(value, entries=kept)
        case Collection(items) if kind == "list":
            inner = tuple(one if isinstance(one, Spread) else _inner(body, one, shape.member, sdk=sdk) for one in items)
            return replace(value, items=inner)
        case Constant(str() as text) if kind == "string" and getattr(shape, "enum", None) and text not in shape.enum:
            _report_text(body, value, text, shape)
        case _ if kind in ("structure", "map", "list") and _is_respelled(shape, frozenset(), sdk=sdk):
            _report_keys(body, value)
    return value


def _inner(body: Body, value: Expression, shape: Any, *, sdk: bool) -> Expression:
    return cast(Expression, spelled_value(body, value, shape, sdk=sdk))


def _entry(body: Body, entry: Entry, shape: Any, *, sdk: bool) -> Entry:
    if isinstance(entry, Spread) or not isinstance(entry[0], Constant):
        return entry
    name = str(entry[0].value)
    if name not in shape.members:
        return entry
    return (
        replace(entry[0], value=member(name, sdk=sdk)),
        _inner(body, entry[1], shape.members[name], sdk=sdk),
    )


def _is_respelled(shape: Any, above: frozenset[str], *, sdk: bool) -> bool:
    """Whether a member anywhere in it has another name in a state machine; `above` are the shapes that hold it."""
    if shape.name in above:
        return False
    above |= {shape.name}
    match shape.type_name:
        case "structure":
            return any(
                name != member(name, sdk=sdk) or _is_respelled(one, above, sdk=sdk)
                for name, one in shape.members.items()
            )
        case "list":
            return _is_respelled(shape.member, above, sdk=sdk)
        case "map":
            return _is_respelled(shape.value, above, sdk=sdk)
        case _:
            return False


def _report_text(body: Body, value: Constant, text: str, shape: Any) -> None:
    known = list(shape.enum)
    listed = ", ".join(known[:_MOST_SHOWN]) + (", …" if len(known) > _MOST_SHOWN else "")
    help_ = did_you_mean(text, known) or f"it takes {listed}"
    body.error(types.WRONG_ARGUMENT, f"the service takes no `{shape.name}` {text!r}", value.span, help_)


def _report_keys(body: Body, value: Value) -> None:
    if value.type is ANY or value.type is UNKNOWN:
        return  # a value that nothing is known of is the author's own affair
    body.error(
        types.UNSUPPORTED_OPERATION,
        "the keys of this value would have to be spelled anew for the state machine",
        value.span,
        "write the dict out in the call",
    )
