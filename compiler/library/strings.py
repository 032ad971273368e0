"""String methods.

code.upper()      $uppercase($code)
"""

from compiler.forms.types import STR
from compiler.library.entry import Entry, Rendered
from compiler.library.signature import Signature
from compiler.library.text import Text, call


def _length(given: Rendered) -> Text:
    return call("$length", given["self"].text)


ENTRIES: tuple[Entry, ...] = (
    Entry(
        "str.upper", Signature.of("self, /"), lambda given: STR, lambda given: call("$uppercase", given["self"].text)
    ),
    Entry(
        "str.lower", Signature.of("self, /"), lambda given: STR, lambda given: call("$lowercase", given["self"].text)
    ),
)
