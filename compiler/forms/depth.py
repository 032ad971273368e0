"""Room for deep programs: passes walk trees by recursion, and a chain of 300 `elif`s is 300 levels deep.

with deep_recursion():
    flow = lower(program, key, report)
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

DEEPEST = 20_000
"""Python frames; from 3.11 on, a Python function calling another takes no room on the C stack."""


@contextmanager
def deep_recursion() -> Iterator[None]:
    """Allow deep recursion inside the block."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(max(before, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(before)
