"""When states that several callers need stand once, and each caller enters them: the one policy for it.

    worth_entering(calls=2, states=5)      True: 10 states become 5 and the Choice that sends each caller back

Whoever enters takes one transition more, on the way back, and a transition costs money; states do not.
"""

LEAST_STATES = 2
"""Fewer states are always written out: each call would double what it takes."""
LEAST_SAVED = 3
"""States that must be saved: fewer are not worth the transitions."""


def worth_entering(calls: int, states: int) -> bool:
    """Whether so many calls had better enter so many states that stand once."""
    return states >= LEAST_STATES and (calls - 1) * states - 1 >= LEAST_SAVED
