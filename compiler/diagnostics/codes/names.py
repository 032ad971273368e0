"""Names, declarations and decorators: SM2xx."""

from compiler.diagnostics.model import Code, Severity

UNKNOWN_NAME = Code("SM201", "unknown-name", "A name is not defined.")
UNKNOWN_MEMBER = Code("SM202", "unknown-member", "A module or class has no such attribute.")
DUPLICATE_NAME = Code("SM203", "duplicate-name", "Two steps, activities or pipelines have one name.")
MISSING_ANNOTATION = Code(
    "SM204",
    "missing-annotation",
    "A parameter or result has no annotation, so nothing about it is checked.",
    Severity.WARNING,
)
UNSUPPORTED_TYPE = Code("SM205", "unsupported-type", "An annotation names a type that has no JSON form.")
UNRESOLVED_ANNOTATION = Code("SM206", "unresolved-annotation", "An annotation cannot be evaluated.")
UNSUPPORTED_SIGNATURE = Code("SM207", "unsupported-signature", "A signature that cannot be a JSON input.")
UNDECORATED_FUNCTION = Code(
    "SM208", "undecorated-function", "A pipeline calls a function that is neither step nor block."
)
NOT_A_VALUE = Code("SM209", "not-a-value", "A function, module or class stands where a JSON value is needed.")
BAD_DEFAULT = Code("SM210", "bad-default", "A default value that cannot be JSON, or that does not fit its annotation.")
NOT_THE_SOURCE = Code("SM211", "not-the-source", "The body of a decorated function cannot be found in its source file.")
