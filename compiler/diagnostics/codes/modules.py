"""Reading and importing a module, and settings: SM0xx."""

from compiler.diagnostics.model import Code

BAD_SETTINGS = Code("SM050", "bad-settings", "pyproject.toml or its [tool.statemill] table cannot be used.")
