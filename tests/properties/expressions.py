"""Random well-typed expressions, from a table of templates: one line a spelling, `<int>` an expression of that type.

    "int": ("(<int> + <int>)", "len(<ints>)", …)

The words for types are short names; `ANNOTATIONS` says how Python spells them.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

from hypothesis import strategies as st

TEXTS = st.text(st.sampled_from("abzAZ019 _-'\"\\{}%$é☃\n\t,."), max_size=8)
NUMBERS = st.integers(-20, 20)
FLOATS = st.sampled_from((0.0, 0.5, -1.25, 2.0, 3.75, 10.0, -7.5, 100.125))
DAYS = st.dates(date(2000, 1, 1), date(2049, 12, 31)).map(date.isoformat)


class Draws(Protocol):
    """What an expression is written with."""

    @property
    def draw(self) -> Callable[[st.SearchStrategy[Any]], Any]: ...

    def pick(self, *options: Any) -> Any: ...

    def names_of(self, type_: str) -> list[str]: ...


ANNOTATIONS = {
    "int": "int",
    "str": "str",
    "bool": "bool",
    "float": "float",
    "ints": "list[int]",
    "strs": "list[str]",
    "pairs": "list[Pair]",
    "grid": "list[list[int]]",
    "Pair": "Pair",
    "order": "Order",
    "point": "Point",
    "row": "Row",
    "both": "tuple[int, str]",
    "int?": "int | None",
    "str?": "str | None",
    "counts": "dict[str, int]",
    "groups": "dict[str, list[int]]",
    "Colour": "Colour",
    "kind": "Literal['small', 'big']",
    "date": "date",
    "moment": "datetime",
    "span": "timedelta",
    "Decimal": "Decimal",
    "set": "set[int]",
}
"""The types, and how they are written."""

INPUTS: dict[str, st.SearchStrategy[Any]] = {
    "int": NUMBERS,
    "str": TEXTS,
    "bool": st.booleans(),
    "float": FLOATS,
    "ints": st.lists(NUMBERS, max_size=4),
    "strs": st.lists(TEXTS, max_size=3),
    "grid": st.lists(st.lists(NUMBERS, max_size=2), max_size=3),
    "Pair": st.fixed_dictionaries({"left": NUMBERS, "right": TEXTS}),
    "row": st.fixed_dictionaries({"n": NUMBERS, "text": TEXTS}),
    "int?": st.none() | NUMBERS,
    "str?": st.none() | TEXTS,
    "both": st.tuples(NUMBERS, TEXTS).map(list),
    "counts": st.dictionaries(st.sampled_from("abc"), NUMBERS, max_size=3),
    "kind": st.sampled_from(("small", "big")),
    "Colour": st.sampled_from(("red", "blue")),
    "date": DAYS,
    "order": st.fixed_dictionaries(
        {"pair": st.fixed_dictionaries({"left": NUMBERS, "right": TEXTS}), "day": DAYS},
        optional={"tags": st.lists(TEXTS, max_size=2), "note": st.none() | TEXTS},
    ),
}
"""The types that a pipeline's parameters have, with JSON for them."""

