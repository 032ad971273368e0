"""Random changes in place and patterns, the second part of `statements`: slices, `del`, sorting, what two names share.

slices(writer)      xs = [3, 1, 2];  xs[1:] = [4];  xs.sort(reverse=True);  …
"""

from collections.abc import Callable

from tests.properties.expressions import ANNOTATIONS, expression, filled
from tests.properties.writing import Writer

Body = Callable[..., None]
Cases = tuple[tuple[str, dict[str, str]], ...]

_ON_INTS = (
    "{0}[1:] = <ints>", "{0}[<int>:<int>] = [<int>]", "{0}[:0] = (q * 2 for q in <ints>)", "del {0}[1:]",
    "del {0}[<int>:<int>]", "{0}.sort(reverse=True)", "{0}.sort(key=lambda q: -q)", "{0}.reverse()", "{0} += <ints>",
    "{0}[0] = <int>", "del {0}[-1]", "{0}.clear()", "{0}.extend(q for q in <ints> if q)", "{0}.insert(<int>, <int>)",
)  # fmt: skip
_ON_COUNTS = (
    "{0}['a'] = <int>", "{0} |= <counts>", "{0}.pop('a', None)", "{0}[<str>] = <int>", "{0}.setdefault(<str>, <int>)",
    "{0}.update({{'z': 1}})", "{0}.clear()",
)  # fmt: skip
_ON_SETS = ("{0}.add(<int>)", "{0}.discard(<int>)", "{0} |= <set>", "{0}.update(<ints>)")
_ON_NESTED = (
    "{0}[0].append(<int>)", "{0}[-1] = <ints>", "{0}.append(<ints>)", "{0}[0][0] = <int>", "{0}[0] += [<int>]",
    "{0}[:1] = [[<int>]]",
)  # fmt: skip
_ON_RECORDS = ("{0}.left = <int>", "{0}.right += <str>", "{0}.left -= <int>")


def slices(w: Writer) -> None:
    """A value of its own, changed a few times."""
    name = w.fresh()
    type_, first, changes = w.pick(
        ("ints", "[3, 1, 2, <int>]", _ON_INTS),
        ("counts", "{{'a': 1, 'b': <int>}}", _ON_COUNTS),
        ("set", "{{1, <int>}}", _ON_SETS),
        ("grid", "[[1], [], [<int>]]", _ON_NESTED),
        ("Pair", "Pair(<int>, 'p')", _ON_RECORDS),
    )
    w.line(f"{name}: {ANNOTATIONS[type_]} = {filled(w, first.format())}")
    for _ in range(w.pick(1, 2, 3)):
        w.line(filled(w, w.pick(*changes).format(name)))
    w.variables[name] = type_


def shared(w: Writer) -> None:
    """Two names that may see one value; a change that would show is refused, every other one is right."""
    a, b = w.fresh(), w.fresh()
    w.line(f"{a} = [[1], [<int>]]".replace("<int>", expression(w, "int", 0)))
    deep = w.chance(3)
    copies = (f"[list(q) for q in {a}]",) if deep else (f"list({a})", f"{a}[:]", f"[*{a}]", f"sorted({a}, key=len)")
    w.line(f"{b} = {a if w.chance(12) else w.pick(*copies)}")
    changed = w.pick(a, b)
    changes = (f"{changed}.append([2])", f"{changed}[0] = [5]", f"del {changed}[0]")
    w.line(f"{changed}[0].append(6)" if deep or w.chance(12) else w.pick(*changes))
    w.variables |= {a: "grid", b: "grid"}


def patterns(w: Writer, body: Body) -> None:
    """A `match` whose patterns bind names in alternatives, rests and nested records."""
    a, b, c = w.fresh(), w.fresh(), w.fresh()
    subject, cases = w.pick(
        ("<ints>", ((f"[1, {a}] | [{a}, _, *_]", {a: "int"}), (f"[{a}]", {a: "int"}))),
        ("<counts>", ((f"{{'a': {a}, **{b}}}", {a: "int", b: "counts"}), (f"{{**{b}}}", {b: "counts"}))),
        ("<Pair>", ((f"Pair(1 | 2 as {a}, {b})", {a: "int", b: "str"}), (f"Pair({a}, '') | Pair({a})", {a: "int"}))),
        ("<point>", ((f"({a}, 'p' as {b})", {a: "int", b: "str"}), (f"Point({a}, {b})", {a: "int", b: "str"}))),
        ("<order>", ((f"Order(Pair({a}, {b}), tags=[{c}, *_])", {a: "int", b: "str", c: "str"}),
            (f"Order(note=str({b})) if {b}", {b: "str"}))),
        ("<int?>", ((f"int({a}) if {a} % 2", {a: "int"}), ("None", {}))),
        ("<grid>", ((f"[[{a}, *_], *{b}]", {a: "int", b: "grid"}), (f"[[], [{a}]]", {a: "int"}))),
        ("<both>", ((f"({a}, str({b})) if {b} or <bool>", {a: "int", b: "str"}),)),
        ("(<int>, <kind>)", ((f"({a}, 'small' | 'big' as {b})", {a: "int", b: "kind"}),)),
    )  # fmt: skip
    w.line(f"match {filled(w, subject)}:")
    arms(w, cases, body)


def arms(w: Writer, cases: Cases, body: Body) -> None:
    """The cases of a `match`, each with the names that it binds; sometimes one that takes the rest."""
    w.depth += 1
    for pattern, found in cases:
        body(w, filled(w, f"case {pattern}:"), **found)
    if w.chance(2):
        body(w, "case _:")
    w.depth -= 1
