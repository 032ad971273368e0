"""Values that cannot be JSON: bound errors and iterators.

return e                       SM310: an error is no JSON value; `str(e)` is
rows = reversed(rows)          SM310: an iterator is used up by reading it; `list(reversed(rows))` is not
"""

from compiler import library
from compiler.forms.expressions import Operation
from compiler.forms.program import Value
from compiler.forms.types import ErrorOf
from compiler.library.signature import Refusal


def not_json(value: Value) -> Refusal | None:
    """Why a value cannot be kept or leave the pipeline; None where it can."""
    if isinstance(value.type, ErrorOf):
        return Refusal("an error is no JSON value", "keep `str(e)` or `type(e).__name__`")
    if isinstance(value, Operation) and library.entry(value.name).iterator:
        name = library.entry(value.name).key
        return Refusal(f"`{name}()` gives an iterator, which is used up by reading it once", "put `list(…)` around it")
    return None
