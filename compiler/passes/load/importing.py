"""Running a module's own statements, so that one that fails is a finding and the rest are still understood.

    shop = Secret("")            SM004 at this line; `shop` then stands for nothing, silently
    @step                        still declared
    def load() -> None: ...

The module's code is run as one unit; only where a statement fails, the statements behind it are run one by one.
"""

import ast
import importlib
import importlib.machinery
import importlib.util
import sys
from pathlib import Path
from types import CodeType, ModuleType

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import modules
from compiler.forms.sources import LoadedModule, SourceFile
from compiler.forms.stand_in import StandIn
from compiler.passes.load.failures import report_failure
from compiler.passes.load.isolation import isolated
from compiler.passes.load.restraint import restrained
from compiler.passes.load.stand_ins import StandInFinder


def import_module(source: SourceFile, name: str, roots: tuple[Path, ...], report: Report) -> LoadedModule | None:
    """Import a parsed file as the module `name`; None where its package cannot be imported."""
    finder = StandInFinder(roots)
    with isolated(roots) as added:
        sys.meta_path.append(finder)
        try:
            module = _new_module(source, name, roots, report)
            if module is None:
                return None
            failed = _run(source, module, roots, report)
            if failed is None:
                return None
            return LoadedModule(source, name, module, {**added(), name: module}, frozenset(finder.missing), failed)
        finally:
            sys.meta_path.remove(finder)
            finder.forget()
            sys.modules.pop(name, None)


def _new_module(source: SourceFile, name: str, roots: tuple[Path, ...], report: Report) -> ModuleType | None:
    """An empty module in its place in `sys.modules`, its package imported."""
    package = name.rpartition(".")[0]
    is_package = Path(source.path).name == "__init__.py"
    try:
        if package:
            with restrained(roots):
                importlib.import_module(package)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the author's code raises what it likes
        first = Span(source.path, 1, 1, 1, 1)
        report.add(modules.FAILING_IMPORT, f"the package `{package}` fails to import: {_said(error)}", first)
        return None
    spec = importlib.machinery.ModuleSpec(name, None, origin=source.path, is_package=is_package)
    module = importlib.util.module_from_spec(spec)
    module.__file__ = str(Path(source.path).resolve())
    if is_package:
        module.__path__ = [str(Path(source.path).resolve().parent)]
    sys.modules[name] = module
    return module


def _run(source: SourceFile, module: ModuleType, roots: tuple[Path, ...], report: Report) -> frozenset[str] | None:
    """Run every statement; the names of those that failed stand for nothing. None where Python compiles none of it."""
    body, failed = source.tree.body, set[str]()
    try:
        # From its text: a tree that goes back to Python's compiler may nest less deeply than text may.
        code = _compiled(source, source.text, 0)
    except (SyntaxError, RecursionError, ValueError, MemoryError) as error:
        report_failure(source, error, report)
        return None
    line = _executed(source, code, module, roots, report)
    if line is None:
        return frozenset()
    flags = _future_flags(source.tree)
    at = next((place for place, node in enumerate(body) if (node.end_lineno or node.lineno) >= line), len(body) - 1)
    for place in range(at, len(body)):  # one by one: a module of which much fails is still read once
        if place > at:
            code = _compiled(source, ast.Module([body[place]], []), flags)
            if _executed(source, code, module, roots, report) is None:
                continue
        for bound in _bound_names(body[place]):
            failed.add(bound)
            module.__dict__.setdefault(bound, StandIn(bound))
    return frozenset(failed)


def _executed(
    source: SourceFile, code: CodeType, module: ModuleType, roots: tuple[Path, ...], report: Report
) -> int | None:
    """Run code of the module; the line of its top level where it failed, which is reported; None where it did not."""
    try:
        with restrained(roots):
            exec(code, module.__dict__)  # noqa: S102 - importing is running
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # the author's code raises what it likes, SystemExit too
        return report_failure(source, error, report)
    return None


def _compiled(source: SourceFile, what: str | ast.Module, flags: int) -> CodeType:
    file = str(Path(source.path).resolve())
    code: CodeType = compile(what, file, "exec", flags=flags, dont_inherit=True)
    return code


def _future_flags(tree: ast.Module) -> int:
    """The compiler flags of the module's `from __future__` imports, which its later halves need too."""
    import __future__

    names = [
        alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.module == "__future__"
        for alias in node.names
    ]
    return sum(getattr(__future__, name).compiler_flag for name in set(names) if hasattr(__future__, name))


def _bound_names(node: ast.stmt) -> set[str]:
    """The names that a top-level statement would have given a value."""
    found: set[str] = set()
    for inner in ast.walk(node):
        match inner:
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.alias():
                found.add(inner.asname or inner.name.partition(".")[0])
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    return found - {"*"}


def _said(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
