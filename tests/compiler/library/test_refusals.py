"""What cannot be exact is refused, and the spelling that the refusal names is accepted."""

import pytest

from compiler.forms.types import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    NONE,
    STR,
    DictOf,
    EnumOf,
    ListOf,
    Scalar,
    SetOf,
    TupleOf,
    Type,
    Union,
)
from compiler.passes.emit.expressions import Scope, render
from tests.compiler.expressions.reading import Refused, read
from tests.compiler.expressions.tables.values import ORDER, Color, Order

NAMES: dict[str, Type] = {
    "a": INT, "x": FLOAT, "p": BOOL, "s": STR, "xs": ListOf(INT), "ss": ListOf(STR), "fs": ListOf(FLOAT),
    "d": DictOf(STR, INT),
    "o": ORDER, "day": Scalar.DATE, "at": Scalar.DATETIME, "dec": Scalar.DECIMAL, "v": ANY, "n": Union((INT, NONE)),
    "c": EnumOf("Color", (("RED", "red"), ("BLUE", "blue")), Color), "t": TupleOf((INT, STR)), "u": Union((INT, STR)),
    "ns": Union((STR, NONE)), "st": SetOf(INT), "ps": ListOf(BOOL),
}  # fmt: skip

REFUSED = [
    ("s + a", "`+` between `str` and `int`", "f'{s}{a}'"),
    ("n + 1", "`+` between `int | None` and `int`", "(n or 0) == 1"),
    ("n < 1", "the value may be None", None),
    ("v + 1", "`+` between `Any` and `int`", None),
    ("v < 1", "the value's type is not known", None),
    ("v == xs", "in opaque JSON", None),
    ("x ** 2", "`**` of a float is not exact", "x * x"),
    ("a ** -1", "`**` with a negative exponent", "1 / a ** 1"),
    ("a << a", "`<<` of numbers has no exact JSONata", "a << 1"),
    ("a / 0", "`/` by zero always fails", None),
    ("dec / dec", "`/` between `Decimal` and `Decimal`", "dec * dec"),
    ("dec + x", "`+` between `Decimal` and `float`", "dec + Decimal('1.5')"),
    ("dec == x", "would compare text with a number", "dec == Decimal(a)"),
    ("Decimal(x)", "`Decimal()` of `float`", "Decimal(f'{x:.2f}')"),
    ("sum([dec])", "the number 0", "sum([dec], Decimal(0))"),
    ("dec.quantize(dec)", "a constant step", "dec.quantize(Decimal('0.01'))"),
    ("f'{dec:.3g}'", "on `Decimal`", "f'{dec:.2f}'"),
    ("s == a", "can never be equal", None),
    ("a is 3", "asks for one object", "a == 3"),
    ("xs == ps", "compares `bool` with numbers inside a collection", None),
    ("a in v", "does not look into `Any`", None),
    ("a in s", "takes a `str`", None),
    ("s % s", "the template before `%`", "f'{s}'"),
    ("str(c)", "Python name", "c.value"),
    ("str(xs)", "Python's text for `list[int]`", "json.dumps(xs)"),
    ("str(v)", "Python's text for `Any`", None),
    ("f'{o}'", "Python's text for `Order`", None),
    ("f'{xs!r}'", "writes Python source", "json.dumps(xs)"),
    ("f'{s!a}'", "writes Python source", "f'{s}'"),
    ("f'{x:.3g}'", "is not compiled", "f'{x:.2f}'"),
    ("f'{x:,}'", "is not compiled", "f'{x:,.2f}'"),
    ("f'{x:.20f}'", "more than 11 decimal places", "f'{x:.11f}'"),
    ("f'{s:d}'", "does not fit a `str`", None),
    ("f'{day:%U}'", "`%U` of `strftime`", "f'{day:%d.%m.}'"),
    ("re.search(s, s)", "must be constants", "re.search('a', s)"),
    ("re.search('a*', s)", "match nothing", "re.search('a+', s)"),
    (r"re.search(r'\d', s)", "of all scripts", "re.search('[0-9]', s)"),
    ("re.search('(?i)a', s)", "flags inside", "re.search('[aA]', s)"),
    (r"re.search(r'\ba', s)", "not compiled", None),
    ("re.search('(a)?b', s)", "may take no part", "re.search('(?:a)?b', s)"),
    ("re.findall('(a)', s)", "with groups", "re.findall('(?:a)', s)"),
    ("re.sub('a', s, s)", "must be a constant", "s.replace('a', s)"),
    (r"re.sub('a', r'\n', s)", "in what replaces", None),
    ("re.search('(', s)", "is no pattern", None),
    ("s.istitle()", "Unicode's tables", "s == s.title()"),
    ("s.isidentifier()", "Unicode's tables", None),
    ("s.isprintable()", "Unicode's tables", None),
    ("s.translate(d)", "a constant table", "s.replace('a', 'b')"),
    ("s.rsplit(',')", "is `split`", "s.split(',')"),
    ("s.rsplit(s, 1)", "a constant separator", "s.rsplit('.', 1)"),
    ("s.split(None, 2)", "without a separator", "s.split(' ', 2)"),
    ("s.split('')", "an empty separator always fails", None),
    ("s.replace('', '-')", "of an empty string", None),
    ("s.startswith(a)", "a prefix is a `str`", None),
    ("','.join(xs)", "takes strings, got `int`", "','.join([str(one) for one in xs])"),
    ("float('-inf')", "JSON has no number", None),
    ("int(n)", "`int()` of `int | None`", None),
    ("int(v)", "`int()` of `Any`", None),
    ("round(x, a)", "must be a constant", "round(x, 2)"),
    ("math.log(x)", "no exact JSONata", None),
    ("math.pow(x, 2)", "no exact JSONata", "x * x"),
    ("len(n)", "has no length", None),
    ("len(v)", "has no length", None),
    ("[one for one in v]", "cannot be iterated", None),
    ("xs['a']", "an index is an `int`", None),
    ("t[2]", "the tuple has 2 items", "t[1]"),
    ("st[0]", "cannot be subscripted", "sorted(st)[0]"),
    ("d[x]", "has no keys of type `float`", None),
    ("xs[::0]", "step cannot be zero", None),
    ("xs[3:0:-1]", "runs forwards only", "xs[1:4][::-1]"),
    ("tuple(xs)", "length is not known", "list(xs)"),
    ("sum(ss)", "`sum()` adds numbers", "''.join(ss)"),
    ("sorted([v])", "the value's type is not known", None),
    ("sorted([n])", "the value may be None", None),
    ("xs.append(a)", "may only stand as a statement", "[*xs, a]"),
    ("xs.sort()", "may only stand as a statement", "sorted(xs)"),
    ("d.update(d)", "may only stand as a statement", "{**d, **d}"),
    ("reversed(st)", "would show its order", None),
    ("json.dumps(x)", "of a float is not exact", "json.dumps(f'{x:.2f}')"),
    ("json.dumps(fs)", "of a float is not exact", None),
    ("json.dumps(v)", "opaque JSON could meet floats", None),
    ("json.dumps(day)", "refuses `date`", "json.dumps(str(day))"),
    ("json.dumps(o)", "refuses `Order`", None),
    ("json.dumps(xs, indent=a)", "`indent=` must be a constant", "json.dumps(xs, indent=2)"),
    ("json.dumps(xs, indent=2, separators=(',', ':'))", "does not go with", "json.dumps(xs, indent=2)"),
    ("datetime.now()", "the machine's zone", "datetime.now(UTC)"),
    ("datetime.fromtimestamp(x)", "the machine's zone", "datetime.fromtimestamp(x, UTC)"),
    ("timedelta(days=x)", "is not exact", "timedelta(days=a)"),
    ("day + a", "`+` between `date` and `int`", "day + timedelta(days=a)"),
    ("day - at", "`-` between `date` and `datetime`", None),
    ("isinstance(v, int)", "cannot be told apart", "isinstance(v, (int, float))"),
    ("urllib.parse.quote(a)", "`str` is needed", "urllib.parse.quote(str(a))"),
    ("urllib.parse.quote(s, s)", "a constant of ASCII", "urllib.parse.quote(s, '/:')"),
    ("urllib.parse.urlencode(xs)", "takes a dict", "urllib.parse.urlencode(d)"),
    ("urllib.parse.urlencode({'a': v})", "of `Any`", None),
    ("os.path.join(s, a)", "a path is a `str`", "os.path.join(s, str(a))"),
    ("functools.reduce(lambda m, n: m / n, xs)", "the function gives `float`", "sum(xs)"),
    ("zip(xs, xs, strict=True)", "comes to the end", None),
    ("min(s, a)", "between `str | int`", None),
    ("len(a, a)", "takes one argument, got 2", None),
    ("round(number=x, digits=2)", "has no keyword `digits`", "round(number=x, ndigits=2)"),
    ("abs()", "lacks `x`", None),
]  # fmt: skip


@pytest.mark.parametrize(("source", "message", "instead"), REFUSED, ids=lambda one: str(one))
def test_refused_with_what_to_write_instead(source, message, instead):
    with pytest.raises(Refused) as refused:
        read(source, NAMES)
    assert message in str(refused.value)
    if instead is not None:
        render(read(instead, NAMES), Scope())


def test_a_record_that_decides_its_own_truth_is_refused():
    class Empty(Order):
        def __bool__(self):
            return False

    record = type(ORDER)("Empty", ORDER.fields, ORDER.kind, Empty)
    with pytest.raises(Refused, match="decides its own truth"):
        read("not o", {"o": record})
