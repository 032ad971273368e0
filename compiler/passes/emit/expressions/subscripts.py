"""Items, slices and fields.

orders[0].day        $orders[0].day
codes[-3:]           [$filter($codes, function($v, $i) { $i >= $count($codes) - 3 })]
limits[name]         $lookup($limits, $name)       undefined, and so a failure, where the key is missing
"""

import dataclasses
import re

from compiler.forms.expressions import Field, Item, Slice
from compiler.forms.types import DictOf, ErrorOf, FieldOf, Record, RecordKind, Scalar
from compiler.library.arithmetic import is_natural
from compiler.library.entry import Operand, constant_of
from compiler.library.equality import as_number
from compiler.library.literals import literal
from compiler.library.shapes import element, kinds, may_be_array, plain
from compiler.library.text import Level, Text, block, call, choose, fresh, infix, is_simple, let, number, string, sure

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_OPERATOR_WORDS = ("and", "or", "in", "true", "false", "null", "function")


def fits_path(name: str) -> bool:
    """Whether a path can name this key: backticks cannot stand inside backticks, a `${` is a template's placeholder."""
    return "`" not in name and "${" not in name


def step(holder: Text, name: str) -> str:
    """A path into an object: `$x.name`, a name that is no identifier in backticks."""
    plain_name = _NAME.fullmatch(name) and name not in _OPERATOR_WORDS
    return f"{holder.head()}.{name if plain_name else f'`{name}`'}"


def field_text(node: Field, holder: Text) -> Text:
    """`holder.name` of a record, or a bound error's own words."""
    if isinstance(node.value.type, ErrorOf):
        return _error_field(node, node.value.type, holder)
    if kinds(node.value.type) == {"Any"}:
        return call("$keyOf", holder, string(node.name))
    if not fits_path(node.name):
        return call("$lookup", holder, string(node.name))
    declared = _declared(node)
    path = Text(step(holder, node.name), Level.PATH, holder.missing)
    if declared is None or declared.required:
        return path
    default = _default(node.value.type, node.name)
    if default is not None:
        return choose(call("$exists", path), path, default)
    return Text(path.text, path.level, f"KeyError: '{node.name}'")


def _declared(node: Field) -> FieldOf | None:
    holder = plain(node.value.type)
    if not isinstance(holder, Record):
        return None
    return next((field for field in holder.fields if field.name == node.name), None)


def _default(holder: object, name: str) -> Text | None:
    """What a dataclass or NamedTuple puts where the JSON object has no such key."""
    if not isinstance(holder, Record) or holder.python is None:
        return None
    if holder.kind is RecordKind.NAMED_TUPLE:
        return literal(holder.python._field_defaults[name])  # type: ignore[attr-defined]
    if holder.kind is not RecordKind.DATACLASS:
        return None
    field = next(one for one in dataclasses.fields(holder.python) if one.name == name)
    if field.default_factory is not dataclasses.MISSING:
        return literal(field.default_factory())
    return literal(field.default)


def _error_field(node: Field, error: ErrorOf, holder: Text) -> Text:
    match node.name:
        case "type" if any("." in name for name in error.names) or error.names == ("Exception",):
            return call("$classOf", holder)
        case "type":
            return Text(f"{holder.head()}.Error", Level.PATH)
        case "details":
            return call("$detailsOf", holder)
        case _:
            return call("$messageOf", holder)


def item_text(node: Item, holder: Operand, index: Operand) -> Text:
    """`holder[index]`."""
    index = Operand(index.node, as_number(index)) if "bool" in kinds(index.type) else index
    place = constant_of(index)
    match plain(holder.type):
        case Scalar.STR:
            return call("$charAt", holder.text, index.text)
        case DictOf() | Record():
            return _entry(holder, index, place)
        case Scalar.ANY:
            opaque = "$itemOf" if kinds(index.type) <= {"int"} else "$keyOf"
            return call(opaque, holder.text, sure(index.text))
        case _:
            text = f"{holder.text.head()}[{sure(index.text).text}]"
            # A computed index is a filter: a second one behind it would look for places in the list of what was found.
            level = Level.PATH if isinstance(place, int) or not may_be_array(node.type) else Level.NEGATE
            return Text(text, level, "IndexError: list index out of range")


def _entry(holder: Operand, index: Operand, place: object) -> Text:
    if isinstance(place, str) and fits_path(place):
        return Text(step(holder.text, place), Level.PATH, f"KeyError: '{place}'")
    key = index.text if kinds(index.type) <= {"str"} else call("$string", index.text)
    found = call("$lookup", holder.text, key)
    return Text(found.text, found.level, "KeyError: no such key")


