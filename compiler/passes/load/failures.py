"""An error raised while a module was imported, as a finding at the line of the author's file.

    limit = int("ten")        error[SM003]: importing the module fails: ValueError: invalid literal for int() …

The finding stands at the last line of the module itself on the way to the error; where the error was raised in another
file of the project, a label points there.
"""

import difflib
import importlib.util
import sys
from pathlib import Path
from types import TracebackType

from compiler.diagnostics import Label, Report, Span
from compiler.diagnostics.codes import modules
from compiler.forms.sources import LoadedModule, SourceFile
from compiler.passes.load.restraint import ImportTooLong
from dsl.errors import DeclarationError


def report_failure(source: SourceFile, error: BaseException, report: Report) -> int:
    """Report the error; the line of the module's own top level where it came up."""
    frames = list(_places(error.__traceback__))
    own = str(Path(source.path).resolve())
    mine = [place for place in frames if place[0] == own]
    top = mine[0][1].line if mine else _syntax_line(error)
    inner = mine[0 if isinstance(error, RecursionError) else -1] if mine else None
    here = _shown(source, inner[1] if inner else Span(own, top, 1, top, 1))
    labels: tuple[Label, ...] = ()
    if frames and frames[-1][0] != own and _is_readable(frames[-1][0]):
        labels = (Label(frames[-1][1], "raised here"),)
    if isinstance(error, DeclarationError):
        for problem in error.problems:
            problem_text, _, advice = problem.partition("; ")
            report.add(modules.BAD_DECLARATION, f"`{error.subject}`: {problem_text}", here, help=advice or None)
    elif isinstance(error, SystemExit):
        report.add(
            modules.FAILING_IMPORT,
            "importing the module ends the process: it calls `exit`",
            here,
            help='put what runs as a program under `if __name__ == "__main__":`',
            labels=labels,
        )
    elif isinstance(error, ImportTooLong):
        report.add(
            modules.FAILING_IMPORT,
            f"importing the module does not end: {error}",
            here,
            help='put what runs as a program under `if __name__ == "__main__":`, and what a step needs into the step',
            labels=labels,
        )
    elif isinstance(error, SyntaxError) and error.filename == own:
        report.add(modules.SYNTAX_ERROR, error.msg, _syntax_span(error, here))
    else:
        report.add(modules.FAILING_IMPORT, _message(error), here, help=_help(error), labels=labels)
    return top


def report_own_failure(module: LoadedModule, error: Exception, report: Report) -> bool:
    """Report an error that a value of the module raised when it was looked at; False where it is not the module's."""
    frames = _places(error.__traceback__)
    own = {str(Path(file).resolve()) for one in module.first_party.values() if (file := _file_of(one))}
    if not frames or frames[-1][0] not in own:
        return False
    at, span = frames[-1]
    mine = at == str(Path(module.source.path).resolve())
    report.add(
        modules.FAILING_IMPORT,
        f"a value of the module fails when it is looked at: {type(error).__name__}"
        + (f": {_plain(error)}" if _plain(error) else ""),
        _shown(module.source, span) if mine else span,
        help="make it one that answers `==`, `bool`, `repr` and attributes without an error",
    )
    return True


def _file_of(module: object) -> str | None:
    file = getattr(module, "__dict__", {}).get("__file__")
    return file if isinstance(file, str) else None


def _message(error: BaseException) -> str:
    said = _plain(error)
    if isinstance(error, RecursionError) and "compilation" in said:
        return "a part of the module nests too deeply for Python to compile it"
    if isinstance(error, RecursionError):
        return "importing the module never ends: it recurses too deeply"
    return f"importing the module fails: {type(error).__name__}{f': {said}' if said else ''}"


def _plain(error: BaseException) -> str:
    """The first line of the error's text; an exception whose own `__str__` fails has none."""
    try:
        return next(iter(str(error).strip().splitlines()), "")
    except Exception:
        return ""


def _help(error: BaseException) -> str | None:
    if isinstance(error, ImportError) and "relative import" in str(error):
        return "put an `__init__.py` into the module's folder and those above it, or import by the full name"
    if isinstance(error, ModuleNotFoundError) and error.name:
        known = {*sys.stdlib_module_names, *sys.modules}
        close = difflib.get_close_matches(error.name, sorted(known), 1, 0.8)
        return f"did you mean `{close[0]}`?" if close and importlib.util.find_spec(close[0].partition(".")[0]) else None
    if isinstance(error, NameError | AttributeError | ImportError) and isinstance(getattr(error, "name", None), str):
        owner = getattr(error, "obj", None)
        close = difflib.get_close_matches(str(error.name), dir(owner), 1, 0.7) if owner is not None else []
        return f"did you mean `{close[0]}`?" if close else None
    return None


def _places(trace: TracebackType | None) -> list[tuple[str, Span]]:
    """The file and the span of every frame, outermost first, the machinery of importing left out."""
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        if not code.co_filename.startswith("<") and code.co_filename not in _THIS_PASS:
            positions = list(code.co_positions())
            line, end, column, end_column = positions[trace.tb_lasti // 2]
            first = trace.tb_lineno
            known = line == first and column is not None and end_column is not None
            span = (
                Span(code.co_filename, first, (column or 0) + 1, end or first, (end_column or 0) + 1)
                if known
                else Span(code.co_filename, first, 1, first, 1)
            )
            found.append((code.co_filename, span))
        trace = trace.tb_next
    return found


_THIS_PASS = {str(Path(__file__).with_name(name)) for name in ("importing.py", "restraint.py")}


def _shown(source: SourceFile, span: Span) -> Span:
    """The span in the file as the author named it, on one line, columns in characters."""
    line = source.lines[span.line - 1] if span.line <= len(source.lines) else ""
    encoded = line.encode()
    column = len(encoded[: span.column - 1].decode("utf-8", "ignore")) + 1
    end = (
        len(encoded[: span.end_column - 1].decode("utf-8", "ignore")) + 1
        if span.end_line == span.line
        else len(line) + 1
    )
    if span.column == 1 and span.end_column == 1:
        column, end = len(line) - len(line.lstrip()) + 1, len(line.rstrip()) + 1
    return Span(source.path, span.line, column, span.line, max(end, column))


def _syntax_span(error: SyntaxError, here: Span) -> Span:
    """What Python's compiler found after parsing, such as a `return` outside a function; it counts in characters."""
    line, column = error.lineno or here.line, error.offset or 1
    return Span(here.path, line, column, error.end_lineno or line, max(error.end_offset or 0, column + 1))


def _syntax_line(error: BaseException) -> int:
    return error.lineno or 1 if isinstance(error, SyntaxError) else 1


def _is_readable(path: str) -> bool:
    parts = Path(path).parts
    return "site-packages" not in parts and not path.startswith(sys.base_prefix)
