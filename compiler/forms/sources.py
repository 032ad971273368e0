"""A module's source as the passes see it: text, syntax tree, and where each node stands.

    source = read_source(Path("pipelines/orders.py"))
    span_of(source, source.tree.body[0])           Span("pipelines/orders.py", 1, 1, 1, 38)

Columns of `ast` count UTF-8 bytes; spans count characters, so a line with `é` in it is translated here, once.
"""

import ast
import io
import tokenize
import warnings
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from compiler.diagnostics.span import Span

Located = ast.stmt | ast.expr | ast.excepthandler | ast.arg | ast.keyword | ast.alias | ast.pattern


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One Python file, parsed."""

    path: str
    text: str
    lines: tuple[str, ...]
    tree: ast.Module


@dataclass(frozen=True, slots=True)
class LoadedModule:
    """A module that was imported for compiling."""

    source: SourceFile
    name: str
    """Dotted, from its source root."""
    module: ModuleType
    first_party: dict[str, ModuleType] = field(default_factory=dict)
    """Every module of the project that the import brought in, itself included, by dotted name."""
    missing: frozenset[str] = frozenset()
    """Third-party modules that are not installed here; their names stand for nothing."""
    failed: frozenset[str] = frozenset()
    """Top-level names whose statement failed when it ran; already complained about."""


class Unreadable(Exception):
    """A file that is no Python source; `span` is where. `syntax` tells a wrong program from wrong bytes."""

    def __init__(self, message: str, span: Span, *, syntax: bool, help_: str | None = None) -> None:
        super().__init__(message)
        self.span = span
        self.syntax = syntax
        self.help = help_


def above_packages(folder: Path) -> Path:
    """The folder that the imports of a package's modules start from: the nearest that is no package itself."""
    while (folder / "__init__.py").is_file() and folder != folder.parent:
        folder = folder.parent
    return folder


def read_source(path: Path) -> SourceFile:
    """Read and parse a file. Raises `Unreadable`."""
    shown = str(path)
    start = Span(shown, 1, 1, 1, 1)
    try:
        if not path.is_file() and path.exists():  # to read a pipe is to wait for its writer
            raise Unreadable("it is no file that can be read", start, syntax=False)
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(f"the file cannot be read: {error.strerror or error}", start, syntax=False) from error
    return parse_source(shown, _decode(data, start))


def _decode(data: bytes, start: Span) -> str:
    """The text, by byte order mark or coding comment, its line ends made one."""
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(data).readline)
        text = data.decode(encoding)
    except (SyntaxError, LookupError, UnicodeDecodeError) as error:
        line = data[: error.start].count(b"\n") + 1 if isinstance(error, UnicodeDecodeError) else 1
        reason = f"byte {data[error.start]:#04x}" if isinstance(error, UnicodeDecodeError) else str(error)
        where = Span(start.path, line, 1, line, 1)
        raise Unreadable(
            f"the file cannot be decoded: {reason}", where, syntax=False, help_="save the file as UTF-8"
        ) from error
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def parse_source(path: str, text: str) -> SourceFile:
    """Parse a text. Raises `Unreadable` at the error's place."""
    lines = tuple(text.split("\n"))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are a linter's business
            tree = ast.parse(text, path)
    except SyntaxError as error:
        raise Unreadable(error.msg, _error_span(path, lines, error), syntax=True) from error
    except (ValueError, RecursionError, MemoryError, OverflowError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError | MemoryError) else str(error)
        raise Unreadable(f"the file cannot be parsed: {reason}", Span(path, 1, 1, 1, 1), syntax=True) from error
    return SourceFile(path, text, lines, tree)


def _error_span(path: str, lines: tuple[str, ...], error: SyntaxError) -> Span:
    """Where Python points; its columns count characters here, and 0 stands for what it does not know."""
    line = min(max(error.lineno or 1, 1), len(lines))
    width = len(lines[line - 1])
    column = min(max(error.offset or 1, 1), width + 1)
    end_line = min(max(error.end_lineno or line, line), len(lines))
    end_column = error.end_offset or 0
    if end_line == line and end_column <= column:
        end_column = min(column + 1, width + 1)
    return Span(path, line, column, end_line, max(end_column, 1))


def span_of(source: SourceFile, node: Located) -> Span:
    """Where a node stands."""
    end_line = node.end_lineno or node.lineno
    return Span(
        source.path,
        node.lineno,
        _column(source, node.lineno, node.col_offset),
        end_line,
        _column(source, end_line, node.end_col_offset or node.col_offset),
    )


def _column(source: SourceFile, line: int, offset: int) -> int:
    if line > len(source.lines):
        return offset + 1
    text = source.lines[line - 1]
    return offset + 1 if text.isascii() else len(text.encode()[:offset].decode("utf-8", "ignore")) + 1


def name_span(source: SourceFile, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> Span:
    """The name in `def name(…)`: the smallest span that says which function is meant."""
    words = {ast.FunctionDef: "def", ast.AsyncFunctionDef: "async def", ast.ClassDef: "class"}
    line = source.lines[node.lineno - 1] if node.lineno <= len(source.lines) else ""
    begin = line.find(node.name, _column(source, node.lineno, node.col_offset) - 1 + len(words[type(node)]))
    if begin < 0:
        return span_of(source, node)
    return Span(source.path, node.lineno, begin + 1, node.lineno, begin + 1 + len(node.name))