def slice_text(node: Slice, holder: Operand, bounds: tuple[Operand | None, Operand | None]) -> Text:
    """`holder[lower:upper:step]`; the step is a constant."""
    pace = constant_of(node.step) if node.step is not None else 1
    pace = 1 if pace is None else pace
    assert isinstance(pace, int)
    holder = Operand(holder.node, sure(holder.text))
    lower, upper = (
        None if bound is None or constant_of(bound) is None else Operand(bound.node, sure(as_number(bound)))
        for bound in bounds
    )
    if kinds(holder.type) == {"str"}:
        whole = _substring(holder.text, lower, upper)
        return whole if pace == 1 else _string_steps(whole, pace)
    part = _part(holder, lower, upper)
    return part if pace == 1 else _steps(part, pace, may_be_array(element(holder.type)))


def _substring(text: Text, lower: Operand | None, upper: Operand | None) -> Text:
    start = 0 if lower is None else constant_of(lower)
    end = None if upper is None else constant_of(upper)
    if lower is None and upper is None:
        return text
    if isinstance(start, int) and (start >= 0 or upper is None) and upper is None:
        return call("$substring", text, number(start))
    if isinstance(start, int) and isinstance(end, int) and min(start, end) >= 0:
        return call("$substring", text, number(start), number(max(end - start, 0)))
    if start == 0 and isinstance(end, int):
        binding, value = let("s", text)  # what is cut off is counted from the end: a length below 0 leaves nothing
        length = infix(call("$length", value), "-", number(-end), Level.SUM)
        return block(binding, call("$substring", value, number(0), length))
    low = number(0) if lower is None else lower.text
    return call("$cutOut", text, low, Text("null") if upper is None else upper.text)


def _string_steps(text: Text, pace: int) -> Text:
    binding, value = let("s", text)
    last = f"$length({value.text}) - 1"
    place = "$i" if pace > 0 else f"$length({value.text}) - 1 - $i"
    chosen = f"[0..{last}]" if abs(pace) == 1 else f"$filter([0..{last}], function($i) {{ $i % {abs(pace)} = 0 }})"
    return block(binding, Text(f"$join([$map({chosen}, function($i) {{ $substring({value.text}, {place}, 1) }})])"))


def _part(holder: Operand, lower: Operand | None, upper: Operand | None) -> Text:
    """A list's items between two bounds, by their positions."""
    if lower is None and upper is None:
        return holder.text
    inside = [one.text for one in (lower, upper) if one is not None]
    bindings, value = let("xs", holder.text, inside)
    places = []
    for sign, bound, wish in ((">=", lower, "start"), ("<", upper, "end")):
        if bound is not None and not (sign == ">=" and constant_of(bound) == 0):
            binding, place = _place(bound, value, inside, wish)
            bindings += binding
            places.append((sign, place))
    if not places:
        return holder.text
    taken = (value, *inside, *(place for _, place in places))
    index = fresh("i", *taken)
    tests = [f"{index} {sign} {place.at(Level.SUM)}" for sign, place in places]
    item = fresh("v", *taken)
    keep = "[]" if may_be_array(element(holder.type)) else ""
    found = f"[$filter({value.text}, function({item}, {index}) {{ {' and '.join(tests)} }}){keep}]"
    return block(bindings, Text(found))


def _place(bound: Operand, holder: Text, inside: list[Text], wish: str) -> tuple[str, Text]:
    """A bound counted from the start, computed once and in any case: what must be bound first, and the place."""
    constant = constant_of(bound)
    if isinstance(constant, int) and constant < 0:
        return "", infix(call("$count", holder), "-", number(-constant), Level.SUM)
    if isinstance(constant, int) or (is_natural(bound.node) and is_simple(bound.text)):
        return "", bound.text
    binding, value = let("n", bound.text, (holder, *inside))
    below = infix(value, "<", number(0), Level.COMPARE)
    place = choose(below, infix(value, "+", call("$count", holder), Level.SUM), value)
    name = fresh(wish, holder, value, *inside)
    return f"{binding}{name} := {place.text}; ", Text(name)


def _steps(part: Text, pace: int, nested: bool) -> Text:
    text = call("$reverse", part) if pace < 0 else part
    if abs(pace) == 1:
        return text
    found = f"$filter({text.text}, function($v, $i) {{ $i % {abs(pace)} = 0 }})"
    return Text(f"[{found}{'[]' if nested else ''}]")
