"""Values that cannot be JSON: bound errors.

return e                       SM310: an error is no JSON value; `str(e)` is
"""

from compiler.forms.program import Value
from compiler.forms.types import ErrorOf
from compiler.library.signature import Refusal


def not_json(value: Value) -> Refusal | None:
    """Why a value cannot be kept or leave the pipeline; None where it can."""
    if isinstance(value.type, ErrorOf):
        return Refusal("an error is no JSON value", "keep `str(e)` or `type(e).__name__`")
    return None
