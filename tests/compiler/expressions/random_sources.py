"""Random well-typed expressions as source text, with values for the names that they use."""

from datetime import date, datetime, timedelta

from hypothesis import strategies as st

from compiler.forms.types import ANY, BOOL, FLOAT, INT, STR, DictOf, ListOf, Scalar
from tests.compiler.expressions.tables import ORDER, Order

NAMES = {
    "i": INT, "j": INT, "x": FLOAT, "y": FLOAT, "p": BOOL, "q": BOOL, "s": STR, "t": STR, "xs": ListOf(INT),
    "ys": ListOf(FLOAT), "ss": ListOf(STR), "m": ListOf(ListOf(INT)), "d": DictOf(STR, INT), "o": ORDER,
    "os": ListOf(ORDER), "day": Scalar.DATE, "at": Scalar.DATETIME, "gap": Scalar.TIMEDELTA, "v": ANY,
}  # fmt: skip

WHOLE = st.integers(-50, 50) | st.sampled_from([0, 1, -1, 2, 10**6, -(10**9)])
FRACTION = st.sampled_from([0.0, 0.5, 1.5, -2.5, 0.1, 0.2, 2.675, 1e-3, 1e6, -7.25]) | st.floats(
    -1000, 1000, allow_nan=False, allow_subnormal=False
).map(lambda one: one + 0.0)
WORDS = st.text(alphabet="ab ,-é𝄞0Z", max_size=5)
DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
ORDERS = st.builds(Order, DAYS, WHOLE, st.lists(WORDS, max_size=3), st.none() | WORDS)
JSON = st.recursive(
    st.none() | st.booleans() | WHOLE | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
    max_leaves=6,
)
VALUES = st.fixed_dictionaries(
    {
        "i": WHOLE, "j": WHOLE, "x": FRACTION, "y": FRACTION, "p": st.booleans(), "q": st.booleans(), "s": WORDS, "t": WORDS,
        "xs": st.lists(WHOLE, max_size=4), "ys": st.lists(FRACTION, max_size=4), "ss": st.lists(WORDS, max_size=4),
        "m": st.lists(st.lists(WHOLE, max_size=3), max_size=3), "d": st.dictionaries(st.sampled_from("abc"), WHOLE, max_size=3),
        "o": ORDERS, "os": st.lists(ORDERS, max_size=3), "day": DAYS,
        "at": st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),
        "gap": st.integers(-(10**6), 10**6).map(lambda n: timedelta(seconds=n / 4)), "v": JSON,
    }
)  # fmt: skip

