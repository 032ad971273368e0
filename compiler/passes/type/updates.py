"""Changes in place: allowed where no other name can see the value.

rows.append(x)             Update("rows", (), "append", (Local("x"),))
d["a"]["n"] += 1           Update("d", ("a", "n"), "set", (Binary(…),))
last = rows.pop()          Assign("last", rows[-1]), Update("rows", (), "pop", ())
"""

import ast
from typing import cast

from compiler import library
from compiler.diagnostics.codes import flows, syntax, types
from compiler.forms.expressions import Constant, Expression, Item, Operation
from compiler.forms.program import WORK, Assign, Statement, Update, Value
from compiler.forms.sources import Located
from compiler.forms.traverse import mentions
from compiler.forms.types import (
    ANY,
    INT,
    STR,
    UNKNOWN,
    DictOf,
    FieldOf,
    ListOf,
    Record,
    RecordKind,
    SetOf,
    Type,
)
from compiler.library.shapes import plain, spelled
from compiler.library.signature import Refusal
from compiler.passes.type import expressions, operators, ownership
from compiler.passes.type.arguments import conversion_help, read_all
from compiler.passes.type.assignable import as_dict, fits, is_dict_like
from compiler.passes.type.body import Body
from compiler.passes.type.displays import json_value
from compiler.passes.type.growing import grown_by, retyped
from compiler.passes.type.iterating import allow_iterator
from compiler.passes.type.once import first_and_again, read_and_written
from compiler.passes.type.scope import Binding, Owned

_LIST = frozenset({"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse"})
_DICT = frozenset({"update", "setdefault", "pop", "clear"})
_SET = frozenset({"add", "discard", "remove", "update", "clear"})
CHANGING = _LIST | _DICT | _SET
"""Methods that change their value."""

_COUNTS = {
    **dict.fromkeys(("append", "extend", "remove", "update", "add", "discard"), (1, 1)),
    **dict.fromkeys(("clear", "sort", "reverse"), (0, 0)),
    **dict.fromkeys(("insert", "setdefault"), (2, 2)),
    "pop": (0, 2),
}
"""How many arguments each takes, at least and at most."""


def set_statement(
    body: Body, node: ast.Assign | ast.AnnAssign, target: ast.Subscript | ast.Attribute, value: Value
) -> tuple[Statement, ...]:
    """`d["a"] = v`, `record.field = v`."""
    place = _place(body, target)
    if place is None or value.type is UNKNOWN:
        return ()
    root, path, holder = place
    if not _may_set(body, target, holder, path[-1], value, node.value):
        return ()
    ownership.share(body, value)
    return update_of(body, node, root, path, "set", (value,))


def augmented_update(body: Body, node: ast.AugAssign, target: ast.Subscript | ast.Attribute) -> tuple[Statement, ...]:
    """`d["n"] += 1`."""
    read, again = read_and_written(body, target)
    before = expressions.value_of(body, read)
    value = expressions.value_of(body, node.value)
    operator = operators.BINARY.get(type(node.op))
    combined = operators.combine(body, node, operator, before, value)
    place = _place(body, again)
    if place is None or combined.type is UNKNOWN:
        return ()
    root, path, holder = place
    if not _may_set(body, target, holder, path[-1], combined, node.value):
        return ()
    # `+=` changes a list, set or dict itself, which others may see.
    return update_of(body, node, root, path, "set", (combined,), deep=ownership.is_mutable(before.type))


def delete_update(body: Body, node: ast.Delete, target: ast.Subscript) -> tuple[Statement, ...]:
    """`del d["a"]`."""
    place = _place(body, target)
    if place is None:
        return ()
    root, path, holder = place
    gone = as_dict(holder.type)
    if not isinstance(gone, DictOf | ListOf) or (isinstance(holder.type, Record) and holder.type.name):
        body.error(types.UNSUPPORTED_OPERATION, f"nothing can be deleted from `{spelled(holder.type)}`", target)
        return ()
    return update_of(body, node, root, path[:-1], "delete", (path[-1],), grown=(path[:-1], gone))