LITERALS: dict[str, Callable[[Draws], str]] = {
    "int": lambda w: repr(w.draw(NUMBERS)),
    "str": lambda w: repr(w.draw(TEXTS)),
    "bool": lambda w: repr(w.draw(st.booleans())),
    "float": lambda w: repr(w.draw(FLOATS)),
    "ints": lambda w: repr(w.draw(st.lists(NUMBERS, min_size=1, max_size=3))),
    "strs": lambda w: repr(w.draw(st.lists(TEXTS, min_size=1, max_size=3))),
    "pairs": lambda w: f"[Pair({w.draw(NUMBERS)}, {w.draw(TEXTS)!r}), Pair(2, 'b')]",
    "grid": lambda w: repr(w.draw(st.lists(st.lists(NUMBERS, max_size=2), max_size=3))),
    "Pair": lambda w: f"Pair({w.draw(NUMBERS)}, {w.draw(TEXTS)!r})",
    "order": lambda w: f"Order(Pair({w.draw(NUMBERS)}, 'o'), date(2024, 2, {w.draw(st.integers(1, 29))}))",
    "point": lambda w: f"Point({w.draw(NUMBERS)}, name={w.draw(TEXTS)!r})",
    "row": lambda w: f"Row(n={w.draw(NUMBERS)}, text={w.draw(TEXTS)!r})",
    "both": lambda w: f"({w.draw(NUMBERS)}, {w.draw(TEXTS)!r})",
    "int?": lambda w: w.pick("None", "3"),
    "str?": lambda w: w.pick("None", "'some'"),
    "counts": lambda w: repr(w.draw(st.dictionaries(st.sampled_from("abc"), NUMBERS, max_size=2))),
    "groups": lambda w: repr(w.draw(st.dictionaries(st.sampled_from("abc"), st.lists(NUMBERS, max_size=2)))),
    "Colour": lambda w: w.pick("Colour.RED", "Colour.BLUE"),
    "kind": lambda w: f"kind_of({w.draw(NUMBERS)})",
    "date": lambda w: w.pick("date(2024, 2, 29)", "date(2023, 12, 31)", "date.fromisoformat('2025-01-01')"),
    "moment": lambda w: w.pick("datetime(2024, 2, 29, 12, 30)", "datetime(2023, 12, 31, 23, 59, 59)"),
    "span": lambda w: w.pick("timedelta(days=1)", "timedelta(hours=36)", "timedelta(0)", "timedelta(seconds=-5)"),
    "set": lambda w: w.pick("{1, 2}", "{3}", "set()"),
    "Decimal": lambda w: w.pick("Decimal('1.50')", "Decimal('1.5')", "Decimal(2)"),
}

