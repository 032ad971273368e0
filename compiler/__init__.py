"""The compiler: a pipeline module becomes state machines, packages and templates.

    build = compile_module("pipelines/nightly_orders.py")
    build.diagnostics                                  every finding, in order
    build.pipelines["nightly_orders"].definition       the ASL, as a dict

Nothing is imported until it is asked for: `statemill --version` answers at once.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compiler.driver import Build, PipelineBuild, compile_module

__all__ = ["Build", "PipelineBuild", "compile_module"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """Import the compiler when it is first asked for."""
    if name in __all__:
        from compiler import driver

        return getattr(driver, name)
    raise AttributeError(f"module 'compiler' has no attribute {name!r}")
