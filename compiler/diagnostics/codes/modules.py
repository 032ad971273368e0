"""Reading and importing a module, and settings: SM0xx."""

from compiler.diagnostics.model import Code, Severity

BAD_SETTINGS = Code("SM050", "bad-settings", "pyproject.toml or its [tool.statemill] table cannot be used.")
UNREADABLE_FILE = Code("SM001", "unreadable-file", "A module file cannot be read or decoded.")
SYNTAX_ERROR = Code("SM002", "syntax-error", "A module is not Python.")
FAILING_IMPORT = Code("SM003", "failing-import", "Importing a module raises an error.")
BAD_DECLARATION = Code("SM004", "bad-declaration", "A decorator or a resource is given arguments that cannot be meant.")
MISSING_MODULE = Code("SM005", "missing-module", "A module that is not installed is needed to compile.")
NOTHING_DECLARED = Code("SM006", "nothing-declared", "A module declares no pipeline, block or step.", Severity.WARNING)