TEMPLATES: dict[str, tuple[str, ...]] = {
    "int": (
        "next((q for q in <ints> if q > 2), 7)", "math.prod(<ints>)", "(<int> << 2)", "(<int> >> 1)", "len(Colour)",
        "<str>.rfind('a')", "<str>.find('b', 1)", "int(<Decimal>)", "round(<Decimal>)", "<date>.toordinal()",
        "len(<set>)",
        "sum(<set>)", "max(<set>, default=0)", "<str>.find(<str>, <int>, <int>)", "<moment>.minute",
        "<span>.microseconds",
        "(<int> + <int>)", "(<int> - <int>)", "(<int> * 3)", "(<int> * <int>)", "(<int> // 4)", "(<int> % 7)",
        "(<int> % -5)", "(<int> // -3)", "(<int> // <$int>)", "(<int> % <$int>)", "(-<int>)", "(+<int>)",
        "abs(<int>)",
        "min(<int>, <int>)", "max(<int>, 2)", "max(<ints>, default=0)", "min(<ints>)", "len(<ints>)", "len(<str>)",
        "len(<counts>)", "sum(<ints>)", "sum(q.left for q in <pairs>)", "sum(1 for q in <strs> if q)",
        "(<int> if <bool> else <int>)", "<Pair>.left", "<order>.pair.left", "<point>.x", "<row>['n']", "<both>[0]",
        "<ints>[0]", "<ints>[-1]", "<ints>[<int>]", "<grid>[0][-1]", "(<int> or <int>)", "(<int> and <int>)",
        "<counts>.get('a', 0)", "<counts>.get(<str>, <int>)", "<counts>['b']", "int(<bool>)", "int(<float>)",
        "int(<str>)", "round(<float>)", "math.floor(<float>)", "add(<int>, <int>)", "add(<int>, b=<int>)",
        "add(b=<int>, a=<int>)", "add.with_options(timeout=seconds(5))(<int>, 1)", "refuse(<int>)", "<date>.year",
        "<date>.month", "<date>.day", "<date>.weekday()", "(<date> - <date>).days", "<moment>.hour", "<span>.days",
        "<str>.count('a')", "<str>.find('a')", "<ints>.count(<int>)", "<ints>.index(<int>)", "divmod(<int>, 3)[1]",
        "(<int> ** 2)", "len({q % 3 for q in <ints>})", "order_days(<order>)",
        "order_days(<order>, extra=<int>)", "max(<pairs>, key=lambda q: q.left).left", "(<bool> + <int>)",
        "run(inner, n=<int>)['n']", "run(inner, n=<int>, text=<str>)['length']", "len(<groups>.get('a', []))",
        "sum(q * r for q, r in zip(<ints>, <ints>))", "sum(q * r for q, r in enumerate(<ints>))",
        "[q for r in <grid> for q in r][0]", "len(set(<strs>))", "<str>.index('b')", "len(<order>.tags)",
    ),
    "float": (
        "(<int> / 4)", "(<float> + <float>)", "(<float> - <int>)", "(<float> * 2)", "(<float> / <float>)",
        "float(<int>)", "abs(<float>)", "max(<float>, <float>)", "half(<int>)", "round(<float>, 1)", "(-<float>)",
        "(<float> // 2)", "(<float> % 3)", "<span>.total_seconds()", "math.sqrt(abs(<int>))", "(<int> + 0.5)",
        "(<float> if <bool> else <float>)", "sum([<float>, <float>])", "float('2.5')",
    ),
    "str": (
        "<str>.center(7)", "<str>.rpartition('a')[0]", "<str>.rsplit(',', 1)[-1]", "('%s-%d|' % (<str>, <int>))",
        "'{}/{:>4}'.format(<str>, <int>)", "'{0}{1}{0}'.format(<$int>, <$bool>)", "str(<span>)",
        "f'{<$Decimal>:.1f}'",
        "str(<Decimal>)", "<moment>.strftime('%I:%M %p')", "Colour['RED'].value", "<str>.split(' ', 1)[0]",
        "next((q for q in <strs> if q), 'none')", "<moment>.isoformat(timespec='seconds')",
        "(<str> + <str>)", "<str>.upper()", "<str>.lower()", "<str>.strip()", "<str>.lstrip('a')",
        "<str>.replace('a', 'xy')", "<str>.rjust(5)", "<str>.ljust(5, '.')", "<str>.zfill(4)",
        "<str>.removeprefix('a')", "(<str> * 2)", "<str>[0]", "<str>[-1]", "(<str>)[1:]",
        "(<str>)[-2:]", "(<str>)[::-1]", "(<str>)[1:<int>]", "str(<int>)", "str(<bool>)", "str(<float>)",
        "str(<date>)", "<date>.isoformat()", "<moment>.isoformat()", "<date>.strftime('%Y/%m/%d')",
        "(<str> if <bool> else <str>)", "<Pair>.right", "<order>.pair.right", "<point>.name", "<row>['text']",
        "<both>[1]", "<strs>[0]", "', '.join(<strs>)", "','.join(str(q) for q in <ints>)", "(<str> or 'empty')",
        "shout(<str>)", "<Colour>.value", "<Colour>.name", "<kind>", "max(<strs>)", "min(<strs>, key=len)",
        "<str>.split(',')[0]", "<str>.partition('a')[2]", "f'{<$int>}'", "f'{<$int>:05d}|'",
        "f'{<$int>:+}'", "f'{<$int>:,}'", "f'{<$float>:.2f}'", "f'{<$bool>!s:>6}'",
        "f'{<$float>:8.1f}|'", "f'{<$int>:<4}|{<$int>:^5}|'", "f'{<$int>:x}'",
        "(<order>.note or 'none')", "<kind>.upper()",
    ),
    "bool": (
        "(<set> <= <set>)", "<set>.isdisjoint(<ints>)", "(<both> < <both>)", "(<both> >= <both>)",
        "(<Decimal> < <Decimal>)",
        "(<int> in <set>)", "<str>.isspace()", "<str>.isascii()", "(<Colour> in Colour)", "(<set> == <set>)",
        "({1, <int>} < <set>)", "(<Decimal> >= <int>)", "(<set> > {1})",
        "(<int> < <int>)", "(<int> == <int>)", "(<str> != <str>)", "(<int> >= <int> > -3)", "(<str> <= <str>)",
        "(<int> < <int> <= <int> != <int>)", "(<bool> and <bool>)", "(<bool> or <bool>)", "(not <bool>)",
        "(<int> in <ints>)", "(<int> not in <ints>)", "(<str> in <str>)", "(<str> in <strs>)", "('a' in <counts>)",
        "(<str> in <counts>)", "(<int> in (1, 2, <int>))", "bool(<ints>)", "bool(<str>)", "(<int?> is None)",
        "(<str?> is not None)", "(maybe(<int>) == <int>)", "(<ints> == <ints>)", "(<counts> == <counts>)",
        "(<Pair> == <Pair>)", "(<both> == <both>)", "<str>.startswith('a')", "<str>.endswith(('b', ' '))",
        "any(q > 2 for q in <ints>)",
        "all(q > 2 for q in <ints>)", "any(<strs>)", "is_even(<int>)", "(<Colour> == <Colour>)", "(<kind> == 'big')",
        "(<Colour> is Colour.RED)", "(<Colour> in (Colour.RED, Colour.BLUE))", "(<date> < <date>)",
        "(<date> == <date>)", "(<span> > timedelta(hours=1))", "(<Decimal> == <Decimal>)", "(<float> < <float>)",
        "(<float> == <int>)", "isinstance(<int?>, int)", "(<bool> if <bool> else <bool>)", "(<grid> == <grid>)",
        "(<bool> != <bool>)", "({1, 2} == set(<ints>))", "(<moment> >= <moment>)",
        "(refuse(<int>) < add(<int>, 1) < refuse(<int>))", "(<order> == <order>)", "(<bool> is True)",
    ),
    "ints": (
        "sorted(<set>)", "[*<ints>[:1], *(q * 2 for q in <ints>)]", "sorted(<set> | {<int>})",
        "[q for q, _ in [<both>]]",
        "[q * r for q in <ints> if q for r in range(2) if r < q]",
        "(<ints> + <ints>)", "[<int>, <int>]", "[*<ints>, <int>]", "sorted(<ints>)", "sorted(<ints>, reverse=True)",
        "sorted(<ints>, key=abs)", "sorted(<ints>, key=lambda q: (q % 3, -q))", "(<ints>)[1:]", "(<ints>)[:-1]",
        "(<ints>)[::-1]", "(<ints>)[::2]", "(<ints>)[<int>:<int>]", "list(reversed(<ints>))", "([0] * 2 + <ints>)",
        "[q * 2 for q in <ints>]", "[q for q in <ints> if q > 0]", "[q + r for q in <ints> for r in <ints> if q < r]",
        "[add(q, 1) for q in <ints>]", "[add(q, <int>) for q in <ints> if q != 2]",
        "[add(q, 1) for q in <ints> if is_even(q)]",
        "[add(q, r) for q in <ints> for r in [1, 2]]", "[add(i, q) for i, q in enumerate(<ints>)]",
        "[add(q, r) for q, r in zip(<ints>, <ints>)]", "[add(len(k), v) for k, v in <counts>.items()]",
        "list(range(<int> % 4))", "list(range(3, <int>, 2))", "count_to(<int>)", "[len(q) for q in <strs>]",
        "list(<counts>.values())", "[q.left for q in <pairs>]", "[v for k, v in <counts>.items() if k != 'a']",
        "sorted({q % 4 for q in <ints>})", "sorted(distinct(<ints>))", "[q for r in <grid> for q in r]",
        "list(map(abs, <ints>))", "[i * q for i, q in enumerate(<ints>, 1)]", "<groups>.get('a', [])",
        "[q or 7 for q in <ints>]", "(<ints> or [1])", "<grid>[0]",
        "each(lambda q: add(q, <int>), <ints>)", "[refuse(q) for q in <ints>]", "list(filter(None, <ints>))",
        "(<ints> if <bool> else <ints>)", "[sum(r) for r in <grid>]", "[add(add(q, 1), 2) for q in <ints>]",
        "sorted(q.left for q in <pairs>)", "[(add(q, 1) if q > 0 else 0) for q in <ints>]",
    ),
    "strs": (
        "<str>.splitlines()", "<str>.rsplit(',', 1)", "<str>.split(',', 2)", "[q.name for q in Colour]",
        "[q for q in <str>.partition('b')]",
        "(<strs> + <strs>)", "[<str>]", "<str>.split(',')", "<str>.split()", "list(<str>)",
        "[str(q) for q in <ints>]", "[shout(q) for q in <strs>]", "words(<str>)", "sorted(<strs>)",
        "sorted(<strs>, key=len)", "sorted(<strs>, key=str.lower)", "[q.upper() for q in <strs> if q]",
        "list(<counts>)", "[k for k in <counts>]", "[f'{k}={v}' for k, v in <counts>.items()]", "<order>.tags",
        "[q.right for q in <pairs>]", "sorted(<groups>)", "[shout(k) for k in <counts>]", "(<strs>)[:2]",
        "[f'{i}{q}' for i, q in enumerate(<strs>)]", "[q + r for q, r in zip(<strs>, <str>)]",
        "list(<counts>.keys())",
    ),
    "pairs": (
        "[<Pair>]", "[Pair(q, str(q)) for q in <ints>]", "[pair_of(q, 'p') for q in <ints>]", "(<pairs> + <pairs>)",
        "sorted(<pairs>, key=lambda q: q.left)", "sorted(<pairs>, key=lambda q: (q.right, -q.left), reverse=True)",
        "[swap(q) for q in <pairs>]", "[q for q in <pairs> if q.left > 0]",
        "[swap(q) for q in <pairs> if is_even(q.left)]",
    ),
    "grid": (
        "[<ints>, <ints>]", "grid_of(<int>)", "[[q] for q in <ints>]", "[[q, r] for q in <ints> for r in [1]]",
        "[count_to(q) for q in <ints>]", "[sorted(q) for q in <grid>]", "[[add(r, 1) for r in q] for q in <grid>]",
        "[q for q in <grid> if q]", "(<grid> + [<ints>])", "list(<groups>.values())",
        "[[r * 2 for r in q] for q in <grid>]",
        "[[*q, 1] for q in <grid>]", "[[]]",
    ),
    "Pair": (
        "Pair(<int>, <str>)", "Pair(right=<str>, left=<int>)", "pair_of(<int>, <str>)", "swap(<Pair>)",
        "(<Pair> if <bool> else <Pair>)", "<order>.pair", "replace(<$Pair>, left=<int>)", "<pairs>[0]",
    ),
    "order": (
        "order_of(<int>)", "Order(<Pair>, <date>)", "Order(day=<date>, pair=<Pair>, tags=<strs>)",
        "Order(<Pair>, <date>, <strs>, <str?>)", "replace(<$order>, note=<str>)", "(<order> if <bool> else <order>)",
    ),
    "point": ("point_of(<int>)", "Point(<int>, <str>)", "Point(name=<str>, x=<int>)"),
    "row": ("row_of(<int>)", "Row(n=<int>, text=<str>)"),
    "both": ("both(<int>)", "(<int>, <str>)", "(<both> if <bool> else <both>)"),
    "int?": ("maybe(<int>)", "(<int> if <bool> else None)", "<counts>.get(<str>)"),
    "str?": ("perhaps(<str>)", "(None if <bool> else <str>)", "<order>.note"),
    "counts": (
        "dict(<counts>, z=<int>)", "dict.fromkeys(<strs>, 0)", "{q: i for i, q in enumerate(<strs>)}",
        "{'a': <int>, 'b': <int>}", "tally(<ints>)", "{**<counts>, 'c': <int>}", "{str(q): q for q in <ints>}",
        "{<str>: <int>}", "{k: v + 1 for k, v in <counts>.items()}", "{k: add(v, 1) for k, v in <counts>.items()}",
        "{**<counts>, **<counts>}", "dict(<counts>)", "(<counts> | <counts>)", "dict(zip(<strs>, <ints>))",
        "{q: len(q) for q in <strs> if q}", "{k: v for k, v in <counts>.items() if is_even(v)}",
        "run(inner, n=<int>)",
        "{q: q.count('a') for q in <str>}", "dict(sorted(<counts>.items()))",
    ),
    "groups": ("groups_of(<strs>)", "{'a': <ints>}", "{**<groups>, 'z': <ints>}", "{q: <ints> for q in <strs>}"),
    "Colour": ("colour_of(<int>)", "(<Colour> if <bool> else <Colour>)", "Colour('red')"),
    "kind": ("kind_of(<int>)", "(<kind> if <bool> else <kind>)"),
    "date": (
        "<date>.replace(day=1)", "date.fromordinal(<date>.toordinal() + <int>)", "max(<date>, <order>.day)",
        "datetime.strptime('02/01/2024', '%d/%m/%Y').date()",
        "day_of(<int>)", "(<date> + <span>)", "(<date> - timedelta(days=<int>))", "<order>.day",
        "min(<date>, <date>)", "(<date> if <bool> else <date>)", "<moment>.date()",
    ),
    "moment": ("<moment>.replace(minute=5)", "datetime.combine(<date>, time(1, 2))",
        "datetime(2024, 2, 3, 4, tzinfo=None)", "moment_of(<int>)", "(<moment> + <span>)",
        "(<moment> - timedelta(minutes=<int>))"),
    "span": ("(<span> / 2)", "(<span> % timedelta(hours=7))", "timedelta(days=<int>)",
        "timedelta(days=1, hours=<int>)", "(<date> - <date>)", "(<span> * 2)",
             "(<span> + <span>)", "(<moment> - <moment>)", "(-<span>)"),
    "Decimal": ("(<Decimal> + <Decimal>)", "(<Decimal> - <Decimal>)", "(<Decimal> * 3)", "(-<Decimal>)",
        "abs(<Decimal>)",
        "(<Decimal> * Decimal('0.25'))", "round(<Decimal>, 1)", "sum([<Decimal>, <Decimal>], Decimal(0))",
        "Decimal(len(<ints>))", "<Decimal>.quantize(Decimal('0.01'))", "max(<Decimal>, <Decimal>)",
        "price(<int>)", "(<Decimal> if <bool> else <Decimal>)"),
    "set": (
        "set(<ints>)", "{<int>, <int>}", "(<set> | <set>)", "(<set> & {1, 2})", "<set>.union(<ints>)",
        "distinct(<ints>)",
        "(<set> - <set>)", "{q % 3 for q in <ints>}", "<set>.symmetric_difference(<set>)",
    ),
}  # fmt: skip
"""Every way that an expression of a type may grow."""

