"""Load: a path becomes source text, a syntax tree, and the module that its import made.

    load_module(Path("pipelines/orders.py"), (Path("."),), report)      LoadedModule("pipelines.orders", …) or None

Reading and parsing come first; a module is run only where it may declare something.
"""

from compiler.passes.load.failures import report_own_failure
from compiler.passes.load.loading import load_module

__all__ = ["load_module", "report_own_failure"]
