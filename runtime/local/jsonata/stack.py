"""Room for recursion: expressions nest deeper than Python's default of 1,000 frames allows.

    with_room()      # before parsing or evaluating; cheap when there is room already

`frames.DEEPEST_CALLS` is met long before this room is used up.
"""

import sys

_FRAMES = 20_000
"""What the deepest allowed recursion of an expression takes (`frames.DEEPEST_CALLS` calls of some fifteen frames)."""


def with_room() -> None:
    """Raise the interpreter's recursion limit where it is lower; Python frames do not use the C stack."""
    if sys.getrecursionlimit() < _FRAMES:
        sys.setrecursionlimit(_FRAMES)
