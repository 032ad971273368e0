"""Stand-ins for third-party modules that are not installed where one compiles.

    import pandas as pd                    pd is a StandIn: only step bodies use it, and they run elsewhere
    @tenacity.retry(...)                   gives back the function that it decorates
    class Order(pydantic.BaseModel): ...   has no base

A stand-in takes every attribute, call and subscript. It is no value: a pipeline or annotation that needs it gets a
finding.
"""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

from compiler.forms.stand_in import STAND_IN, StandIn


class StandInModule(ModuleType):
    """A missing module; every public name in it is a `StandIn`."""

    def __getattr__(self, name: str) -> Any:
        """A stand-in for the member; special names are really absent."""
        if name.startswith("__"):
            raise AttributeError(name)
        return StandIn(f"{self.__name__}.{name}")


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """The last finder: answers for modules that nobody else has, unless they would be the project's or Python's own."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self.roots = roots
        self.missing: set[str] = set()

    def find_spec(self, name: str, path: Sequence[str] | None, _target: Any = None) -> Any:
        """A spec for a module that is missing and may be."""
        top = name.partition(".")[0]
        parent = sys.modules.get(name.rpartition(".")[0])
        inside_missing = isinstance(parent, StandInModule)
        if not inside_missing and (path is not None or top in sys.stdlib_module_names or self._is_ours(top)):
            return None
        self.missing.add(name)
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        """An empty stand-in."""
        return StandInModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing runs."""
        setattr(module, STAND_IN, module.__name__)

    def forget(self) -> None:
        """Take the stand-ins out of `sys.modules`: what is missing now may be installed later."""
        for name in self.missing:
            sys.modules.pop(name, None)

    def _is_ours(self, top: str) -> bool:
        return top in ("dsl", "runtime", "compiler") or any(
            (root / top).is_dir() or (root / f"{top}.py").is_file() for root in self.roots
        )
