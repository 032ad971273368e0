"""One finding a line, for editors and grep.

    pipelines/orders.py:31:28: error[SM301]: `export_orders` takes `day: date`, got `str`; write `date.fromisoformat(…)`

Notes, help and further labels are left to the `text` form.
"""

from collections.abc import Iterable

from compiler.diagnostics.model import Diagnostic
from compiler.diagnostics.render.plain import visible


def render_short(diagnostics: Iterable[Diagnostic]) -> str:
    """Place, code, message, and the help where there is one."""
    return "".join(_line(diagnostic) + "\n" for diagnostic in diagnostics)


def _line(diagnostic: Diagnostic) -> str:
    where = (
        f"{diagnostic.span}: " if diagnostic.span.line else f"{diagnostic.span.path}: " if diagnostic.span.path else ""
    )
    hint = f"; {diagnostic.help}" if diagnostic.help else ""
    said = " ".join(f"{diagnostic.message}{hint}".splitlines())
    return f"{where}{diagnostic.code.severity}[{diagnostic.code.id}]: {visible(said)}"
