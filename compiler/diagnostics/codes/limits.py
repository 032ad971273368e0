"""AWS's limits and costs: SM5xx."""

from compiler.diagnostics.model import Code, Severity

DEFINITION_TOO_LARGE = Code("SM501", "definition-too-large", "A state machine's definition is larger than 1 MiB.")
TOO_MANY_CALLS = Code("SM502", "too-many-calls", "Blocks that call blocks make a pipeline too large.")
HISTORY_TOO_LONG = Code(
    "SM503", "history-too-long", "A loop of known length fills an execution's history.", Severity.WARNING
)
PAYLOAD_TOO_LARGE = Code("SM504", "payload-too-large", "A constant is larger than a state's data may be.")
NOT_IN_EXPRESS = Code("SM505", "standard-only", "An Express pipeline does what only a Standard one can.")
TOO_LONG_FOR_EXPRESS = Code("SM506", "too-long-for-express", "An Express pipeline takes longer than five minutes.")
