"""Our own bugs: SM9xx."""

from compiler.diagnostics.model import Code

INVALID_OUTPUT = Code(
    "SM901", "invalid-output", "The compiler wrote a definition that its own validator refuses; this is our bug."
)
