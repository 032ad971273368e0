"""Type: a loaded module becomes a Program — names resolved, calls bound to signatures, every expression typed.

    program_of(module, report)      Program(pipelines={"orders:nightly_orders": Routine(…)}, …)

Files are named after the syntax they treat; `statements` and `expressions` are the two dispatchers.
"""

from compiler.passes.type.routines import program_of

__all__ = ["program_of"]
