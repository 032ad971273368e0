"""Variables of whole bodies replaced by expressions, or renamed.

substituted((Return(Local("a")),), {"a": "b"})      (Return(Local("b")),)
"""

from dataclasses import replace

from compiler.forms.expressions import Expression
from compiler.forms.flow import Arm, Assign, Block, Body, Catcher, Do, Enter, If, Operation, Raise, Return, Try
from compiler.forms.traverse import Replacements, substitute
from compiler.passes.rewrite.trees import map_bodies, map_work


def substituted(body: Body, values: Replacements) -> Body:
    """The body with the variables replaced wherever they are read, and renamed where they are assigned."""
    return tuple(_operation(operation, values) for operation in body)


def _operation(operation: Operation, values: Replacements) -> Operation:
    def new(expression: Expression) -> Expression:
        return substitute(expression, values)

    def all_new(assigns: tuple[Assign, ...]) -> tuple[Assign, ...]:
        return tuple(Assign(_name(one.name, values), new(one.value)) for one in assigns)

    operation = map_bodies(operation, lambda body: substituted(body, values))
    match operation:
        case Do():
            output = None if operation.output is None else new(operation.output)
            return replace(map_work(operation, new), assigns=all_new(operation.assigns), output=output)
        case If(_, arms, _, _, rest):
            changed: tuple[Arm, ...] = tuple(
                replace(arm, test=new(arm.test), assigns=all_new(arm.assigns)) for arm in arms
            )
            return replace(operation, arms=changed, otherwise_assigns=all_new(rest))
        case Block(_, slot):
            return replace(operation, slot=_name(slot, values))
        case Enter(_, _, assigns):
            return replace(operation, assigns=all_new(assigns))
        case Try(_, catchers):
            handlers: tuple[Catcher, ...] = tuple(replace(one, assigns=all_new(one.assigns)) for one in catchers)
            return replace(operation, catchers=handlers)
        case Raise(_, error, _, cause):
            return replace(operation, error=new(error), cause=None if cause is None else new(cause))
        case Return(value):
            return operation if value is None else replace(operation, value=new(value))
        case _:
            return operation


def _name(name: str, values: Replacements) -> str:
    other = values.get(name)
    return other if isinstance(other, str) else name
