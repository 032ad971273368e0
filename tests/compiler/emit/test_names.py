"""State names: the author's words, unique, short enough, and the same after unrelated edits."""

from compiler.diagnostics.span import NOWHERE
from compiler.passes.emit.graph import LONGEST_NAME, Emission


def names(*wanted: str) -> list[str]:
    emission = Emission()
    return [emission.name(one, NOWHERE) for one in wanted]


def test_the_second_of_a_name_is_counted():
    assert names("load", "load", "alert", "load") == ["load", "load 2", "alert", "load 3"]


def test_a_counted_name_that_an_author_chose_is_passed_over():
    assert names("load 2", "load", "load") == ["load 2", "load", "load 3"]


def test_long_names_are_cut_and_stay_unique():
    first, second = names("x" * 100, "x" * 100)
    assert (len(first), len(second)) == (LONGEST_NAME, LONGEST_NAME)
    assert first.endswith("…")
    assert second.endswith("… 2")


def test_white_space_is_one_blank_and_nothing_is_a_state():
    assert names("a\n  b", "  ") == ["a b", "State"]


def test_names_of_others_do_not_change_a_name():
    assert names("alert", "load", "load")[1:] == names("load", "load")
