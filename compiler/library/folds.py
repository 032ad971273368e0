"""What makes one value of many: sorted, min, max, sum, reduce, any, all, map, filter.

sorted(orders, key=lambda o: o.day)      $sort($orders, function($a, $b) { $key($a) > $key($b) })
any(x > 3 for x in xs)                   $exists($filter(…))
"""

import functools
import math
import sys

from compiler.forms.expressions import Collection, Lambda, Operation
from compiler.forms.types import BOOL, FLOAT, INT, ListOf, Record, Scalar, TupleOf, Type, union
from compiler.library.collections import array_of, as_array
from compiler.library.entry import Entry, Given, Known, Operand, Rendered, Rendering, constant_of
from compiler.library.equality import as_number, compare, ordered
from compiler.library.operators import iterate
from compiler.library.shapes import NUMBERS, element, kinds, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fresh, infix, let, number, strict_call, sure
from compiler.library.truth import truth, truth_of

# ---- order ----


def _key_type(given: Given, item: Type) -> Type:
    """The type that decides the order: what `key=` gives, or the item itself."""
    key = given.get("key")
    return item if key is None or constant_of(key) is None else key.type


def _unordered(type_: Type) -> Refusal | None:
    known = plain(type_)
    if isinstance(known, TupleOf):
        return next((refusal for refusal in map(_unordered, known.items) if refusal), None)
    if type_ is Scalar.NEVER:
        return None
    return compare("<", Known(known), Known(known))


def _sorted_type(given: Given) -> Type | Refusal:
    item = iterate(given["iterable"])
    if isinstance(item, Refusal):
        return item
    if not isinstance(constant_of(given.get("reverse")), bool) and given.get("reverse") is not None:
        return Refusal("`reverse=` must be a constant")
    return (None if _by_keys(given) else _unordered(_key_type(given, item))) or ListOf(item)


def _by_keys(given: Given | Rendered) -> bool:
    """Whether a dict's items are sorted as they are: no two keys are the same, so no values are compared."""
    source = getattr(given["iterable"], "node", given["iterable"])
    return given.get("key") is None and isinstance(source, Operation) and source.name == "dict.items"


def _takes_item(name: str, given: Given) -> tuple[Type, ...] | Refusal:
    holder = given.get("iterable") or (given.rest[0] if given.rest else None)
    if name != "key" or holder is None:
        return Refusal("no function belongs here")
    item = iterate(holder)
    return item if isinstance(item, Refusal) else (item,)


def _sorted(given: Rendered) -> Text:
    return _ordered(given, array_of(given["iterable"]), descending=constant_of(given.get("reverse")) is True)


def _ordered(given: Rendered, array: Text, *, descending: bool) -> Text:
    """Stable, as Python's sort is, in both directions."""
    item = element(given["iterable"].type)
    key = given.get("key")
    type_ = plain(item if key is None or constant_of(key) is None else key.type)
    if _by_keys(given) and isinstance(type_, TupleOf):
        type_ = TupleOf(type_.items[:1])
    simple = key is None and not descending and kinds(type_) <= {"int", "float", "str", "date", "time", "timedelta"}
    if simple:
        return call("$sort", array)
    binding, function = "", None
    if key is not None and isinstance(key.node, Lambda):
        name = fresh("key", array, key.text)
        binding, function = f"{name} := {key.text.text}; ", name
    a, b = fresh("a", array), fresh("b", array)
    sides = tuple(Operand(Known(type_), Text(f"{function}({one})" if function else one)) for one in (a, b))
    later = ordered("<" if descending else ">", sides[0], sides[1])
    # In brackets, because a function that ends in a call of `$sort` with a function fails in JSONata 2.0.
    all_in_order = call("$sort", array, Text(f"function({a}, {b}) {{ {later.text} }}"))
    return block(binding, Text(f"[{all_in_order.text}]"))


# ---- min, max ----


def _extreme_type(given: Given) -> Type | Refusal:
    several, default = given.rest, given.get("default")
    if not several:
        return Refusal("`min()` and `max()` take at least one argument")
    if len(several) == 1:
        item = iterate(several[0])
        if isinstance(item, Refusal):
            return item
        result = item if default is None else union(item, default.type)
        return _unordered(_key_type(given, item)) or result
    item = union(*(one.type for one in several))
    return _unordered(_key_type(given, item)) or item


def _extreme_takes(name: str, given: Given) -> tuple[Type, ...] | Refusal:
    if len(given.rest) > 1:
        return (union(*(one.type for one in given.rest)),)
    return _takes_item(name, given)


