r"""Paths with slashes, such as the keys of S3 objects, as `os.path` takes them apart.

os.path.basename(key)            $replace($key, /^[\d\D]*\//, "")
os.path.splitext(key)[1]         what begins at the last dot of the name, if something stands before it
os.path.join(folder, name)       $folder & "/" & $name
"""

import posixpath

from compiler.forms.types import STR, TupleOf, Type
from compiler.library.entry import Entry, Given, Rendered, Typing, constant_of
from compiler.library.shapes import kinds, spelled
from compiler.library.signature import Refusal, Signature
from compiler.library.text import Level, Text, block, call, choose, infix, let, number, strict_infix, string, sure

_SLASH = string("/")


def _texts(gives: Type) -> Typing:
    def typing(given: Given) -> Type | Refusal:
        for one in given.all:
            if not kinds(one.type) <= {"str", "Unknown"}:
                return Refusal(f"a path is a `str`, got `{spelled(one.type)}`")
        return gives

    return typing


def _name_of(path: Text) -> Text:
    """What stands behind the last slash."""
    return call("$replace", path, Text(r"/^[\d\D]*\//"), string(""))


def _basename(given: Rendered) -> Text:
    return _name_of(given["p"].text)


def _dirname(given: Rendered) -> Text:
    binding, path = let("p", sure(given["p"].text))
    size = infix(call("$length", path), "-", call("$length", _name_of(path)), Level.SUM)
    held, head = let("head", call("$substring", path, number(0), size), (path,))
    cut = call("$replace", head, Text(r"/\/+(?![\d\D])/"), string(""))  # but not of slashes alone
    short, left = let("cut", cut, (head,))
    return block(binding + held + short, choose(infix(left, "=", string(""), Level.COMPARE), head, left))


def _splitext(given: Rendered) -> Text:
    binding, path = let("p", sure(given["p"].text))
    bare, name = let("name", call("$replace", _name_of(path), Text(r"/^\.+/"), string("")), (path,))
    ending = strict_infix(string("."), "&", call("$replace", name, Text(r"/^[\d\D]*\./"), string("")), Level.SUM)
    last = choose(call("$contains", name, string(".")), ending, string(""))
    held, extension = let("end", last, (path, name))
    size = infix(call("$length", path), "-", call("$length", extension), Level.SUM)
    return block(binding + bare + held, Text(f"[{call('$substring', path, number(0), size).text}, {extension.text}]"))


def _joined(given: Rendered) -> Text:
    whole, known = given["a"].text, constant_of(given["a"])
    for part in given.rest:
        whole, known = _two_joined(whole, known, part.text, constant_of(part)), ...
    return whole


def _two_joined(head: Text, first: object, tail: Text, second: object) -> Text:
    binding, left = let("a", sure(head), (tail,))
    held, right = let("b", sure(tail), (left,))
    ends = infix(call("$substring", left, number(-1)), "=", _SLASH, Level.COMPARE)
    bare = infix(infix(left, "=", string(""), Level.COMPARE), "or", ends, Level.OR)
    directly = infix(left, "&", right, Level.SUM)
    slashed = infix(infix(left, "&", _SLASH, Level.SUM), "&", right, Level.SUM)
    if isinstance(first, str):
        found = directly if first == "" or first.endswith("/") else slashed
    else:
        found = choose(bare, directly, slashed)
    if not isinstance(second, str):
        rooted = infix(call("$substring", right, number(0), number(1)), "=", _SLASH, Level.COMPARE)
        found = choose(rooted, right, found)
    elif second.startswith("/"):
        found = right
    return block(binding + held, found)


ENTRIES: tuple[Entry, ...] = (
    Entry("os.path.basename", Signature.of("p"), _texts(STR), _basename, python=posixpath.basename),
    Entry("os.path.dirname", Signature.of("p"), _texts(STR), _dirname, python=posixpath.dirname),
    Entry("os.path.splitext", Signature.of("p"), _texts(TupleOf((STR, STR))), _splitext, python=posixpath.splitext),
    Entry("os.path.join", Signature.of("a, *p"), _texts(STR), _joined, python=posixpath.join),
)
