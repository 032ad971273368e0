"""What a module imports when it runs in the Lambda, read from its syntax.

    if TYPE_CHECKING:
        import pandas                    # skipped: never runs
    try:
        import orjson                    # optional: may be absent
    except ImportError:
        import json
    if sys.platform == "win32":
        import winreg                    # skipped: a Lambda runs Linux
    plugin = import_module("app.dyn")    # followed, like an import
    plugin = import_module(name)         # noted: which module is only known when it runs

The answer depends on the file's bytes and the target alone, so it is kept by their hash and files are parsed once.
"""

import ast
from dataclasses import astuple, dataclass
from typing import Any

from compiler.passes.package.target import Target


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `from ..a import b, c` has level 2, module "a" and names ("b", "c"); `import a.b` has no names."""

    module: str
    names: tuple[str, ...]
    level: int
    optional: bool
    place: tuple[int, int, int, int]
    """line, column, end line, end column; columns from 1, in characters."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a scan cannot follow: `kind` is "dynamic" (a computed name is imported) or "data" (files are read)."""

    kind: str
    subject: str
    """The package whose files are read, "" for the module's own folder."""
    place: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Scan:
    """A file's imports and notes."""

    imports: tuple[Import, ...]
    notes: tuple[Note, ...]

    def to_json(self) -> list[Any]:
        """Plain lists for the cache."""
        return [[astuple(one) for one in self.imports], [astuple(one) for one in self.notes]]

    @staticmethod
    def of_json(value: list[Any]) -> "Scan":
        """The inverse of `to_json`."""
        imports = (
            Import(module, tuple(names), level, optional, tuple(place))
            for module, names, level, optional, place in value[0]
        )
        return Scan(tuple(imports), tuple(Note(kind, subject, tuple(place)) for kind, subject, place in value[1]))


def scan(source: bytes, target: Target) -> Scan:
    """The imports of a module's source. Raises SyntaxError or ValueError (null bytes) for what Python cannot parse."""
    text = source.decode("utf-8-sig", "replace")
    visitor = _Visitor(target, text.splitlines())
    visitor.visit(ast.parse(source))
    return Scan(tuple(visitor.imports), tuple(visitor.notes))


_ABSENCE = {"ImportError", "ModuleNotFoundError", "Exception", "BaseException"}


class _Visitor(ast.NodeVisitor):
    """Walks what can run on the target."""

    def __init__(self, target: Target, lines: list[str]) -> None:
        self.target = target
        self.lines = lines
        self.optional = False
        self.imports: list[Import] = []
        self.notes: list[Note] = []

    def visit_Import(self, node: ast.Import) -> None:
        self.imports += [Import(alias.name, (), 0, self.optional, self._place(node)) for alias in node.names]

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        names = tuple(alias.name for alias in node.names)
        self.imports.append(Import(node.module or "", names, node.level, self.optional, self._place(node)))

    def visit_If(self, node: ast.If) -> None:
        self.visit(node.test)
        known = _truth(node.test, self.target)
        for statement in (*(() if known is False else node.body), *(() if known is True else node.orelse)):
            self.visit(statement)

    def visit_Try(self, node: ast.Try) -> None:
        guarded = any(_catches_absence(handler.type) for handler in node.handlers)
        before, self.optional = self.optional, self.optional or guarded
        for child in (*node.body, *node.handlers):
            self.visit(child)
        self.optional = before
        for child in (*node.orelse, *node.finalbody):
            self.visit(child)

    visit_TryStar = visit_Try  # type: ignore[assignment]  # noqa: N815

    def visit_Call(self, node: ast.Call) -> None:
        called = _dotted(node.func)
        if called in {"importlib.import_module", "import_module", "__import__"} and node.args:
            self._dynamic(node, node.args[0])
        elif called in {"importlib.resources.files", "resources.files", "files", "pkgutil.get_data"} and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                self.notes.append(Note("data", first.value, self._place(node)))
        elif called in {"Path", "pathlib.Path", "os.path.dirname", "dirname"} and _is_file_name(node.args):
            self.notes.append(Note("data", "", self._place(node)))
        self.generic_visit(node)

    def _dynamic(self, node: ast.Call, name: ast.expr) -> None:
        if not (isinstance(name, ast.Constant) and isinstance(name.value, str)):
            self.notes.append(Note("dynamic", "", self._place(node)))
            return
        level = len(name.value) - len(name.value.lstrip("."))
        self.imports.append(Import(name.value[level:], (), level, self.optional, self._place(node)))

    def _place(self, node: ast.stmt | ast.expr) -> tuple[int, int, int, int]:
        end_line, end = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return node.lineno, self._column(node.lineno, node.col_offset), end_line, self._column(end_line, end)

    def _column(self, line: int, offset: int) -> int:
        return len(self.lines[line - 1].encode()[:offset].decode("utf-8", "replace")) + 1


