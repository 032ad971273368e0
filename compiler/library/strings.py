"""String methods, by code points as Python and JSONata both count them.

code.upper()               $uppercase($code)
path.startswith("s3://")   $substring($path, 0, 5) = "s3://"
line.strip()               without JSONata's $trim, which also joins the spaces inside
"""

from compiler.forms.types import BOOL, STR, Scalar, TupleOf, Type
from compiler.library.entry import Entry, Given, Rendered, Rendering, constant_of
from compiler.library.prelude import SPACES
from compiler.library.shapes import element, kinds, plain, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import (
    Level,
    Text,
    block,
    call,
    choose,
    fail,
    infix,
    let,
    number,
    strict_infix,
    string,
    sure,
)
from compiler.library.truth import TRUE, always


def _method(
    name: str,
    gives: Type,
    text: Rendering,
    signature: str = "self, /",
    fails: tuple[str, ...] = (),
    filled: tuple[str, ...] = (),
) -> Entry:
    """A method whose other arguments are strings or, where the name says so, whole numbers."""

    def typing(given: Given) -> Type | Refusal:
        for parameter, argument in given.named.items():
            wanted = {"int"} if parameter in ("width", "count") else {"str"}
            if not kinds(argument.type) <= wanted | {"Unknown"}:
                return Refusal(f"`str.{name}()` takes `{''.join(wanted)}` here, got `{spelled(argument.type)}`")
        for parameter in filled:
            if constant_of(given.get(parameter)) == "":
                return Refusal(f"`str.{name}()` of an empty string is not compiled")
        return gives

    return Entry(f"str.{name}", Signature.of(signature), typing, text, fails)


def _simple(function: str) -> Rendering:
    return lambda given: call(function, given["self"].text)


# ---- ends of a string ----


def _starts_type(given: Given) -> Type | Refusal:
    match plain(given["prefix"].type):
        case Scalar.STR | Scalar.UNKNOWN:
            return BOOL
        case TupleOf(items) if all(kinds(one) <= {"str"} for one in items) and isinstance(
            constant_of(given["prefix"]), tuple
        ):
            return BOOL
        case other:
            return Refusal(f"a prefix is a `str` or a constant tuple of them, got `{spelled(other)}`")