def method_statement(body: Body, node: ast.Call) -> tuple[Statement, ...] | None:
    """`rows.append(x)` as a statement; None where it is no change in place."""
    function = node.func
    if not isinstance(function, ast.Attribute) or function.attr not in CHANGING:
        return None
    if (filled := _filled(body, node, function)) is not None:
        return filled
    if not is_rooted(body, function.value):
        return None
    holder = expressions.value_of(body, function.value)
    if holder.type is UNKNOWN:
        read_all(body, node)
        return ()
    if function.attr not in _methods(holder.type):
        return None
    low, high = _COUNTS[function.attr]
    if node.keywords or not low <= len(node.args) <= high or any(isinstance(one, ast.Starred) for one in node.args):
        body.error(
            types.UNSUPPORTED_OPERATION, f"`.{function.attr}()` in place is not compiled with these arguments", node
        )
        return ()
    if function.attr in ("extend", "update"):
        allow_iterator(body, node.args[0])
    element = _element(holder.type, function.attr)
    arguments = tuple(json_value(body, one, element) for one in node.args)
    root, path = root_of(body, function.value)
    if any(one.type is UNKNOWN for one in arguments):
        return ()
    if function.attr in ("extend", "update") and isinstance(holder.type, ListOf):
        arguments = (as_list(body, node.args[0], arguments[0]),)
    for argument in arguments:
        ownership.share(body, argument)
    grown = grown_by(holder.type, function.attr, arguments)
    return update_of(body, node, root, path, function.attr, arguments, grown=(path, grown))


def _filled(body: Body, node: ast.Call, function: ast.Attribute) -> tuple[Statement, ...] | None:
    """`groups.setdefault(key, []).append(x)` as `groups.setdefault(key, [])`, then `groups[key].append(x)`."""
    match function.value:
        case ast.Call(ast.Attribute(ast.Name() as holder, "setdefault"), [key, _], []) as first:
            if mentions(expressions.value_of(body, key), WORK):  # computed once only
                return None
        case _:
            return None
    entry = ast.copy_location(ast.Subscript(holder, key, ast.Load()), first)
    again = ast.copy_location(ast.Attribute(entry, function.attr, ast.Load()), function)
    made = method_statement(body, first)
    filled = method_statement(body, ast.copy_location(ast.Call(again, node.args, node.keywords), node)) if made else ()
    return (*made, *filled) if made and filled else made


def _element(type_: Type, method: str) -> Type | None:
    if isinstance(type_, ListOf | SetOf):
        return type_ if method in ("extend", "update") else type_.item if method in ("append", "add") else None
    return None


def as_list(body: Body, node: ast.expr, value: Value) -> Value:
    """Anything that can be iterated as a list, which is how `extend` and `+=` take it."""
    if isinstance(value.type, ListOf) or value.type is UNKNOWN:
        return value
    item = library.iterate(value)
    if isinstance(item, Refusal):
        return body.refuse(types.UNSUPPORTED_OPERATION, item, node)
    return Operation("list", (cast(Expression, value),), (), ListOf(item), value.span)


def is_pop(body: Body, node: ast.Assign) -> bool:
    """`last = rows.pop()`."""
    match node:
        case ast.Assign(targets=[ast.Name()], value=ast.Call(func=ast.Attribute(value=inner, attr="pop"))):
            return is_rooted(body, inner)
        case _:
            return False


def pop_assignment(body: Body, node: ast.Assign) -> tuple[Statement, ...]:
    """`last = rows.pop()` as the item, then the change; `d.pop(k, default)` reads `d.get(k, default)`."""
    call = cast(ast.Call, node.value)
    function = cast(ast.Attribute, call.func)
    target = cast(ast.Name, node.targets[0])
    holder, holder_again = read_and_written(body, function.value)
    if not call.args:
        again: list[ast.expr] = []
        index: ast.expr = ast.copy_location(ast.UnaryOp(ast.USub(), ast.copy_location(ast.Constant(1), call)), call)
    else:
        index, key = first_and_again(body, call.args[0])
        again = [key, *call.args[1:]]
    read: ast.expr = ast.Subscript(holder, index, ast.Load())
    if len(call.args) > 1:
        got = ast.copy_location(ast.Attribute(holder, "get", ast.Load()), function)
        default, default_again = first_and_again(body, call.args[1])
        read, again = ast.Call(got, [index, default], []), [again[0], default_again]
    value = expressions.value_of(body, ast.copy_location(read, call))
    taken = ast.copy_location(ast.Attribute(holder_again, function.attr, ast.Load()), function)
    changed = method_statement(body, ast.copy_location(ast.Call(taken, again, call.keywords), call))
    body.scope.set(target.id, Binding(value.type))
    if value.type is UNKNOWN or not changed:
        return ()
    if isinstance(value, Item) and isinstance(plain(value.value.type), ListOf):  # it fails in other words
        value = Operation("popped[]", (value.value, value.index), (), value.type, value.span)
    return (Assign(target.id, value, body.span(node)), *changed)


