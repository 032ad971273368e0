r"""What only checks ask (`compiler.library.checks`), and `repr()` for the texts of errors.

    repr[](s)        'it\'s'      as Python writes it in an error's text
    no int[](s)      whether `int(s)` fails

Their keys are no names of Python's, so no author calls them. A text with characters of which JSONata cannot tell how
Python takes them (digits of other scripts, say) fails the state instead of getting a wrong answer.
"""

from compiler.forms.types import BOOL, STR
from compiler.library.entry import Entry, Rendered, Rendering
from compiler.library.kinds_of_value import member_list
from compiler.library.numbers import FLOAT_FORM, INT_FORM
from compiler.library.prelude import PRINTED
from compiler.library.signature import Signature
from compiler.library.spelled_out import repr_text
from compiler.library.text import Level, Text, block, call, choose, fail, infix, let, sure

_ODD_FLOAT = r"/^\s*[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[nN][aA][nN])\s*$/"
_ODD_DECIMAL = r"/_|^\s*[+-]?([iI][nN][fF]([iI][nN][iI][tT][yY])?|[sS]?[nN][aA][nN][0-9]*)\s*$/"
_SOME_DATE = r"/^[0-9]{4}(-[0-9]{2}-[0-9]{2}|[0-9]{4}|-W[0-9]{2}(-[0-9])?|W[0-9]{2,3})$/"


def _refused(form: str, odd: str = "") -> Rendering:
    """Whether Python refuses the text; texts of which that is not known fail."""

    def text(given: Rendered) -> Text:
        binding, value = let("s", sure(given["self"].text))
        strange = call("$contains", value, Text(f"/[^{PRINTED}]/"))
        if odd:
            strange = infix(strange, "or", call("$contains", value, Text(odd)), Level.OR)
        unknown = choose(strange, fail("whether Python takes this text cannot be told here"), Text("true"))
        return block(binding, choose(call("$contains", value, Text(form)), Text("false"), unknown))

    return text


def _no_month(given: Rendered) -> Text:
    value = sure(given["self"].text)
    ordinary = call("$contains", value, Text(r"/^[0-9]{4}-(0[1-9]|1[0-2])-/"))
    return infix(call("$not", ordinary), "and", call("$contains", value, Text(r"/^[0-9]{4}-[0-9]{2}-/")), Level.AND)


def _no_day(given: Rendered) -> Text:
    binding, value = let("t", sure(given["self"].text))
    dashed = call("$contains", value, Text(r"/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/"))
    real = Text(
        rf"$contains({value.text}, /-(0[1-9]|[12][0-9]|3[01])$/) and "
        f"$substring($fromMillis($toMillis({value.text})), 0, 10) = {value.text}",
        Level.AND,
    )
    return block(binding, choose(dashed, call("$not", real), Text("false")))


def _no_member(given: Rendered) -> Text:
    value = sure(given["self"].text)
    return call("$not", infix(value, "in", member_list(given["which"]), Level.COMPARE))


def _why(given: Rendered) -> Text:
    """The text by the kind of JSON; a number is an int or a float to Python, and JSON does not show which."""
    found = call("$lookup", given["texts"].text, call("$type", sure(given["self"].text)))
    return sure(Text(found.text, found.level, "JSON does not show whether this number is an int or a float"))


def _question(key: str, text: Rendering) -> Entry:
    return Entry(key, Signature.of("self, /"), lambda _: BOOL, text)


ENTRIES: tuple[Entry, ...] = (
    Entry("repr[]", Signature.of("self, /"), lambda _: STR, lambda given: repr_text(given["self"])),
    Entry("no member[]", Signature.of("self, which, /"), lambda _: BOOL, _no_member),
    Entry("kind[]", Signature.of("self, /"), lambda _: STR, lambda given: call("$type", sure(given["self"].text))),
    Entry("why no keys[]", Signature.of("self, texts, /"), lambda _: STR, _why),
    _question("no int[]", _refused(INT_FORM)),
    _question("no float[]", _refused(FLOAT_FORM, _ODD_FLOAT)),
    _question("no Decimal[]", _refused(FLOAT_FORM, _ODD_DECIMAL)),
    _question("no date's text[]", _refused(_SOME_DATE)),
    _question("no month[]", _no_month),
    _question("no day[]", _no_day),
)