def _ends(at_start: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        several = constant_of(given["prefix"])
        if not isinstance(several, tuple):
            return _one_end(given["self"].text, given["prefix"].text, several, at_start)
        binding, value = let("s", sure(given["self"].text))
        tests = [_one_end(value, string(one), one, at_start) for one in several]
        whole = tests[0] if tests else Text("false")
        for test in tests[1:]:
            whole = infix(whole, "or", test, Level.OR)
        return block(binding, whole)

    return text


def _one_end(text: Text, end: Text, constant: object, at_start: bool) -> Text:
    if constant == "":
        return always(text, TRUE)
    binding, value = let("p", end, (text,))
    length = number(len(constant)) if isinstance(constant, str) else call("$length", value)
    if at_start:
        return block(binding, strict_infix(call("$substring", text, number(0), length), "=", value, Level.COMPARE))
    back = Text(f"-{length.text}", Level.NEGATE)
    test = strict_infix(call("$substring", text, back), "=", value, Level.COMPARE)
    if not isinstance(constant, str):  # `-0` would be the whole string
        test = infix(strict_infix(value, "=", string(""), Level.COMPARE), "or", test, Level.OR)
    return block(binding, test)


def _without_prefix(given: Rendered) -> Text:
    binding, value = let("s", sure(given["self"].text), (given["prefix"].text,))
    constant = constant_of(given["prefix"])
    length = number(len(constant)) if isinstance(constant, str) else call("$length", given["prefix"].text)
    test = _one_end(value, given["prefix"].text, constant, at_start=True)
    return block(binding, choose(test, call("$substring", value, length), value))


def _without_suffix(given: Rendered) -> Text:
    binding, value = let("s", sure(given["self"].text), (given["prefix"].text,))
    test = _one_end(value, given["prefix"].text, constant_of(given["prefix"]), at_start=False)
    rest = infix(call("$length", value), "-", call("$length", given["prefix"].text), Level.SUM)
    return block(binding, choose(test, call("$substring", value, number(0), rest), value))


def _strip(left: bool, right: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        chars = constant_of(given.get("chars"))
        inside = SPACES if chars is ... or chars is None else class_of(str(chars))
        if not inside:
            return given["self"].text
        ends = [one for one, wanted in ((f"^[{inside}]+", left), (f"[{inside}]+$", right)) if wanted]
        form = "|".join(ends)
        if "\\n" not in inside:  # `$` also matches before a last newline in Java
            form = form.replace("+$", "+(?![\\d\\D])")
        return call("$replace", given["self"].text, Text(f"/{form}/"), string(""))

    return text


def class_of(chars: str) -> str:
    """The characters as the inside of a regular expression's class."""
    escaped = {"\n": "\\n", "\t": "\\t", "\r": "\\r"}
    return "".join(escaped.get(one, f"\\{one}" if one in "\\]^-/[&~" else one) for one in dict.fromkeys(chars))


def _strip_type(given: Given) -> Type | Refusal:
    chars = given.get("chars")
    if chars is None or isinstance(constant_of(chars), str | None):
        return STR
    return Refusal("the characters to strip must be a constant")


def filled(text: Text, constant: object, error: str) -> Text:
    """A separator, failing where it is empty, as Python does."""
    if isinstance(constant, str):
        return text
    binding, value = let("p", text)
    checked = choose(strict_infix(value, "!=", string(""), Level.COMPARE), value, fail(error))
    return block(binding, checked)


# ---- joining and replacing ----


def _join_type(given: Given) -> Type | Refusal:
    items = given["items"]
    if kinds(items.type) & {"Unknown"} or kinds(element(items.type)) <= {"str", "Never"}:
        return STR
    inner = spelled(element(items.type))
    return Refusal(f"`str.join()` takes strings, got `{inner}`", "convert each: `sep.join([str(x) for x in xs])`")


def _join(given: Rendered) -> Text:
    holder = given["items"]
    array = holder.text
    if kinds(holder.type) == {"dict"}:
        array = Text(f"[{call('$keys', array).text}]")
    if kinds(holder.type) == {"str"}:
        array = call("$charsOf", array)
    return call("$join", array, sure(given["self"].text))  # `$join` takes undefined for no separator


def _replace(given: Rendered) -> Text:
    text, old, new = given["self"].text, given["old"].text, given["new"].text
    checked = filled(old, constant_of(given["old"]), "replacing empty strings is not compiled")
    count = given.get("count")
    if count is None or constant_of(count) == -1:
        return call("$replace", text, checked, new)
    if isinstance(constant_of(count), int):
        return call("$replace", text, checked, new, count.text)
    binding, value = let("n", count.text, (text, checked, new))
    some = call("$replace", text, checked, new, value)
    return block(
        binding, choose(infix(value, "<", number(0), Level.COMPARE), call("$replace", text, checked, new), some)
    )


# ---- width ----


def _just(left: bool) -> Rendering:
    def text(given: Rendered) -> Text:
        fill = () if given.get("fill") is None else (given["fill"].text,)
        width, constant = given["width"].text, constant_of(given["width"])
        if not isinstance(constant, int) or constant < 0:
            width = call("$max", Text(f"[{sure(width).text}, 0]"))
        signed = width if left else Text(f"-{width.at(Level.PATH)}", Level.NEGATE)
        return call("$pad", given["self"].text, signed, *fill)

    return text


def _fill_type(given: Given) -> Type | Refusal:
    fill = given.get("fill")
    if kinds(given["width"].type) - {"int", "Unknown"}:
        return Refusal(f"a width is an `int`, got `{spelled(given['width'].type)}`")
    if fill is None or (isinstance(constant_of(fill), str) and len(str(constant_of(fill))) == 1):
        return STR
    return Refusal("the fill must be one constant character")


def _centre(given: Rendered) -> Text:
    fill = string(" ") if given.get("fill") is None else given["fill"].text
    return call("$centredIn", given["self"].text, given["width"].text, fill)


def _zfill(given: Rendered) -> Text:
    return call("$zeroFill", given["self"].text, given["width"].text)


ENTRIES: tuple[Entry, ...] = (
    _method("upper", STR, _simple("$uppercase")),
    _method("lower", STR, _simple("$lowercase")),
    Entry("str.strip", Signature.of("self, chars?, /"), _strip_type, _strip(left=True, right=True)),
    Entry("str.lstrip", Signature.of("self, chars?, /"), _strip_type, _strip(left=True, right=False)),
    Entry("str.rstrip", Signature.of("self, chars?, /"), _strip_type, _strip(left=False, right=True)),
    Entry("str.startswith", Signature.of("self, prefix, /"), _starts_type, _ends(at_start=True)),
    Entry("str.endswith", Signature.of("self, prefix, /"), _starts_type, _ends(at_start=False)),
    _method("removeprefix", STR, _without_prefix, "self, prefix, /"),
    _method("removesuffix", STR, _without_suffix, "self, prefix, /"),
    Entry("str.join", Signature.of("self, items, /"), _join_type, _join),
    _method("replace", STR, _replace, "self, old, new, count?, /", (), ("old",)),
    Entry("str.ljust", Signature.of("self, width, fill?, /"), _fill_type, _just(left=True)),
    Entry("str.rjust", Signature.of("self, width, fill?, /"), _fill_type, _just(left=False)),
    Entry("str.center", Signature.of("self, width, fill?, /"), _fill_type, _centre),
    _method("zfill", STR, _zfill, "self, width, /"),
)
