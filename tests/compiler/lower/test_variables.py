"""Variables of machines inside machines avoid each other: Step Functions refuses inner assignments of outer names."""

from compiler.passes.lower.place import Variables, missed


def test_a_taken_name_is_counted():
    variables = Variables()
    assert [variables.take("n"), variables.take("n"), variables.take("m")] == ["n", "n_2", "m"]


def test_an_inner_machine_avoids_outer_names_and_the_other_way_round():
    outer = Variables()
    outer.take("n")
    inner = Variables(outer)
    assert inner.take("n") == "n_2"
    assert outer.take("n_2") == "n_2_2"


def test_machines_side_by_side_may_use_the_same_name():
    outer = Variables()
    assert [Variables(outer).take("row"), Variables(outer).take("row")] == ["row", "row"]


def test_a_handler_of_one_failure_would_catch_the_others_too():
    both = frozenset(("IndexError", "KeyError"))
    assert missed(("IndexError", "States.QueryEvaluationError"), both) == {"KeyError"}
    assert missed(("IndexError", "KeyError", "States.QueryEvaluationError"), both) == frozenset()
    assert missed(("States.ALL",), both) == frozenset()
