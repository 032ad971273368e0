"""Lists, tuples and sets: building them, counting and searching in them, walking them in other orders.

len(rows)              $count($rows)
reversed(xs)           $reverse($xs)
zip(names, rows)       $zip($names, $rows)
"""

from compiler.forms.types import (
    INT,
    NEVER,
    STR,
    UNKNOWN,
    ListOf,
    Scalar,
    SetOf,
    TupleOf,
    Type,
)
from compiler.library.entry import Entry, Given, Known, Operand, Rendered, Rendering, Typed, Typing, constant_of
from compiler.library.equality import equal
from compiler.library.operators import iterate
from compiler.library.shapes import element, is_dict, kinds, may_be_array, options, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, fail, fresh, infix, let, number, strict_call, sure


def array_of(operand: Operand) -> Text:
    """The array that iterating the value goes through."""
    text = sure(operand.text)
    known = kinds(operand.type)
    if known == {"str"}:
        return call("$charsOf", text)
    if known == {"dict"}:
        keys = Text(f"[{call('$keys', text).text}]")
        return Text(f"[$map({keys.text}, $number)]") if kinds(element(operand.type)) == {"int"} else keys
    return text


def as_array(text: str, item: Type) -> Text:
    """A sequence's text as an array of any length; where items may be arrays, a single one must not be laid flat."""
    return Text(f"[{text}[]]" if may_be_array(item) else f"[{text}]")


def _item_type(iterable: Typed) -> Type | Refusal:
    return iterate(iterable)


# ---- len ----


def _len_type(given: Given) -> Type | Refusal:
    several = options(given["obj"].type)
    if all(
        one is UNKNOWN or one is STR or isinstance(one, ListOf | TupleOf | SetOf) or is_dict(one) for one in several
    ):
        same = len(several) == 1 or all(isinstance(one, ListOf | TupleOf | SetOf) for one in several)
        return INT if same else Refusal(f"`len()` of `{spelled(given['obj'].type)}` depends on which it is")
    known = kinds(given["obj"].type)
    hint = "test `is not None` first" if "None" in known else "give the value a type" if "Any" in known else None
    return Refusal(f"`{spelled(given['obj'].type)}` has no length", hint)


def _len(given: Rendered) -> Text:
    value = given["obj"]
    known = kinds(value.type)
    if known == {"str"}:
        return call("$length", value.text)
    if known == {"dict"}:
        return strict_call("$count", call("$keys", value.text))
    return strict_call("$count", value.text)


# ---- list(), tuple(), set() ----


def _copy(make: str) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        source = given.get("items")
        if source is None:
            return TupleOf(()) if make == "tuple" else SetOf(NEVER) if make == "set" else ListOf(NEVER)
        item = _item_type(source)
        if isinstance(item, Refusal):
            return item
        if make == "tuple":
            known = plain(source.type)
            if isinstance(known, TupleOf):
                return known
            return Refusal("the tuple's length is not known", "write `list(xs)`")
        return SetOf(item) if make == "set" else ListOf(item)

    return typing


def _copied(make: str) -> Rendering:
    def text(given: Rendered) -> Text:
        source = given.get("items")
        if source is None:
            return Text("[]")
        return call("$setOf", array_of(source)) if make == "set" else array_of(source)

    return text


# ---- range, enumerate, zip, reversed ----


def _range_type(given: Given) -> Type | Refusal:
    for argument in (*given.named.values(), *given.rest):
        if kinds(argument.type) - {"int", "Unknown"}:
            return Refusal(f"`range()` takes whole numbers, got `{spelled(argument.type)}`")
    step = given.get("step")
    return Refusal("`range()` with a step of zero always fails") if constant_of(step) == 0 else ListOf(INT)


