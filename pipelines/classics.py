"""The two classics: one process after the other, and two processes side by side.

    statemill run pipelines/classics.py:first_then_second --input '{"name": "Ada"}'
    statemill run pipelines/classics.py:side_by_side --input '{"name": "Ada"}'

Each step takes the whole event and hands one on, so that the state machines are their states and nothing else.
A docstring would become a state's Comment, so there are none.
"""
# ruff: noqa: D103

from typing import Any

from dsl import parallel, pipeline, serial, step

Event = dict[str, Any]


@step(name="First Process", retry=None)
def first(event: Event, /) -> Event:
    return {**event, "first": True}


@step(name="Second Process", retry=None)
def second(event: Event, /) -> Event:
    return {**event, "second": True}


@serial
def in_order(event: Event, /) -> Event:
    return second(first(event))


@pipeline
def first_then_second(event: Event, /) -> Event:
    return in_order(event)


@step(name="Branch Process A", retry=None)
def branch_a(event: Event, /) -> Event:
    return {**event, "side": "A"}


@step(name="Branch Process B", retry=None)
def branch_b(event: Event, /) -> Event:
    return {**event, "side": "B"}


@parallel(name="Main Process")
def both_branches(event: Event, /) -> tuple[Event, Event]:
    a = branch_a(event)
    b = branch_b(event)
    return a, b


@pipeline
def side_by_side(event: Event, /) -> tuple[Event, Event]:
    return both_branches(event)
