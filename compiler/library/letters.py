"""Upper and lower case and kinds of characters: exact for ASCII, and a failure where Unicode's tables would decide.

code.isdigit()        an empty code or one with another ASCII character is False; digits beyond ASCII fail the state
name.title()          $replace($ascii($name), /[A-Za-z]+/, function($m) { … })
"""

from compiler.forms.types import BOOL, STR, Type
from compiler.library.entry import Entry, Given, Rendered, Rendering, constant_of
from compiler.library.prelude import SPACES
from compiler.library.signature import Refusal, Signature
from compiler.library.strings import class_of
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, strict_infix, string, sure
from compiler.library.truth import FALSE, TRUE, negated

_BEYOND = Text(r"/[^\x00-\x7f]/")

ASCII_ONLY = frozenset(
    {f"str.{name}" for name in ("title", "capitalize", "swapcase", "casefold", "isupper", "islower")}
    | {f"str.is{name}" for name in ("digit", "decimal", "numeric", "alpha", "alnum")}
)
"""What fails the state on text beyond ASCII that it cannot decide."""


def _known(text: Text) -> Text:
    """The text, failing where it goes beyond ASCII."""
    return call("$plainText", text)


def _all_in(others: str) -> Rendering:
    """Whether a text has characters, and none of these ASCII ones."""

    def text(given: Rendered) -> Text:
        binding, value = let("s", sure(given["self"].text))
        empty = infix(value, "=", string(""), Level.COMPARE)
        other = infix(empty, "or", call("$contains", value, Text(f"/[{others}]/")), Level.OR)
        beyond = choose(call("$contains", value, _BEYOND), fail("only ASCII text can be decided here"), TRUE)
        return block(binding, choose(other, FALSE, beyond))

    return text


def _case(wanted: str, other: str) -> Rendering:
    """Whether a text has letters, all of the wanted case."""

    def text(given: Rendered) -> Text:
        binding, value = let("s", sure(given["self"].text))
        mixed = call("$contains", value, Text(f"/[{other}]/"))
        return block(binding, choose(mixed, FALSE, call("$contains", _known(value), Text(f"/[{wanted}]/"))))

    return text


def _is_space(given: Rendered) -> Text:
    binding, value = let("s", sure(given["self"].text))
    other = negated(call("$contains", value, Text(f"/[^{SPACES}]/")))
    return block(binding, infix(infix(value, "!=", string(""), Level.COMPARE), "and", other, Level.AND))


def _is_ascii(given: Rendered) -> Text:
    return negated(call("$contains", sure(given["self"].text), _BEYOND))


def _by_match(form: str, change: str) -> Rendering:
    return lambda given: call(
        "$replace", _known(given["self"].text), Text(f"/{form}/"), Text(f"function($m) {{ {change} }}")
    )


def _capitalize(given: Rendered) -> Text:
    binding, value = let("s", sure(given["self"].text))
    first = call("$uppercase", _known(Text(f"$substring({value.text}, 0, 1)")))
    rest = call("$substring", call("$lowercase", value), Text("1"))
    return block(binding, strict_infix(first, "&", rest, Level.SUM))


def _translate_type(given: Given) -> Type | Refusal:
    if isinstance(constant_of(given["table"]), dict):
        return STR
    return Refusal("`str.translate()` takes a constant table", 'write `s.translate(str.maketrans("ab", "xy"))`')


def _translate(given: Rendered) -> Text:
    """Each character at once; what the table has nothing for is left out."""
    table = constant_of(given["table"])
    assert isinstance(table, dict)
    if not table:
        return given["self"].text
    pairs = ", ".join(f"{string(one).text}: {string(other).text}" for one, other in table.items())
    form = f"/[{class_of(''.join(table))}]/"
    return call("$replace", given["self"].text, Text(form), Text(f"function($m) {{ $lookup({{{pairs}}}, $m.match) }}"))


def _test(name: str, text: Rendering) -> Entry:
    return Entry(f"str.{name}", Signature.of("self, /"), lambda _: BOOL, text)


def _changed(name: str, text: Rendering) -> Entry:
    return Entry(f"str.{name}", Signature.of("self, /"), lambda _: STR, text)


def _refused(name: str, instead: str) -> Entry:
    refusal = Refusal(f"`str.{name}()` needs Unicode's tables, which JSONata does not have", instead)
    return Entry(f"str.{name}", Signature.of("self, a?"), lambda _: refusal, lambda given: given["self"].text)


_NO_DIGIT = r"\x00-\x2f:-\x7f"
_NO_LETTER = r"\x00-@\x5b-\x60\x7b-\x7f"
_NEITHER = r"\x00-\x2f:-@\x5b-\x60\x7b-\x7f"

ENTRIES: tuple[Entry, ...] = (
    *(_test(name, _all_in(_NO_DIGIT)) for name in ("isdigit", "isdecimal", "isnumeric")),
    _test("isalpha", _all_in(_NO_LETTER)),
    _test("isalnum", _all_in(_NEITHER)),
    _test("isupper", _case("A-Z", "a-z")),
    _test("islower", _case("a-z", "A-Z")),
    _test("isspace", _is_space),
    _test("isascii", _is_ascii),
    _changed(
        "title", _by_match("[A-Za-z]+", "$uppercase($substring($m.match, 0, 1)) & $lowercase($substring($m.match, 1))")
    ),
    _changed(
        "swapcase",
        _by_match("[a-z]+|[A-Z]+", "$m.match = $lowercase($m.match) ? $uppercase($m.match) : $lowercase($m.match)"),
    ),
    _changed("capitalize", _capitalize),
    _changed("casefold", lambda given: call("$lowercase", _known(given["self"].text))),
    _refused("istitle", "compare it: `s == s.title()`"),
    _refused("isidentifier", "test it in a step"),
    _refused("isprintable", "test it in a step"),
    Entry("str.translate", Signature.of("self, table, /"), _translate_type, _translate),
)
