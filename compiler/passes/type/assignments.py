"""Assignments, and expressions that stand alone.

export = export_orders(day)            Assign("export", StepCall(…))
orders, customers = parallel(…)        Assign(Names(("orders", "customers")), ParallelCall(…))
total += rows                          Assign("total", Binary("+", …))
d["a"]["b"] = v, rows.append(x)        Update(…): see `updates`
"""

import ast
from typing import cast

from compiler.diagnostics.codes import names, syntax, types
from compiler.forms.expressions import Expression
from compiler.forms.program import Assign, Evaluate, Statement, Value
from compiler.forms.types import UNKNOWN, ListOf, Type
from compiler.library.shapes import spelled
from compiler.passes.type import expressions, operators, ownership, replacements, unpacking, updates
from compiler.passes.type.annotations import Unsupported
from compiler.passes.type.arguments import conversion_help
from compiler.passes.type.assignable import fits, is_vague
from compiler.passes.type.body import Body
from compiler.passes.type.displays import kept
from compiler.passes.type.iterating import allow_iterator
from compiler.passes.type.leaving import is_match
from compiler.passes.type.scope import Binding, Owned
from compiler.passes.type.targets import target_of, written_names


def assign_statement(body: Body, node: ast.Assign) -> tuple[Statement, ...]:
    """`a = value`, `a = b = value`, `a, b = value`."""
    if unpacking.is_starred(node):
        return unpacking.starred_assignment(body, node)
    if unpacking.has_parts(node):
        return tuple(found for one in unpacking.by_names(body, node) for found in assign_statement(body, one))
    if updates.is_pop(body, node):
        return updates.pop_assignment(body, node)
    if len(node.targets) == 1 and (isinstance(node.targets[0], ast.Tuple | ast.List) or _is_slice(node.targets[0])):
        allow_iterator(body, node.value)
    expected = body.declared.get(node.targets[0].id) if isinstance(node.targets[0], ast.Name) else None
    value = expressions.value_of(body, node.value, expected)
    value = value if is_match(value.type) else kept(body, node.value, value)
    found: list[Statement] = []
    for target in node.targets:
        found += _assign(body, node, target, value)
        if len(node.targets) > 1 and isinstance(target, ast.Name) and value.type is not UNKNOWN:
            # The first name has the value; the others read it from there.
            value = expressions.value_of(body, ast.copy_location(ast.Name(target.id, ast.Load()), target))
    return tuple(found)


def _assign(body: Body, node: ast.Assign | ast.AnnAssign, target: ast.expr, value: Value) -> tuple[Statement, ...]:
    if isinstance(target, ast.Subscript | ast.Attribute):
        if isinstance(target, ast.Subscript) and _is_slice(target):
            return replacements.slice_statement(body, node, target, value)
        return updates.set_statement(body, node, target, value)
    if isinstance(target, ast.Name):
        _check_declared(body, node, target.id, value)
    ownership.share(body, value)
    known = target_of(body, target, _bound_type(body, target, value), owned=ownership.held(value))
    if known is None or value.type is UNKNOWN:
        return ()
    return (Assign(known, value, body.span(node)),)


def _is_slice(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and isinstance(target.slice, ast.Slice)


def _bound_type(body: Body, target: ast.expr, value: Value) -> Type:
    """The value's own type, unless an annotation says more, or something else: that was reported once."""
    declared = body.declared.get(target.id) if isinstance(target, ast.Name) else None
    if declared is not None and value.type is not UNKNOWN and (is_vague(value.type) or not fits(value, declared)):
        return declared
    return value.type


def _check_declared(body: Body, node: ast.Assign | ast.AnnAssign, name: str, value: Value) -> None:
    declared = body.declared.get(name)
    if declared is None or value.type is UNKNOWN or fits(value, declared):
        return
    written = node.value
    assert written is not None
    body.error(
        types.WRONG_ASSIGNMENT,
        f"`{name}` is declared `{spelled(declared)}`, this is `{spelled(value.type)}`",
        written,
        conversion_help(written, value, declared),
    )


def annotated_statement(body: Body, node: ast.AnnAssign) -> tuple[Statement, ...]:
    """`a: int = value`; without a value only the type is noted."""
    if isinstance(node.target, ast.Name):
        declared = _declared(body, node.annotation)
        if declared is not None:
            body.declared[node.target.id] = declared
    if node.value is None:
        return ()
    expected = body.declared.get(node.target.id) if isinstance(node.target, ast.Name) else None
    value = kept(body, node.value, expressions.value_of(body, node.value, expected))
    return _assign(body, node, node.target, value)


def _declared(body: Body, node: ast.expr) -> Type | None:
    text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ast.unparse(node)
    try:
        return body.unit.annotations.type_of(text, body.namespace)
    except Unsupported as problem:
        code = names.UNRESOLVED_ANNOTATION if problem.unresolved else names.UNSUPPORTED_TYPE
        body.error(code, str(problem), node, problem.help)
        return UNKNOWN


def augmented_statement(body: Body, node: ast.AugAssign) -> tuple[Statement, ...]:
    """`a += value`, also of a part: `d["n"] += 1`."""
    if isinstance(node.target, ast.Subscript | ast.Attribute):
        return updates.augmented_update(body, node, node.target)
    read = ast.copy_location(ast.Name(node.target.id, ast.Load()), node.target)
    before = expressions.value_of(body, read)
    value = expressions.value_of(body, node.value)
    name = node.target.id
    binding = body.scope.get(name)
    if ownership.is_mutable(before.type) and binding is not None and not binding.owned:
        updates.report_shared(body, node, name, f"write `{name} = {name} {operators.BINARY[type(node.op)]} …`")
    if isinstance(before.type, ListOf) and isinstance(node.op, ast.Add) and not isinstance(value.type, ListOf):
        value = updates.as_list(body, node.value, value)
    combined = operators.combine(body, node, operators.BINARY.get(type(node.op)), before, value)
    ownership.share(body, value)
    owned = min(Owned.WHOLE if binding is None else binding.owned, ownership.held_inside(value))
    body.scope.set(name, Binding(combined.type, owned=owned))
    if combined.type is UNKNOWN:
        return ()
    return (Assign(name, cast(Expression, combined), body.span(node)),)


def expression_statement(body: Body, node: ast.Expr) -> tuple[Statement, ...]:
    """A call for what it does; a text alone is a comment."""
    if isinstance(node.value, ast.Constant):
        return ()
    if isinstance(node.value, ast.Call):
        changed = replacements.sort_statement(body, node.value)
        changed = updates.method_statement(body, node.value) if changed is None else changed
        if changed is not None:
            return changed
    value = expressions.value_of(body, node.value)
    return (Evaluate(value, body.span(node)),) if value.type is not UNKNOWN else ()


def delete_statement(body: Body, node: ast.Delete) -> tuple[Statement, ...]:
    """`del d["a"]`, `del name`."""
    found: list[Statement] = []
    for target in node.targets:
        if isinstance(target, ast.Subscript):
            found += (replacements.slice_deletion if _is_slice(target) else updates.delete_update)(body, node, target)
        elif isinstance(target, ast.Name):
            expressions.value_of(body, ast.copy_location(ast.Name(target.id, ast.Load()), target))
            body.scope.set(target.id, None)
        else:
            for name in written_names(target):
                body.scope.set(name, None)
            body.error(syntax.UNSUPPORTED_TARGET, "only names and items can be deleted", target)
    return tuple(found)