def _range(given: Rendered) -> Text:
    start, stop = (number(0), given["a"].text) if given.get("b") is None else (given["a"].text, given["b"].text)
    step = constant_of(given.get("step"))
    pace = step if isinstance(step, int) else 1
    start_from = 0 if given.get("b") is None else constant_of(given["a"])
    if step is ... and given.get("step") is not None:
        return _paced(start, stop, given["step"].text)
    if pace == 1:
        return Text(f"[{sure(start).at(Level.SUM)}..{_less_one(sure(stop))}]")
    low, first = let("a", sure(start), (stop,))
    gap = infix(sure(stop), "-", first, Level.SUM) if start_from != 0 else sure(stop)
    rounds = call("$ceil", infix(gap, "/", number(pace), Level.PRODUCT))
    index = fresh("i", first, stop)
    item = infix(Text(index), "*", number(pace), Level.PRODUCT)
    item = item if start_from == 0 else infix(first, "+", item, Level.SUM)
    return block(low, Text(f"[$map([0..{rounds.text} - 1], function({index}) {{ {item.text} }})]"))


def _paced(start: Text, stop: Text, step: Text) -> Text:
    """`range` with a step that only the run knows."""
    low, first = let("a", sure(start), (stop, step))
    held, pace = let("step", sure(step), (first, stop))
    rounds = call("$ceil", infix(infix(sure(stop), "-", first, Level.SUM), "/", pace, Level.PRODUCT))
    index = fresh("i", first, stop, pace)
    item = infix(first, "+", infix(Text(index), "*", pace, Level.PRODUCT), Level.SUM)
    listed = Text(f"[$map([0..{rounds.text} - 1], function({index}) {{ {item.text} }})]")
    never = fail("ValueError: range() arg 3 must not be zero")
    return block(low + held, choose(infix(pace, "=", number(0), Level.COMPARE), never, listed))


def _range_fails(given: Given) -> tuple[str, ...]:
    step = given.get("step")
    return () if step is None or constant_of(step) is not ... else ("ValueError",)


def _less_one(stop: Text) -> str:
    return str(int(stop.text) - 1) if stop.text.lstrip("-").isdigit() else infix(stop, "-", number(1), Level.SUM).text


def _enumerate_type(given: Given) -> Type | Refusal:
    item = _item_type(given["items"])
    return item if isinstance(item, Refusal) else ListOf(TupleOf((INT, item)))


def _enumerate(given: Rendered) -> Text:
    items, start = array_of(given["items"]), given.get("start")
    binding, first = ("", None) if start is None else let("n", sure(start.text), (items,))
    inside = (items,) if first is None else (items, first)
    item, index = fresh("v", *inside), fresh("i", *inside)
    place = Text(index) if first is None else infix(Text(index), "+", first, Level.SUM)
    value = f"[{item}]" if _surely_array(element(given["items"].type)) else item
    pair = f"[{place.text}, {value}]"
    if may_be_array(element(given["items"].type)) and value == item:
        pair = f'$append([{place.text}], $type({item}) = "array" ? [[{item}]] : [{item}])'
    return block(binding, Text(f"[$map({items.text}, function({item}, {index}) {{ {pair} }})[]]"))


def _surely_array(type_: Type) -> bool:
    return all(may_be_array(one) and one is not Scalar.ANY for one in options(type_))


def _zip_type(given: Given) -> Type | Refusal:
    if given.get("strict") is not None and constant_of(given.get("strict")) is not False:
        message = "`zip(strict=True)` fails only when it comes to the end of the shorter one"
        return Refusal(message, 'ask first: `if len(xs) != len(ys): raise ValueError("…")`')
    items = []
    for one in given.rest:
        item = _item_type(one)
        if isinstance(item, Refusal):
            return item
        items.append(item)
    return ListOf(TupleOf(tuple(items))) if items else ListOf(NEVER)


def _zip(given: Rendered) -> Text:
    return call("$zip", *(array_of(one) for one in given.rest)) if given.rest else Text("[]")


