"""Python that a pipeline cannot say: SM1xx."""

from compiler.diagnostics.model import Code

UNSUPPORTED_STATEMENT = Code("SM101", "unsupported-statement", "A statement that a pipeline cannot say.")
UNSUPPORTED_EXPRESSION = Code("SM102", "unsupported-expression", "An expression that a pipeline cannot say.")
UNSUPPORTED_PATTERN = Code("SM103", "unsupported-pattern", "A pattern that a pipeline cannot match.")
TOO_DEEP = Code("SM104", "too-deeply-nested", "Code nested deeper than the compiler follows.")
UNSUPPORTED_TARGET = Code("SM105", "unsupported-target", "Something that a pipeline cannot assign to.")
