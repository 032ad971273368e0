"""A key that stands twice in an object of the text: JSON readers take the last and forget the first.

    {"Type": "Pass", "Result": 1, "Result": 2, "End": true}

RFC 8259 leaves open what a reader does with it.
"""

from collections.abc import Iterator
from typing import Any

from compiler.diagnostics.codes import definitions as codes
from compiler.passes.validate.model import Findings, View
from compiler.passes.validate.reader import escape
from compiler.passes.validate.rules.rule import Rule


def check(view: View, findings: Findings) -> None:
    """Look for the objects that the reader noted; states defined twice are an error of their own."""
    if not view.duplicates:
        return
    states = {id(scope.body.get("States")) for scope in view.scopes}
    for pointer, value in _objects(view.definition, ""):
        for key in view.duplicates.get(id(value), ()) if id(value) not in states else ():
            message = f"the key `{key}` stands twice here, and the last one counts"
            findings.add(codes.DUPLICATE_KEY, message, f"{pointer}/{escape(key)}", on_key=True)


def _objects(value: Any, pointer: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict):
        yield pointer, value
        for key, item in value.items():
            yield from _objects(item, f"{pointer}/{escape(key)}")
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _objects(item, f"{pointer}/{number}")


RULE = Rule("duplicate-keys", "https://www.rfc-editor.org/rfc/rfc8259#section-4", check)
