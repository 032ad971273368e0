"""Putting a definition on a function: the one place that touches the function itself.

    attach(load, StepDefinition(function=load, name="load"))
    definition_of(load)                                    the definition; `load` is the same object as before

A decorator takes plain functions only: each call runs from start to end, so there is nothing to await or resume.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

from dsl.definitions import ATTRIBUTE, Definition, definition_of
from dsl.errors import Problems

TYPE_CHECKING = False  # importing typing would cost more than the rest of this package
if TYPE_CHECKING:
    from typing import Any


# code.co_flags, as the inspect module names them.
GENERATOR, COROUTINE, ASYNC_GENERATOR = 0x20, 0x80, 0x200

LONGEST_STATE_NAME = 80


def attach(function: Callable[..., Any], definition: Definition) -> None:
    """Make `definition` the function's own."""
    setattr(function, ATTRIBUTE, definition)


def check_function(decorator: str, function: object) -> Problems:
    """The list of problems for this decoration, with what is wrong about the function itself already noted."""
    name = getattr(function, "__name__", repr(function))
    problems = Problems(f"{decorator} {name}")
    if not problems.add(
        isinstance(function, FunctionType), f"it decorates {function!r}; decorate a function made by def"
    ):
        return problems
    assert isinstance(function, FunctionType)
    flags = function.__code__.co_flags
    problems.add(function.__name__ != "<lambda>", "it decorates a lambda; a definition needs a name, so use def")
    problems.add(not flags & (COROUTINE | ASYNC_GENERATOR), "it is async; write def without async")
    problems.add(not flags & GENERATOR, "it yields; return a list instead")
    already = definition_of(function)
    problems.add(already is None, f"it is already a {type(already).__name__}; keep one of the two decorators")
    return problems


def check_state_name(name: object, function: object, problems: Problems) -> str:
    """The name given, or the function's own; noted unless it is a text of 1 to 80 characters."""
    if name is None:
        return str(getattr(function, "__name__", ""))
    fine = isinstance(name, str) and name.strip() == name and name.isprintable()
    if problems.add(fine and bool(name), f"name is {name!r}; give a text without blanks at its ends"):
        size = len(str(name))
        problems.add(size <= LONGEST_STATE_NAME, f"name has {size} characters; a state's name has {LONGEST_STATE_NAME}")
    return str(name)


def check_machine_name(name: object, function: object, problems: Problems) -> str:
    """As `check_state_name`, for what becomes a resource of its own: letters, digits, `-` and `_` only."""
    checked = check_state_name(name, function, problems)
    plain = all(part.isascii() and part.isalnum() for part in checked.replace("-", "_").split("_") if part)
    problems.add(plain, f"name is {checked!r}; only letters, digits, - and _ are allowed")
    return checked
