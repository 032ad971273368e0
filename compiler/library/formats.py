"""Format specifications of f-strings and `format()`.

f"{amount:,.2f}"      $formatNumber($amount, "#,##0.00")
"""

from compiler.library.entry import Typed
from compiler.library.signature import Refusal


def format_field(value: Typed, spec: str, conversion: str) -> Refusal | None:
    """Why `{value!conversion:spec}` cannot be compiled; None where it can."""
    return None
