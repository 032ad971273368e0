"""Types of values and calls: SM3xx."""

from compiler.diagnostics.model import Code, Severity

WRONG_ARGUMENT = Code("SM301", "wrong-argument-type", "An argument has a type that its parameter does not take.")
MISSING_ARGUMENT = Code("SM302", "missing-argument", "A call leaves out an argument.")
UNEXPECTED_ARGUMENT = Code("SM303", "unexpected-argument", "A call gives an argument that there is no parameter for.")
UNKNOWN_ATTRIBUTE = Code("SM304", "unknown-attribute", "A value has no such attribute or method.")
UNKNOWN_KEY = Code("SM305", "unknown-key", "A record has no such key.")
MISSING_NONE_CHECK = Code("SM306", "missing-none-check", "A value that may be None is used as if it never were.")
UNSUPPORTED_OPERATION = Code(
    "SM307",
    "unsupported-operation",
    "An operation that these values do not have, or that has no exact meaning in the state machine.",
)
IMPOSSIBLE_COMPARISON = Code("SM308", "impossible-comparison", "A comparison of values that can never be equal.")
WRONG_RESULT = Code("SM309", "wrong-result-type", "A function returns a value that its annotation does not allow.")
NOT_JSON = Code("SM310", "non-json-value", "A value that cannot be JSON leaves the pipeline.")
NOT_CALLABLE = Code("SM311", "not-callable", "Something that is not a function is called.")
WRONG_ASSIGNMENT = Code(
    "SM312", "wrong-assignment-type", "A variable is given a value that its annotation does not allow."
)
WRONG_UNPACKING = Code("SM313", "wrong-unpacking", "A value is unpacked into a number of names that it does not have.")
STEP_WITHOUT_RESULT = Code("SM314", "step-without-result", "A step can never return what its annotation says.")
BAD_OPTION = Code("SM315", "bad-option", "An option of a call has a value that it does not take.")
UNKNOWN_SERVICE = Code("SM316", "unknown-service", "AWS has no such service or operation.")
FRAGILE_VALUE = Code(
    "SM317",
    "fragile-value",
    "A value that a state machine computes for most inputs and fails for some, where Python never fails.",
    Severity.WARNING,
)
INEXACT_NUMBER = Code("SM318", "inexact-number", "A number that a state machine cannot hold exactly.")
