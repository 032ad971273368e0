"""What an expression takes from outside besides its variables: the moment, and chance.

with outside(now=clock.now, random=random.Random(7)):
    compile("$now()").evaluate({})        # the clock's moment, and what follows from the seed alone

Whoever runs an expression a second time and needs the same value gives both.
"""

import random as chance
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_NOW: ContextVar[Callable[[], float] | None] = ContextVar("now", default=None)
_RANDOM: ContextVar[chance.Random | None] = ContextVar("random", default=None)


@contextmanager
def outside(now: Callable[[], float], random: chance.Random) -> Iterator[None]:
    """Take the moment (seconds since 1970) and chance from here, in this thread, while the block runs."""
    before, drawn = _NOW.set(now), _RANDOM.set(random)
    try:
        yield
    finally:
        _NOW.reset(before)
        _RANDOM.reset(drawn)


def moment() -> datetime:
    """Now, in UTC."""
    now = _NOW.get()
    return datetime.now(UTC) if now is None else datetime.fromtimestamp(now(), UTC)


def fraction() -> float:
    """A number from 0 up to 1."""
    source = _RANDOM.get()
    return chance.random() if source is None else source.random()  # noqa: S311 - not for secrets


def identifier() -> str:
    """A UUID of version 4."""
    source = _RANDOM.get()
    return str(uuid.uuid4() if source is None else uuid.UUID(int=source.getrandbits(128), version=4))
