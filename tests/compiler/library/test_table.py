"""The table of operations holds together: keys are unique, every entry is found, and computed by some test."""

import datetime as dt

import pytest

from compiler.forms import expressions
from compiler.forms.types import ANY, BOOL, INT, STR, DictOf, ListOf, LiteralOf, Scalar
from compiler.library import attribute, function, functions, method, methods_of
from compiler.library.checks.operations import checked
from compiler.library.prelude import FUNCTIONS, with_prelude
from compiler.library.signature import Arguments, Refusal, Signature
from compiler.library.table import TABLE, entry
from compiler.library.variables import RESERVED, variable_name
from tests.compiler.expressions.reading import Refused, read
from tests.compiler.expressions.tables import GROUPS
from tests.compiler.library.test_refusals import NAMES, REFUSED

ELSEWHERE = {"filled", "error.args@", "re.Match.group", "re.Match.groups"} | {
    one.key for one in TABLE if "[]" in one.key or "[:]" in one.key
}
"""Computed by `test_errors` and by the cases of changes in place and of failing expressions, because Python has no such
value to compare with."""

NOT_REPEATABLE = {"random.random", "uuid.uuid4", "time.time", "datetime.now"}
"""What gives another value each time: nothing to compare."""


def test_keys_are_unique():
    assert len({one.key for one in TABLE}) == len(TABLE)


@pytest.mark.parametrize("one", TABLE, ids=lambda one: one.key)
def test_every_entry_can_be_found(one):
    assert entry(one.key) is one
    if one.python is not None:
        assert function(one.python) is one


def test_found_by_callable_receiver_and_name():
    assert function(len) is entry("len")
    assert function(dt.date.fromisoformat) is entry("date.fromisoformat")
    assert function(dt.datetime.fromisoformat) is entry("datetime.fromisoformat")
    assert function(open) is None
    assert method(STR, "upper") is entry("str.upper")
    assert method(LiteralOf(("a", "b")), "upper") is entry("str.upper")
    assert method(DictOf(STR, INT), "get") is entry("dict.get")
    assert method(ANY, "upper") is None
    assert attribute(Scalar.DATE, "year") is entry("date.year@")
    assert "upper" in methods_of(STR)
    assert "append" in methods_of(ListOf(INT))
    assert "sorted" in functions()


def _operations(node, found):
    if isinstance(node, expressions.Operation):
        found.add(node.name)
    if isinstance(node, tuple):
        for part in node:
            _operations(part, found)
    elif type(node).__module__ == expressions.__name__:
        for name in node.__slots__:
            _operations(getattr(node, name), found)


def test_every_entry_is_computed_or_refused_by_a_test():
    found = NOT_REPEATABLE | ELSEWHERE
    for group in GROUPS:
        for source in filter(None, map(str.strip, group.sources.splitlines())):
            _operations(read(source, group.types, **group.more), found)
    missing = [one.key for one in TABLE if one.key not in found and not _is_refused(one)]
    assert not missing


LEFT_TO_A_CATCH = {
    "base64.b64decode",
    "bytes.decode",
    "date",
    "date.replace",
    "datetime",
    "datetime.fromisoformat",
    "datetime.replace",
    "datetime.strptime",
    "json.loads",
    "time",
    "time.replace",
    "uuid.UUID",
}
"""What can fail in a way that no question asks for: a handler cannot read such an error."""


def test_what_can_fail_has_its_checks():
    fallible = {one.key for one in TABLE if one.fails}
    assert fallible - set(checked()) == LEFT_TO_A_CATCH
    assert set(checked()) <= fallible


def _is_refused(one):
    """Whether some refused source calls it."""
    word = one.key.rpartition(".")[2]
    return any(f"{word}(" in source for source, *_ in REFUSED) or isinstance(_refusal(one), Refusal)


def _refusal(one):
    """What an entry that refuses whatever it is given says."""
    try:
        return one.returns(Arguments({}))
    except (KeyError, AttributeError, TypeError):
        return None


SIGNATURES = [
    ("x, /", 1, {}, ["x"]),
    ("x, y?", 1, {}, ["x"]),
    ("x, y?", 1, {"y": 0}, ["x", "y"]),
    ("x, *, key?", 1, {"key": 0}, ["x", "key"]),
    ("*values, key?", 3, {}, []),
    ("x, /", 0, {}, "lacks `x`"),
    ("x, /", 2, {}, "takes one argument, got 2"),
    ("x, /", 0, {"x": 0}, "has no keyword `x`"),
    ("x, y?", 1, {"x": 0}, "gets `x` twice"),
    ("", 1, {}, "takes no arguments"),
]


@pytest.mark.parametrize(("text", "positions", "keywords", "expected"), SIGNATURES)
def test_signatures(text, positions, keywords, expected):
    bound = Signature.of(text).bind("f()", list(range(positions)), keywords)
    if isinstance(expected, str):
        assert isinstance(bound, Refusal)
        assert expected in bound.message
    else:
        assert isinstance(bound, Arguments)
        assert list(bound.named) == expected
        assert len(bound.rest) == (positions if "*values" in text else 0)


def test_variables_do_not_hide_functions():
    assert variable_name("count") == "count_"
    assert variable_name("count_") == "count__"
    assert variable_name("day") == "day"
    assert set(FUNCTIONS) < RESERVED


def test_the_prelude_holds_what_is_called_in_order():
    text = with_prelude("$roundedTo($x, 100)")
    assert text.index("$scaledTo :=") < text.index("$roundedTo :=")
    assert with_prelude("$x + 1") == "$x + 1"


def test_refusals_come_with_the_types_they_speak_of():
    with pytest.raises(Refused, match=r"`\+` between `int \| None` and `bool`"):
        read("n + p", {**NAMES, "p": BOOL})
