"""An import that leaves no trace: what it changes in the interpreter is put back, and it finds nothing from before.

    with isolated(roots) as added:
        …import…
    added()                     the project's modules that the import brought in

Modules of the project are imported afresh and taken out of `sys.modules` again; installed ones stay, since C extensions
cannot be loaded twice. `dsl`, `compiler` and `runtime` stay too: the definitions that decorators attach must be of the
classes known here. What would end, hold up or outlive this process
is `compiler.passes.load.restraint`'s business.
"""

import contextlib
import importlib
import io
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

_KEPT = frozenset({"dsl", "compiler", "runtime", "__main__", "conftest"})
_INSTALLED = frozenset({"site-packages", "dist-packages"})


def is_first_party(name: str, module: object, roots: tuple[Path, ...]) -> bool:
    """Whether a module is a file of the project, under a root and not installed there."""
    if name.partition(".")[0] in _KEPT:
        return False
    place = _place_of(module)
    if place is None:
        return False
    for root in roots:
        if place.startswith(f"{root}{os.sep}") and not _INSTALLED & set(Path(place).parts):
            return not place.startswith((f"{sys.prefix}{os.sep}", f"{sys.base_prefix}{os.sep}lib{os.sep}python"))
    return False


def _place_of(module: object) -> str | None:
    """A module's file, or its package's folder; a module may be any object, and answer as it likes."""
    try:
        places = [getattr(module, "__file__", None), *list(getattr(module, "__path__", ()) or ())[:1]]
    except Exception:
        return None
    return next((place for place in places if isinstance(place, str)), None)


@contextlib.contextmanager
def isolated(roots: tuple[Path, ...]) -> Iterator[Callable[[], dict[str, ModuleType]]]:
    """Import the project's modules afresh inside the block; everything is put back behind it."""
    path, working, bytecode = list(sys.path), Path.cwd(), sys.dont_write_bytecode
    limit, stdin, arguments = sys.getrecursionlimit(), sys.stdin, list(sys.argv)
    hidden = {name: module for name, module in list(sys.modules.items()) if is_first_party(name, module, roots)}
    for name in hidden:
        del sys.modules[name]
    sys.path[:0] = [str(root) for root in roots]
    sys.dont_write_bytecode = True
    sys.stdin = io.StringIO()
    importlib.invalidate_caches()

    def added() -> dict[str, ModuleType]:
        return {name: module for name, module in list(sys.modules.items()) if is_first_party(name, module, roots)}

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield added
    finally:
        for name in added():
            del sys.modules[name]
        sys.modules.update(hidden)
        sys.path[:] = path
        sys.argv[:] = arguments
        sys.dont_write_bytecode = bytecode
        sys.stdin = stdin
        sys.setrecursionlimit(limit)
        os.chdir(working)
