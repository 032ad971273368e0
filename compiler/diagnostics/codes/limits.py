"""AWS's limits and costs: SM5xx."""

from compiler.diagnostics.model import Code

DEFINITION_TOO_LARGE = Code("SM501", "definition-too-large", "A state machine's definition is larger than 1 MiB.")
TOO_MANY_CALLS = Code("SM502", "too-many-calls", "Blocks that call blocks make a pipeline too large.")
