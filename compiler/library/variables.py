"""Names that variables have in JSONata.

variable_name("count")      count_      because `$count` is a function
variable_name("rows")       rows
"""

import hashlib

from compiler.library.prelude import FUNCTIONS

_BUILT_IN = """
abs append average assert base64decode base64encode boolean ceil clone contains count decodeUrl
decodeUrlComponent distinct each encodeUrl encodeUrlComponent error eval exists filter floor formatBase
formatInteger formatNumber fromMillis hash join keys length lookup lowercase map match max merge millis min
not now number pad parse parseInteger partition power random range reduce replace reverse round shuffle sift
single sort split spread sqrt string substring substringAfter substringBefore sum toMillis trim type uppercase
uuid zip states
"""

RESERVED = frozenset(_BUILT_IN.split()) | frozenset(FUNCTIONS)
"""JSONata's functions and ours (a variable of that name would hide one), and the word that Step Functions keeps."""


_LONGEST = 80
"""How long Step Functions lets a variable's name be."""


def variable_name(name: str) -> str:
    """The JSONata variable, without `$`, for a Python name: itself, with `_` behind where it would hide a function."""
    if len(name) > _LONGEST:
        return f"{name[: _LONGEST - 9]}_{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    return f"{name}_" if name.rstrip("_") in RESERVED else name