def _extreme(largest: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        if len(given.rest) > 1:
            holder = Operand(Known(ListOf(union(*(one.type for one in given.rest)))), _listed(given.rest))
        else:
            holder = given.rest[0]
        array, item = array_of(holder), element(holder.type)
        missing = f"ValueError: {'max' if largest else 'min'}() iterable argument is empty"
        if given.get("key") is None and kinds(item) <= {"int", "float", "timedelta"}:
            best = Text(f"{'$max' if largest else '$min'}({array.text})", missing=missing)
        else:
            named = {**given.named, "iterable": holder}
            first = _ordered(type(given)(named), array, descending=largest)
            best = Text(f"{first.head()}[0]", Level.PATH, missing)
        if len(given.rest) > 1:
            return Text(best.text, best.level)
        default = given.get("default")
        if default is None:
            return best
        binding, other = let("other", sure(default.text), (best,))
        is_empty = infix(strict_call("$count", array), "=", number(0), Level.COMPARE)
        return block(binding, choose(is_empty, other, Text(best.text, best.level)))

    return text


def _listed(items: tuple[Operand, ...]) -> Text:
    return Text(f"[{', '.join(sure(one.text).text for one in items)}]")


# ---- the first ----


def _next_type(given: Given) -> Type | Refusal:
    item, default = iterate(given["iterable"]), given.get("default")
    return item if isinstance(item, Refusal) or default is None else union(item, default.type)


def _next(given: Rendered) -> Text:
    default = given.get("default")
    other = Text("") if default is None else sure(default.text)
    binding, array = let("xs", array_of(given["iterable"]), (other,))
    first = Text(f"{array.head()}[0]", Level.PATH, "StopIteration: nothing is left")
    if default is None:
        return block(binding, sure(first))
    second, otherwise = let("other", other, (array,)) if "(" in other.text else ("", other)  # computed in any case
    some = infix(strict_call("$count", array), ">", number(0), Level.COMPARE)
    return block(binding + second, choose(some, Text(first.text, first.level), otherwise))


# ---- sum ----


def _sum_type(given: Given) -> Type | Refusal:
    item, start = iterate(given["iterable"]), given.get("start")
    if isinstance(item, Refusal):
        return item
    known = kinds(item) - {"Never", "Unknown"}
    if known <= NUMBERS and (start is None or kinds(start.type) <= NUMBERS):
        first = INT if start is None else start.type
        if "float" not in known:
            return INT if kinds(first) <= {"int", "bool"} else FLOAT
        return (
            FLOAT
            if constant_of(start) is not ... and kinds(first) == {"float"}
            else union(INT, FLOAT)
            if known != {"float"}
            else FLOAT
        )
    if known == {"timedelta"} and start is not None and kinds(start.type) == {"timedelta"}:
        return Scalar.TIMEDELTA
    if known == {"Decimal"}:
        if start is not None and kinds(start.type) == {"Decimal"}:
            return Scalar.DECIMAL
        return Refusal("`sum()` of no Decimals is the number 0", "begin with one: `sum(xs, Decimal(0))`")
    hint = "join strings with `str.join`, lists with `[*a, *b]`"
    if isinstance(item, Record):
        name = next((one.name for one in item.fields if kinds(one.type) <= NUMBERS), "field")
        hint = f"add up a field: `sum(item.{name} for item in …)`"
    return Refusal(f"`sum()` adds numbers, got `{spelled(item)}`", hint)


def _sum(given: Rendered) -> Text:
    holder, start = given["iterable"], given.get("start")
    item = element(holder.type)
    array = array_of(holder)
    if kinds(item) == {"Decimal"} and start is not None:
        return call("$reduce", strict_call("$append", Text(f"[{sure(start.text).text}]"), array), Text("$decimalSum"))
    if "bool" in kinds(item):
        array = Text(f"[$map({array.text}, $number)]")
    # CPython 3.12 began to compensate the rounding of float sums.
    compensated = "float" in kinds(item) and sys.version_info >= (3, 12)
    total = call("$sumOf" if compensated else "$sum", array)
    if kinds(item) == {"timedelta"}:
        total = call("$secondsOf", total)
    if start is None or constant_of(start) == 0:
        return total
    if "float" in kinds(item):  # begins with the start, and so rounds differently
        return call("$sum", call("$append", Text(f"[{as_number(start).text}]"), array))
    return infix(as_number(start), "+", total, Level.SUM)


def _product_type(given: Given) -> Type | Refusal:
    item, start = iterate(given["iterable"]), given.get("start")
    if isinstance(item, Refusal):
        return item
    known = kinds(item) - {"Never", "Unknown"}
    if known <= {"int", "float"} and len(known) < 2 and (start is None or kinds(start.type) == known):
        return item if known else INT
    return Refusal(f"`math.prod()` of `{spelled(item)}` is not compiled", "multiply in a `for` loop")


def _product(given: Rendered) -> Text:
    start = given.get("start")
    first = number(1) if start is None else sure(start.text)
    numbers = strict_call("$append", Text(f"[{first.text}]"), array_of(given["iterable"]))
    return call("$reduce", numbers, Text("function($a, $b) { $a * $b }"))


# ---- reduce ----


def _reduce_takes(name: str, given: Given) -> tuple[Type, ...] | Refusal:
    item = iterate(given["iterable"])
    if isinstance(item, Refusal) or name != "function":
        return item if isinstance(item, Refusal) else Refusal("no function belongs here")
    first = given.get("initial")
    return (item if first is None else first.type, item)


def _reduce_type(given: Given) -> Type | Refusal:
    item, first = iterate(given["iterable"]), given.get("initial")
    if isinstance(item, Refusal):
        return item
    held, gives = item if first is None else first.type, given["function"].type
    if union(held, gives) == held:
        return held
    message = f"the function gives `{spelled(gives)}` where it is given `{spelled(held)}` next time"
    return Refusal(message, "write a `for` loop, or begin with a value of the same type")


def _reduce(given: Rendered) -> Text:
    array, first = array_of(given["iterable"]), given.get("initial")
    if first is not None:
        return call("$reduce", array, given["function"].text, sure(first.text))
    missing = "TypeError: reduce() of empty iterable with no initial value"
    return Text(f"$reduce({array.text}, {given['function'].text.text})", missing=missing)


# ---- any, all ----


def _any_type(given: Given) -> Type | Refusal:
    item = iterate(given["iterable"])
    if isinstance(item, Refusal):
        return item
    return truth(Known(item)) or BOOL


def _any(given: Rendered) -> Text:
    holder = given["iterable"]
    if isinstance(holder.node, Collection):
        return strict_call("$exists", _found(holder, negate=False))
    return call("$exists", _found(holder, negate=False))


def _all(given: Rendered) -> Text:
    return strict_call("$not", call("$exists", _found(given["iterable"], negate=True)))


def _found(holder: Operand, *, negate: bool) -> Text:
    """The items that decide: the true ones for `any`, the false ones for `all`."""
    array, item = array_of(holder), element(holder.type)
    name = fresh("v", array)
    test = truth_of(item, Text(name))
    test = strict_call("$not", test) if negate else test
    return call("$filter", array, Text(f"function({name}) {{ {test.text} }}"))


# ---- map, filter ----


def _map_type(given: Given) -> Type | Refusal:
    return ListOf(given["function"].type)


def _map_takes(name: str, given: Given) -> tuple[Type, ...] | Refusal:
    if name != "function":
        return Refusal("no function belongs here")
    items = []
    for holder in (given["iterable"], *given.rest) if given.get("iterable") is not None else given.rest:
        item = iterate(holder)
        if isinstance(item, Refusal):
            return item
        items.append(item)
    return tuple(items)


def _map(given: Rendered) -> Text:
    return as_array(f"$map({array_of(given['iterable']).text}, {given['function'].text.text})", given["function"].type)


def _filter_type(given: Given) -> Type | Refusal:
    item = iterate(given["iterable"])
    return item if isinstance(item, Refusal) else ListOf(item)


def _filter(given: Rendered) -> Text:
    array, item = array_of(given["iterable"]), element(given["iterable"].type)
    function = given["function"]
    if isinstance(function.node, Lambda) and kinds(function.type) == {"bool"}:
        return as_array(f"$filter({array.text}, {function.text.text})", item)
    name = fresh("v", array, function.text)
    value = Text(f"({function.text.text})({name})") if isinstance(function.node, Lambda) else Text(name)
    test = truth_of(function.type if isinstance(function.node, Lambda) else item, value)
    return as_array(f"$filter({array.text}, function({name}) {{ {test.text} }})", item)


_BY_KEY = "iterable, /, *, key?, reverse?"

ENTRIES: tuple[Entry, ...] = (
    Entry("math.prod", Signature.of("iterable, *, start?"), _product_type, _product, python=math.prod),
    Entry(
        "next",
        Signature.of("iterable, default?, /"),
        _next_type,
        _next,
        lambda given: () if given.get("default") else ("StopIteration",),
        python=next,
    ),
    Entry("sorted", Signature.of(_BY_KEY), _sorted_type, _sorted, python=sorted, takes=_takes_item),
    Entry(
        "min",
        Signature.of("*values, key?, default?"),
        _extreme_type,
        _extreme(False),
        ("ValueError",),
        min,
        takes=_extreme_takes,
    ),
    Entry(
        "max",
        Signature.of("*values, key?, default?"),
        _extreme_type,
        _extreme(True),
        ("ValueError",),
        max,
        takes=_extreme_takes,
    ),
    Entry("sum", Signature.of("iterable, /, start?"), _sum_type, _sum, python=sum),
    Entry(
        "functools.reduce",
        Signature.of("function, iterable, initial?, /"),
        _reduce_type,
        _reduce,
        lambda given: () if given.get("initial") else ("TypeError",),
        python=functools.reduce,
        takes=_reduce_takes,
    ),
    Entry("any", Signature.of("iterable, /"), _any_type, _any, python=any),
    Entry("all", Signature.of("iterable, /"), _any_type, _all, python=all),
    Entry("map", Signature.of("function, iterable, /"), _map_type, _map, python=map, iterator=True, takes=_map_takes),
    Entry(
        "filter",
        Signature.of("function, iterable, /"),
        _filter_type,
        _filter,
        python=filter,
        iterator=True,
        takes=_map_takes,
    ),
)
