"""The steps of loading, in order: read, name, import.

    pipelines/orders.py  →  text and tree  →  "pipelines.orders"  →  the module object

A file without a decorated function is not run at all: it can declare nothing, whatever else it does.
"""

import ast
from pathlib import Path

from compiler.diagnostics import Report, Span
from compiler.diagnostics.codes import modules
from compiler.forms.sources import LoadedModule, SourceFile, Unreadable, read_source
from compiler.passes.load.importing import import_module
from compiler.passes.load.roots import default_roots, dotted_name


def load_module(path: Path, roots: tuple[Path, ...], report: Report) -> LoadedModule | None:
    """Read and import the module at `path`; None where it cannot be read or declares nothing.

    `roots` are the folders that first-party imports start from; () takes the folder above the module's packages.
    """
    source = _read(path, report)
    if source is None:
        return None
    if not _may_declare(source.tree):
        report.add(
            modules.NOTHING_DECLARED,
            "the module declares no pipeline, block or step",
            Span(source.path, 1, 1, 1, 1),
            help="put `@pipeline` above a function; `from dsl import pipeline` gives it",
        )
        return None
    folders = tuple(root.resolve() for root in roots) or default_roots(path.resolve())
    return import_module(source, dotted_name(path.resolve(), folders), folders, report)


def _read(path: Path, report: Report) -> SourceFile | None:
    try:
        return read_source(path)
    except Unreadable as problem:
        code = modules.SYNTAX_ERROR if problem.syntax else modules.UNREADABLE_FILE
        report.add(code, str(problem), problem.span, help=problem.help)
        return None


def _may_declare(tree: ast.Module) -> bool:
    """Whether any function of the module, wherever it stands, has a decorator."""
    return any(
        isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.decorator_list for node in ast.walk(tree)
    )
