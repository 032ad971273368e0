"""A built-in function: a Python function behind a signature.

    Native("abs", "<n-:n>", 1, abs_of)

The signature checks and fills the arguments before the Python function sees them.
"""

from collections.abc import Callable
from typing import Any

from runtime.local.jsonata.errors import JsonataError
from runtime.local.jsonata.frames import Run
from runtime.local.jsonata.signatures import signature_of
from runtime.local.jsonata.values import UNDEFINED, Function


class Native(Function):
    """A built-in. `runs` says that the Python function takes the evaluation's `Run` first."""

    __slots__ = ("arity", "implementation", "name", "runs", "signature")

    def __init__(
        self, name: str, signature: str, arity: int, implementation: Callable[..., Any], *, runs: bool = False
    ) -> None:
        self.name: str = name
        self.arity = arity
        self.implementation = implementation
        self.runs = runs
        self.signature = signature_of(signature)

    def call(self, arguments: list[Any], context: Any, run: Run) -> Any:
        """The function's result; an error that does not say which function it is about gets this one's name."""
        checked = arguments
        try:
            checked = self.signature.arguments(self.name, arguments, context)
            return self.implementation(run, *checked) if self.runs else self.implementation(*checked)
        except JsonataError as error:
            error.details.setdefault("token", self.name)
            raise
        except OverflowError:
            raise JsonataError("D1001", token=self.name, value=None) from None
        except (TypeError, AttributeError):
            # Signatures let nothing pass where a value is needed; with all arguments there, it would be our own bug.
            missing = next((index for index, value in enumerate(checked, start=1) if value is UNDEFINED), None)
            if missing is None:
                raise
            raise JsonataError("T0410", token=self.name, index=missing) from None