def _reversed_type(given: Given) -> Type | Refusal:
    if kinds(given["items"].type) & {"set", "dict"}:
        return Refusal(f"`reversed()` of `{spelled(given['items'].type)}` would show its order")
    item = _item_type(given["items"])
    return item if isinstance(item, Refusal) else ListOf(item)


def _reversed(given: Rendered) -> Text:
    return call("$reverse", array_of(given["items"]))


# ---- methods of lists and tuples ----


def _count_type(_: Given) -> Type | Refusal:
    return INT


def _count(given: Rendered) -> Text:
    return strict_call("$count", _matching(given))


def _matching(given: Rendered) -> Text:
    item, holder = element(given["self"].type), sure(given["self"].text)
    binding, value = let("x", sure(given["value"].text), (holder,))
    name = fresh("v", holder, value)
    test = equal(Operand(Known(item), Text(name)), Operand(given["value"].node, value))
    return block(binding, as_array(f"$filter({holder.text}, function({name}) {{ {test.text} }})", item))


def index_text(given: Rendered) -> Text:
    """The place of the first item that is equal to `value`."""
    item, holder = element(given["self"].type), sure(given["self"].text)
    binding, value = let("x", sure(given["value"].text), (holder,))
    name, place = fresh("v", holder, value), fresh("i", holder, value)
    test = equal(Operand(Known(item), Text(name)), Operand(given["value"].node, value))
    # `$map` leaves out what is undefined, so what remains are the positions of equal items.
    found = f"[$map({holder.text}, function({name}, {place}) {{ {test.text} ? {place} }})][0]"
    return block(binding, Text(found, Level.PATH, "ValueError: not in list"))


def _copy_type(given: Given) -> Type | Refusal:
    return plain(given["self"].type)


def _self(given: Rendered) -> Text:
    return given["self"].text


_CHANGES = ("append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse")


def _changing(kind: str, name: str, instead: str | None) -> Entry:
    """A method that changes its receiver: a statement of its own, never part of an expression."""
    refusal = Refusal(f"`{kind}.{name}()` changes the {kind} in place and may only stand as a statement", instead)
    return Entry(f"{kind}.{name}", Signature.of("self, a?, b?, *more"), lambda _: refusal, _self)


_INSTEAD = {"sort": "write `sorted(xs)`", "reverse": "write `xs[::-1]`", "append": "write `[*xs, x]`"}

# ---- methods of sets ----


ENTRIES: tuple[Entry, ...] = (
    Entry("len", Signature.of("obj, /"), _len_type, _len, python=len),
    Entry("list", Signature.of("items?, /"), _copy("list"), _copied("list"), python=list),
    Entry("tuple", Signature.of("items?, /"), _copy("tuple"), _copied("tuple"), python=tuple),
    Entry("set", Signature.of("items?, /"), _copy("set"), _copied("set"), python=set),
    Entry("frozenset", Signature.of("items?, /"), _copy("set"), _copied("set"), python=frozenset),
    Entry("range", Signature.of("a, b?, step?, /"), _range_type, _range, _range_fails, range, iterator=True),
    Entry("enumerate", Signature.of("items, start?"), _enumerate_type, _enumerate, python=enumerate, iterator=True),
    Entry("zip", Signature.of("*items, strict?"), _zip_type, _zip, python=zip, iterator=True),
    Entry("reversed", Signature.of("items, /"), _reversed_type, _reversed, python=reversed, iterator=True),
    *(
        entry
        for kind in ("list", "tuple")
        for entry in (
            Entry(f"{kind}.count", Signature.of("self, value, /"), _count_type, _count),
            Entry(f"{kind}.index", Signature.of("self, value, /"), _count_type, index_text, ("ValueError",)),
        )
    ),
    *(Entry(f"{kind}.copy", Signature.of("self, /"), _copy_type, _self) for kind in ("list", "dict", "set")),
    *(_changing("list", name, _INSTEAD.get(name)) for name in _CHANGES),
    *(_changing("set", name, None) for name in ("add", "discard", "remove", "pop", "clear", "update")),
)