# ---- where a change goes ----


def is_rooted(body: Body, node: ast.expr) -> bool:
    """Whether an expression is a variable, or items and fields below one."""
    while isinstance(node, ast.Subscript | ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and body.is_local(node.id)


def _place(body: Body, target: ast.Subscript | ast.Attribute) -> tuple[str, tuple[Value, ...], Value] | None:
    """The variable, the path under it, the value that holds the last step; None and a finding where it cannot be."""
    if not is_rooted(body, target):
        body.error(
            syntax.UNSUPPORTED_TARGET, "only a variable's own value can be changed", target, "assign it to a name first"
        )
        return None
    holder = expressions.value_of(body, target.value)
    if isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice):
        body.error(syntax.UNSUPPORTED_TARGET, "a slice cannot be changed so", target, "assign it: `rows[:1] = more`")
        return None
    last = _step(body, target)
    if (
        holder.type is UNKNOWN
        or last.type is UNKNOWN
        or operators.missing_none_check(body, target.value, holder, "items")
    ):
        return None
    root, path = root_of(body, target.value)
    return root, (*path, last), holder


def root_of(body: Body, node: ast.expr) -> tuple[str, tuple[Value, ...]]:
    """The variable below which an expression lies, and the path to it."""
    path: list[Value] = []
    while isinstance(node, ast.Subscript | ast.Attribute):
        path.insert(0, _step(body, node))
        node = node.value
    assert isinstance(node, ast.Name)
    return node.id, tuple(path)


def _step(body: Body, node: ast.Subscript | ast.Attribute) -> Value:
    if isinstance(node, ast.Attribute):
        return Constant(node.attr, STR, body.span(node))
    return expressions.value_of(body, node.slice)


def _may_set(
    body: Body, target: ast.Subscript | ast.Attribute, holder: Value, key: Value, value: Value, node: ast.expr | None
) -> bool:
    """Whether the value that holds the place takes this one there."""
    type_ = holder.type
    if isinstance(target, ast.Attribute):
        return _may_set_field(body, target, type_, value, node)
    if isinstance(type_, ListOf) and key.type is INT:
        return True
    if isinstance(type_, DictOf) or (isinstance(type_, Record) and is_dict_like(type_)):
        if isinstance(type_, Record) and type_.kind is RecordKind.TYPED_DICT:
            field = next((one for one in type_.fields if isinstance(key, Constant) and one.name == key.value), None)
            return _fits_field(body, target, type_, field, value, node)
        return True
    if type_ is ANY:
        return True
    body.error(types.UNSUPPORTED_OPERATION, f"`{spelled(type_)}` takes no item here", target)
    return False


def _may_set_field(body: Body, target: ast.Attribute, type_: Type, value: Value, node: ast.expr | None) -> bool:
    if not isinstance(type_, Record) or type_.kind is not RecordKind.DATACLASS:
        body.error(types.UNSUPPORTED_OPERATION, f"`{spelled(type_)}` has no attributes to set", target)
        return False
    parameters = getattr(type_.python, "__dataclass_params__", None)
    if parameters is not None and parameters.frozen:
        body.error(
            types.UNSUPPORTED_OPERATION, f"`{type_.name}` is frozen", target, f"make a new one: `{type_.name}(…)`"
        )
        return False
    field = next((one for one in type_.fields if one.name == target.attr), None)
    return _fits_field(body, target, type_, field, value, node)