def _catches_absence(caught: ast.expr | None) -> bool:
    match caught:
        case None:
            return True
        case ast.Tuple(elts=items):
            return any(_catches_absence(item) for item in items)
        case _:
            return _dotted(caught) in _ABSENCE


def _is_file_name(arguments: list[ast.expr]) -> bool:
    return len(arguments) == 1 and isinstance(arguments[0], ast.Name) and arguments[0].id == "__file__"


def _dotted(node: ast.expr) -> str:
    """`a.b.c` of a Name or Attribute chain, "" for anything else."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=inner, attr=name):
            before = _dotted(inner)
            return f"{before}.{name}" if before else ""
        case _:
            return ""


def _truth(test: ast.expr, target: Target) -> bool | None:
    """What a test is on the target, None where only running it tells."""
    match test:
        case ast.Name() | ast.Attribute() if _dotted(test).rpartition(".")[2] == "TYPE_CHECKING":
            return False
        case ast.Constant(value=bool(value)):
            return value
        case ast.UnaryOp(op=ast.Not(), operand=inner):
            known = _truth(inner, target)
            return None if known is None else not known
        case ast.BoolOp(op=operator, values=values):
            known_values = [_truth(value, target) for value in values]
            decides = isinstance(operator, ast.Or)
            if decides in known_values:
                return decides
            return None if None in known_values else not decides
        case ast.Compare(left=left, ops=[operator], comparators=[right]):
            return _comparison(_fact(left, target), operator, _literal(right))
        case ast.Call(func=ast.Attribute(value=left, attr="startswith"), args=[ast.Constant(value=str(prefix))]):
            fact = _fact(left, target)
            return fact.startswith(prefix) if isinstance(fact, str) else None
        case _:
            return None


def _fact(node: ast.expr, target: Target) -> str | int | tuple[int, ...] | None:
    """What the target says of itself for `sys.platform`, `sys.version_info`, `os.name` and `platform.system()`."""
    match node:
        case ast.Call(func=function) if _dotted(function) == "platform.system" and not target.host:
            return "Linux"
        case ast.Subscript(value=inner, slice=ast.Constant(value=int(index))) if _dotted(inner) == "sys.version_info":
            return target.python[index] if index in (0, 1) else None
    match _dotted(node):
        case "sys.platform":
            return target.platform
        case "sys.version_info":
            return target.python
        case "os.name":
            return "nt" if target.platform == "win32" else "posix"
        case _:
            return None


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def _comparison(left: Any, operator: ast.cmpop, right: Any) -> bool | None:
    if left is None or right is None or type(left) is not type(right):
        return left in right if isinstance(operator, ast.In) and left and isinstance(right, tuple | list) else None
    if isinstance(right, tuple) and len(right) > 2:
        return None  # a patch level: Lambda chooses it
    match operator:
        case ast.Eq():
            return bool(left == right) if not isinstance(right, tuple) else None
        case ast.NotEq():
            return bool(left != right) if not isinstance(right, tuple) else None
        case ast.Gt():
            return bool(left > right) if not isinstance(right, tuple) else bool((*left, 99) > right)
        case ast.GtE():
            return bool(left >= right)
        case ast.Lt():
            return bool(left < right)
        case ast.LtE():
            return bool(left <= right) if not isinstance(right, tuple) else bool((*left, 99) <= right)
        case _:
            return None