# Forms of each kind: {int}, {bool}, … stand for any source of that kind.
FORMS: dict[str, list[str]] = {
    "int": [
        "i", "j", "3", "0", "-2", "{int} + {int}", "{int} - {int}", "{int} * {int}", "{int} // {int}", "{int} % {int}",
        "-{int}", "abs({int})", "len({str})", "len({ints})", "len({strs})", "len({dict})", "sum({ints})", "{ints}[{int}]",
        "{ints}[0]", "{ints}[-1]", "min({int}, {int})", "max({ints})", "max({ints}, default={int})", "int({float})", "int({bool})",
        "round({float})", "{int} if {bool} else {int}", "{int} or {int}", "{int} and {int}", "o.rows", "{dict}[{str}]",
        "{dict}.get({str}, {int})", "{order}.rows", "{str}.find({str})", "{ints}.count({int})", "{day}.year", "{day}.weekday()",
        "{gap}.days", "sum(len(a) for a in {strs})", "max({ints}, key=lambda a: a % 3)", "{str}.count('a')", "divmod({int}, {int})[1]",
        "[{int}, {int}][{bool}]", "({int}, {str})[0]", "sum(a * b for a, b in enumerate({ints}))", "{at}.hour", "min({orders}, key=lambda a: a.rows).rows",
    ],
    "float": [
        "x", "y", "0.5", "{float} + {float}", "{float} - {int}", "{float} * {float}", "{int} / {int}", "{float} / {float}",
        "-{float}", "{float} % {float}", "{float} // {float}", "round({float}, 2)", "abs({float})", "float({int})", "sum({floats}, 0.0)",
        "{float} if {bool} else {float}", "max({float}, {float})", "{gap}.total_seconds()", "math.fabs({float})",
    ],
    "bool": [
        "p", "q", "True", "{int} < {int}", "{int} == {int}", "{int} != {float}", "{float} >= {float}", "{str} == {str}", "{str} < {str}",
        "{bool} and {bool}", "{bool} or {bool}", "not {bool}", "not {str}", "not {ints}", "not {int}", "bool({dict})", "{bool} == {bool}",
        "{str} in {str}", "{int} in {ints}", "{int} not in {ints}", "{str} in {dict}", "{str} in {strs}", "{str}.startswith({str})",
        "{str}.endswith({str})", "{int} < {int} <= {int}", "any({ints})", "all({strs})", "any(a > {int} for a in {ints})",
        "all(a for a in {ints} if a != {int})", "{ints} == {ints}", "o.note is None", "{v} is None", "{v} == 1", "bool({v})", "not {v}",
        "{v} == {str}", "isinstance({v}, list)", "{day} < {day}", "{at} == {at}", "{gap} > {gap}", "{order} in {orders}",
        "{bool} == {int}", "any(a.note for a in {orders})", "any({int} // a > 1 for a in {ints})", "{nested} == m", "{order} == o",
    ],
    "str": [
        "s", "t", "'a'", "''", "{str} + {str}", "{str} * 2", "{str}.upper()", "{str}.strip()", "{str}[{int}]", "{str}[1:]", "{str}[:{int}]",
        "{str}[{int}:{int}]", "{str}[::-1]", "str({int})", "str({bool})", "f'{{{int}}}-{{{str}}}'", "f'{{{float}:.2f}}'", "f'{{{int}:05d}}'",
        "f'{{{int}:,}}'", "f'{{{str}:>6}}|'", "f'{{{bool}}}'", "','.join({strs})", "{str}.replace('a', {str})", "{str} or {str}",
        "{str} if {bool} else {str}", "{strs}[0]", "o.note or {str}", "str({day})", "{at}.isoformat()", "f'{{{at}}}'", "min({strs})",
        "{str}.removeprefix({str})", "{str}.rjust(4, '*')", "{str}.zfill(4)", "{str}.lstrip('a ')", "str(o.note)", "'-'.join({str})",
        "f'{{{day}:%d/%m/%Y}}'", "json.dumps({dict}, ensure_ascii=False)", "json.dumps({strs}, ensure_ascii=False)", "f'{{{float}:+,.1f}}'", "f'{{{float}:.1%}}'",
    ],
    "ints": [
        "xs", "[]", "[{int}]", "[{int}, {int}]", "{ints} + {ints}", "[*{ints}, {int}]", "{ints}[1:]", "{ints}[:{int}]", "{ints}[::-1]",
        "{ints}[{int}:{int}]", "sorted({ints})", "sorted({ints}, reverse=True)", "[a + 1 for a in {ints}]", "[a for a in {ints} if a > {int}]",
        "[a for b in {nested} for a in b]", "[len(a) for a in {strs}]", "list(range(3))", "list(reversed({ints}))", "{ints} or {ints}",
        "{ints} if {bool} else {ints}", "{nested}[0]", "list({dict}.values())", "sorted({ints}, key=lambda a: (a % 2, -a))", "[a.rows for a in {orders}]",
        "[a * b for a, b in zip({ints}, {ints})]", "[a * {int} for a in {ints} if a if a != 2]", "list(map(lambda a: a - {int}, {ints}))",
        "list(filter(lambda a: a > 0, {ints}))", "[a for a in {ints} for b in {strs} if b]", "{ints}[::2]", "[a if a > 0 else {int} for a in {ints}]",
    ],
    "floats": ["ys", "[{float}]", "sorted({floats})", "[a * 2.0 for a in {floats}]", "{floats}[:2]"],
    "strs": [
        "ss", "[{str}]", "[{str}, {str}]", "{str}.split(',')", "{str}.split()", "sorted({strs})", "[a.upper() for a in {strs}]",
        "[f'{{a}}{{b}}' for a, b in enumerate({strs})]", "sorted({dict})", "[str(a) for a in {ints}]", "list({str})", "o.tags", "{strs}[::-1]",
        "[a for a in {strs} if a]", "{strs} + {strs}", "[b for a in {orders} for b in a.tags]", "list({str}.partition('a'))[:2]",
        "sorted({strs}, key=len)", "[a for a in {str} if a != 'a']",
    ],
    "nested": ["m", "[{ints}]", "[{ints}, {ints}]", "{nested}[1:]", "[[a] for a in {ints}]", "[a for a in {nested} if a]", "{nested} + {nested}",
               "[*{nested}, {ints}]", "list(reversed({nested}))", "[sorted(a) for a in {nested}]", "sorted([[{int}]], key=len)"],
    "dict": ["d", "{{'k': {int}}}", "{{**{dict}, 'z': {int}}}", "{{a: len(a) for a in {strs}}}", "{{a: b + 1 for a, b in {dict}.items()}}",
             "{dict} | {dict}", "{{str(a): a for a in {ints}}}", "dict(zip({strs}, {ints}))"],
    "order": ["o", "{orders}[0]", "{order} if {bool} else o", "max({orders}, key=lambda a: a.rows)"],
    "orders": ["os", "[o]", "sorted({orders}, key=lambda a: (a.rows, a.day))", "[a for a in {orders} if a.tags]", "{orders}[:1]"],
    "day": ["day", "o.day", "{day} + timedelta(days={int})", "{day} - timedelta(days=1)", "{at}.date()", "{order}.day", "min({day}, day)"],
    "at": ["at", "{at} + {gap}", "{at} - timedelta(hours=5)", "max({at}, at)"],
    "gap": ["gap", "{gap} + {gap}", "{at} - {at}", "{day} - {day}", "timedelta(minutes={int})", "{gap} * 2", "-{gap}"],
    "v": ["v", "{v}['a']", "{v}[0]", "{v} or {v}", "[{v}, {v}][0]"],
    "any": ["{{'a': {int}, 'b': {ints}, 'c': {nested}, 'd': {v}}}", "[{v}, {v}]", "[{ints}, {nested}]", "({int}, {ints}, {v})", "{orders}", "{v}",
            "[[a, b] for a in {ints} for b in {strs}]", "{{{int}, {int}}}", "{{a % 3 for a in {ints}}}", "list(enumerate({nested}))",
            "list(zip({nested}, {strs}))", "[{{'a': a, 'b': [a]}} for a in {nested}]", "list({dict}.items())", "{day}", "{at}", "{gap}"],
}  # fmt: skip


@st.composite
def sources(draw, kind: str | None = None, depth: int = 3) -> str:
    """Source text of a kind; deeper forms in parentheses where they stand inside others."""
    kind = kind or draw(st.sampled_from(sorted(FORMS)))
    forms = [form for form in FORMS[kind] if "{" not in form.replace("{{", "")] if depth == 0 else FORMS[kind]
    form = draw(st.sampled_from(forms or FORMS[kind][:1]))
    inside = 0 if form.startswith("f'") else depth  # Python 3.11 takes no quotes inside an f-string's braces
    return form.format(**{name: _Hole(draw, name, inside, quotes=inside > 0 or depth == 0) for name in FORMS})


class _Hole:
    """Stands for a kind in a form; each use draws another source."""

    def __init__(self, draw, kind: str, depth: int, quotes: bool) -> None:
        self.draw, self.kind, self.depth, self.quotes = draw, kind, depth, quotes

    def __format__(self, spec: str) -> str:
        inner = self.draw(sources(self.kind, max(self.depth - 1, 0)))
        while not self.quotes and "'" in inner:
            inner = self.draw(sources(self.kind, 0))
        return inner if inner.isidentifier() or inner.isdigit() else f"({inner})"
