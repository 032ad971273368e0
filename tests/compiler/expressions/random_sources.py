"""Random well-typed expressions as source text, with values for the names that they use."""

from datetime import date, datetime, timedelta
from pathlib import Path

from hypothesis import strategies as st

from compiler.forms.types import ANY, BOOL, FLOAT, INT, STR, DictOf, ListOf, Scalar, Type
from tests.compiler.expressions.tables.values import ORDER, Order

NAMES: dict[str, Type] = {
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
        "i": WHOLE, "j": WHOLE, "x": FRACTION, "y": FRACTION, "p": st.booleans(), "q": st.booleans(), "s": WORDS,
        "t": WORDS,
        "xs": st.lists(WHOLE, max_size=4), "ys": st.lists(FRACTION, max_size=4), "ss": st.lists(WORDS, max_size=4),
        "m": st.lists(st.lists(WHOLE, max_size=3), max_size=3),
        "d": st.dictionaries(st.sampled_from("abc"), WHOLE, max_size=3),
        "o": ORDERS, "os": st.lists(ORDERS, max_size=3), "day": DAYS,
        "at": st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),  # noqa: DTZ001 - naive on purpose
        "gap": st.integers(-(10**6), 10**6).map(lambda n: timedelta(seconds=n / 4)), "v": JSON,
    }
)  # fmt: skip


def _read_forms() -> dict[str, list[str]]:
    """The forms of each kind; `forms.txt` says how they are written."""
    forms: dict[str, list[str]] = {}
    for line in Path(__file__).with_name("forms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            forms[line[3:]] = []
        elif line and not line.startswith("# "):
            forms[list(forms)[-1]].append(line)
    return forms


FORMS = _read_forms()


@st.composite
def sources(draw, kind: str | None = None, depth: int = 3) -> str:
    """Source text of a kind; deeper forms in parentheses where they stand inside others."""
    kind = kind or draw(st.sampled_from(sorted(FORMS)))
    forms = [form for form in FORMS[kind] if "{" not in form.replace("{{", "")] if depth == 0 else FORMS[kind]
    form = draw(st.sampled_from(forms or FORMS[kind][:1]))
    inside = 0 if form.startswith("f'") else depth  # Python 3.11 takes no quotes inside an f-string's braces
    return str(form).format(**{name: _Hole(draw, name, inside, quotes=inside > 0 or depth == 0) for name in FORMS})


class _Hole:
    """Stands for a kind in a form; each use draws another source."""

    def __init__(self, draw, kind: str, depth: int, quotes: bool) -> None:
        self.draw, self.kind, self.depth, self.quotes = draw, kind, depth, quotes

    def __format__(self, spec: str) -> str:
        inner = self.draw(sources(self.kind, max(self.depth - 1, 0)))
        while not self.quotes and "'" in inner:
            inner = self.draw(sources(self.kind, 0))
        return inner if inner.isidentifier() or inner.isdigit() else f"({inner})"
