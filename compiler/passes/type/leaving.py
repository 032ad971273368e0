"""Values that cannot be JSON: bound errors.

return e                       SM310: an error is no JSON value; `str(e)` is
"""

from compiler.forms.program import Value
from compiler.forms.types import ErrorOf, Type, Union
from compiler.library.regexes import MATCH
from compiler.library.signature import Refusal


def not_json(value: Value) -> Refusal | None:
    """Why a value cannot be kept or leave the pipeline; None where it can."""
    if isinstance(value.type, ErrorOf):
        return Refusal("an error is no JSON value", "keep `str(e)` or `type(e).__name__`")
    if is_match(value.type):
        return Refusal("a match is no JSON value", "keep what it found: `m.group()`, or whether it found: `bool(m)`")
    return None


def is_match(type_: Type) -> bool:
    """Whether a value is what `re.search` found: it has a name, and goes nowhere else."""
    return MATCH in (type_.options if isinstance(type_, Union) else (type_,))
