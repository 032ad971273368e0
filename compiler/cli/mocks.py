"""The option `--mock`: answers that are given by hand.

read_mocks(["alert=null", "load=mocks:load"])      # {"alert": None, "load": a function of the Call}
"""

import json
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from runtime.local import Call, Takes
from runtime.local.engine.json_text import as_json
from runtime.local.functions import failure_of

mock_option = click.option(
    "--mock", "mocks", multiple=True, metavar="STEP=ANSWER", help="JSON, or module:function; may be given again."
)


def read_mocks(texts: Iterable[str]) -> dict[str, Any]:
    """The mocks by name; click.UsageError."""
    return dict(_mock(text) for text in texts)


def _mock(text: str) -> tuple[str, Any]:
    """`alert={"sent": true}`, or `alert=mocks:alert`, a function that takes the task's arguments."""
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"--mock {text} has no `=`; write --mock STEP=JSON or --mock STEP=module:function")
    try:
        return name, as_json(json.loads(value))
    except (ValueError, TypeError, RecursionError):
        return name, _answer_of(_function(value))


def _answer_of(function: Callable[[Any], Any]) -> Callable[[Call], Any]:
    """A mock's function as an answer: what it raises is the step's failure."""

    def answer(call: Call) -> Any:
        try:
            found = function(call.arguments)
            return found if isinstance(found, Takes) else as_json(found)
        except Exception as error:
            raise failure_of(error) from error

    return answer


def _function(text: str) -> Any:
    module, colon, name = text.partition(":")
    if not colon:
        raise click.UsageError(f"--mock: `{text}` is neither JSON nor module:function")
    sys.path.insert(0, str(Path.cwd()))
    try:
        return getattr(import_module(module), name)
    except (ImportError, AttributeError) as error:
        raise click.UsageError(f"--mock: {error}") from None
    finally:
        sys.path.pop(0)
