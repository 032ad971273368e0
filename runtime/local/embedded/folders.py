"""Where what is fetched or prepared for this machine is kept between runs.

    cache_folder()      ~/.cache/statemill

Packages keep their dependencies in the same folder, so that one variable moves all of it.
"""

import os
from pathlib import Path


def cache_folder() -> Path:
    """`$STATEMILL_CACHE`, else `$XDG_CACHE_HOME/statemill`, else `~/.cache/statemill`; it need not exist yet."""
    if chosen := os.environ.get("STATEMILL_CACHE"):
        return Path(chosen)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "statemill"