def _fits_field(
    body: Body, target: ast.expr, type_: Record, field: FieldOf | None, value: Value, node: ast.expr | None
) -> bool:
    if field is None:
        body.error(types.UNKNOWN_ATTRIBUTE, f"`{type_.name}` has no such field", target)
        return False
    if fits(value, field.type):
        return True
    body.error(
        types.WRONG_ASSIGNMENT,
        f"`{field.name}` of `{type_.name}` is `{spelled(field.type)}`, this is `{spelled(value.type)}`",
        node if node is not None else target,
        conversion_help(node, value, field.type) if node is not None else None,
    )
    return False


def update_of(
    body: Body,
    node: ast.stmt | ast.Call,
    root: str,
    path: tuple[Value, ...],
    method: str,
    arguments: tuple[Value, ...],
    *,
    grown: tuple[tuple[Value, ...], Type] | None = None,
    taken: Owned | None = None,
    deep: bool = False,
) -> tuple[Statement, ...]:
    """The Update, where nobody else can see the value; and what the variable's type is behind it."""
    binding = body.scope.get(root)
    if binding is None or binding.type is UNKNOWN:
        return ()
    if any(loop.iterated == root for loop in body.loops):
        body.error(
            flows.SHARED_CHANGE,
            f"`{root}` is changed while a loop goes over it",
            node,
            f"loop over a copy: `list({root})`",
        )
        return ()
    deep = deep or len(path) > (method == "set")
    if not binding.owned or (deep and binding.owned is not Owned.WHOLE) or body.hidden.get(root):
        report_shared(body, node, root, _part_help(node) if deep else _copy_help(root, binding.type))
        return ()
    if grown is None:
        grown = (path, arguments[0].type) if method == "set" else (path, UNKNOWN)
    before = binding.type
    after = retyped(before, grown[0], grown[1]) if grown[1] is not UNKNOWN else before
    if taken is None:
        spread = method in ("extend", "update")
        taken = ownership.held_inside(arguments[0]) if spread else ownership.held_with(arguments)
    body.scope.set(root, Binding(after, owned=min(binding.owned, taken)))
    return (Update(root, path, method, arguments, body.span(node), before),)


def _copy_help(name: str, type_: Type) -> str:
    copy = "list" if isinstance(type_, ListOf) else "dict" if isinstance(as_dict(type_), DictOf) else None
    return f"change a copy: `{name} = {copy}({name})`" if copy else "build a new value and assign it"


def _part_help(node: ast.stmt | ast.Call) -> str:
    match node:
        case ast.Call(func=ast.Attribute(value=part, attr="append" | "extend" | "insert")):
            return f"give the part a new value: `{ast.unparse(part)} = [*{ast.unparse(part)}, …]`"
        case ast.Assign(targets=[ast.Subscript(value=part, slice=key)]) if not isinstance(key, ast.Slice):
            text = ast.unparse(part)
            return f"give the part a new value: `{text} = {{**{text}, {ast.unparse(key)}: …}}`"
        case _:
            return "build a new value and assign it"


def report_shared(body: Body, node: Located, name: str, help_: str) -> None:
    """Report a change that another name would see."""
    body.error(
        flows.SHARED_CHANGE,
        f"`{name}` is changed in place, but its value can be seen under another name",
        node,
        help_,
        notes=("values of a state machine are JSON: each name has its own copy",),
    )


def _methods(type_: Type) -> frozenset[str]:
    match type_:
        case ListOf():
            return _LIST
        case DictOf():
            return _DICT
        case Record() if is_dict_like(type_):
            return _DICT
        case SetOf():
            return _SET
        case _:
            return frozenset()


def explain_change(body: Body, node: ast.Attribute, type_: Type) -> bool:
    """Report a changing method where its value is needed, or whose value has no name; whether it is one."""
    if node.attr not in _methods(type_):
        return False
    text = ast.unparse(node.value)
    help_ = f"let it stand alone: `{text}.{node.attr}(…)`"
    if node.attr == "sort":
        help_ = f"write `sorted({text})`"
    elif node.attr == "pop":
        help_ = f"let it stand alone: `last = {text}.pop()`"
    body.error(
        types.UNSUPPORTED_OPERATION, f"`.{node.attr}()` changes its value, and stands inside an expression", node, help_
    )
    return True
