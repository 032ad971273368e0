"""What an assignment, a loop or a comprehension gives names to.

for i, (day, rows) in enumerate(…)      Names(("i", Names(("day", "rows"))))
"""

import ast

from compiler import library
from compiler.diagnostics.codes import syntax, types
from compiler.forms.expressions import Names, Target
from compiler.forms.sources import Located
from compiler.forms.types import ANY, STR, UNKNOWN, Record, RecordKind, Scalar, TupleOf, Type, Union, union
from compiler.library.shapes import spelled
from compiler.library.signature import Refusal
from compiler.passes.type.body import Body
from compiler.passes.type.scope import Binding, Owned


class Shape:
    """A type to ask the library about."""

    def __init__(self, type_: Type) -> None:
        self.type = type_


def target_of(body: Body, node: ast.expr, type_: Type, *, owned: Owned) -> Target | None:
    """Bind the names of a target to the parts of a value of this type; None where it is no target here."""
    match node:
        case ast.Name(id=name):
            body.scope.set(name, Binding(type_, owned=owned))
            return name
        case ast.Tuple(elts=items) | ast.List(elts=items):
            return _names(body, node, items, type_, owned)
        case ast.Starred():
            body.error(
                syntax.UNSUPPORTED_TARGET, "a `*` cannot take the rest here", node, "take a slice: `rest = rows[1:]`"
            )
        case _:
            body.error(syntax.UNSUPPORTED_TARGET, "this cannot be given a value here", node, "assign to a name first")
    return None


def _names(body: Body, node: ast.expr, items: list[ast.expr], type_: Type, owned: Owned) -> Target | None:
    parts = _parts(body, node, len(items), type_)
    # An unpacked part is seen through the whole value too, where that is seen.
    mine = Owned.WHOLE if owned is Owned.WHOLE else Owned.SHARED
    found = [target_of(body, item, part, owned=mine) for item, part in zip(items, parts, strict=True)]
    known = tuple(one for one in found if one is not None)
    return Names(known) if len(known) == len(found) else None


def _parts(body: Body, node: Located, count: int, type_: Type) -> list[Type]:
    """The types of a value's parts when it is unpacked into so many names."""
    known: list[Type] | None = None
    match type_:
        case Scalar.UNKNOWN | Scalar.ANY:
            return [type_] * count
        case TupleOf(items):
            known = list(items)
        case Record(kind=RecordKind.NAMED_TUPLE):
            known = [field.type for field in type_.fields]
        case Record(kind=RecordKind.TYPED_DICT | RecordKind.LITERAL):
            return [STR] * count
        case Union(options) if all(isinstance(one, TupleOf) for one in options):
            columns = [_parts(body, node, count, one) for one in options]
            return [union(*column) for column in zip(*columns, strict=True)]
    if known is not None:
        if len(known) == count:
            return known
        body.error(types.WRONG_UNPACKING, f"{count} names for {len(known)} values", node, f"give {len(known)} names")
        return [UNKNOWN] * count
    result = library.iterate(Shape(type_))
    if isinstance(result, Refusal) or type_ is ANY:
        body.error(types.WRONG_UNPACKING, f"`{spelled(type_)}` cannot be unpacked", node)
        return [UNKNOWN] * count
    return [result] * count


def names_of(target: Target) -> tuple[str, ...]:
    """Every name of a target, from left to right."""
    if isinstance(target, str):
        return (target,)
    return tuple(name for item in target.items for name in names_of(item))


def written_names(node: ast.expr) -> tuple[str, ...]:
    """The names that a target's syntax holds."""
    return tuple(
        inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
    )
