"""The nearest name to one that is not there.

did_you_mean("exprot", ("export", "load"))      did you mean `export`?
"""

import difflib
from collections.abc import Iterable

_SHORT = 3
"""Letters of a name in which one wrong letter is already a third."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """A help text with the closest known name; None where none is close."""
    candidates = sorted({one for one in known if not one.startswith("_") or name.startswith("_")})
    close = difflib.get_close_matches(name, candidates, 1, 0.72 if len(name) > _SHORT else 0.6)
    if not close:
        close = [one for one in candidates if one.lower() == name.lower()][:1]
    return f"did you mean `{close[0]}`?" if close else None