NAMELESS = {
    "bool": "True",
    "Pair": "PAIR",
    "order": "ORDER",
    "point": "POINT",
    "counts": "tally([1])",
    "Decimal": "price(3)",
}
"""What stands where a variable is wanted and there is none."""

_HOLE = re.compile(r"<(\$?)(\w[^<>]*)>")


def expression(w: Draws, type_: str, depth: int = 2) -> str:
    """An expression of the type; deeper ones in parentheses, so that precedence is tried by the operators alone."""
    known = w.names_of(type_)
    kinds = ["literal", *["name"] * (3 if known else 0), *["grown"] * (0 if depth <= 0 else 4)]
    match w.pick(*kinds):
        case "literal":
            return LITERALS[type_](w)
        case "name":
            return str(w.pick(*known))
        case _:
            return filled(w, w.pick(*TEMPLATES[type_], *narrowing(w, type_)), depth - 1)


def filled(w: Draws, template: str, depth: int = 1) -> str:
    """The template with an expression in each `<int>` and a variable in each `<$int>`, whose quotes cannot clash."""

    def written(hole: re.Match[str]) -> str:
        if hole[1]:
            return str(w.pick(*(w.names_of(hole[2]) or [NAMELESS.get(hole[2], "7")])))
        return expression(w, hole[2], depth)

    return _HOLE.sub(written, template)


def narrowing(w: Draws, type_: str) -> tuple[str, ...]:
    """What a test leaves of an optional variable."""
    for name in w.names_of(f"{type_}?")[:1]:
        more = {"int": f"{name} + 1", "str": f"{name} + 'x'"}[type_]
        return (
            f"({name} if {name} is not None else <{type_}>)",
            f"({name} or <{type_}>)",
            f"({more} if {name} is not None else <{type_}>)",
            f"(<{type_}> if {name} is None else {more})",
            f"({name} and {more} or <{type_}>)",
        )
    return ()
