"""The evaluator's interface over the `jsonata-python` distribution, until the engine's own evaluator is there.

compile("$x + 1").evaluate({"x": 1})      # 2
"""

from collections.abc import Mapping
from typing import Any

import jsonata
from jsonata.jexception import JException

UNDEFINED: Any = type("Undefined", (), {"__repr__": lambda _: "UNDEFINED"})()


class JsonataError(Exception):
    """An expression failed."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class Expression:
    """A compiled expression."""

    def __init__(self, source: str) -> None:
        # Inside an object, null and nothing can be told apart: nothing leaves the key out.
        self._source = f'{{"value": ({source})}}'
        self._program = jsonata.Jsonata(self._source)

    def evaluate(self, bindings: Mapping[str, Any]) -> Any:
        """The value, or UNDEFINED."""
        program = jsonata.Jsonata(self._source)
        frame = program.create_frame()
        for name, value in bindings.items():
            frame.bind(name, value)
        try:
            found = program.evaluate(None, frame)
        except JException as error:
            raise JsonataError(str(error.error), str(error)) from error
        return _plain(found["value"]) if "value" in found else UNDEFINED


def compile(source: str) -> Expression:  # noqa: A001 - the interface's name
    """Compile an expression."""
    try:
        return Expression(source)
    except JException as error:
        raise JsonataError(str(error.error), str(error)) from error


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    return value
