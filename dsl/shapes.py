"""What decorated functions look like to a type checker: callables with their own signature, and with_options on steps.

    reveal_type(export_orders)          Step[[day: date], Export]
    reveal_type(export_orders(today))   Export

Only type checkers read this file: at run time a decorated function is the very function that was written.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import ParamSpec, Protocol, TypeVar

from dsl.retries import Retry

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
R = TypeVar("R")


class Step(Protocol[P, R_co]):
    """A step or activity: called as written, and with other options for one call."""

    __name__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Run it."""

    def with_options(
        self,
        *,
        timeout: timedelta | None = ...,
        heartbeat: timedelta | None = ...,
        retry: Retry | tuple[Retry, ...] | None = ...,
    ) -> "Step[P, R_co]":
        """The same step with other options for the calls made of it."""


class Block(Protocol[P, R_co]):
    """A `@serial` or `@parallel` block: called as written."""

    __name__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Run its statements."""


class Pipeline(Protocol[P, R_co]):
    """A pipeline: called as written, it runs as plain Python."""

    __name__: str

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Run it as plain Python."""


class StepDecorator(Protocol):
    """`@step(…)`: keeps a function's signature and adds with_options."""

    def __call__(self, function: Callable[P, R], /) -> Step[P, R]:
        """Decorate."""


class BlockDecorator(Protocol):
    """`@serial(name=…)`: keeps a function's signature."""

    def __call__(self, function: Callable[P, R], /) -> Block[P, R]:
        """Decorate."""


class PipelineDecorator(Protocol):
    """`@pipeline(…)`: keeps a function's signature."""

    def __call__(self, function: Callable[P, R], /) -> Pipeline[P, R]:
        """Decorate."""


__all__ = ["Block", "BlockDecorator", "Pipeline", "PipelineDecorator", "Step", "StepDecorator"]
