"""Expressions as short Python-like text: for state names, for `show`, for messages.

    words(Compare(Field(Local("orders"), "rejected"), ((">", Constant(0)),)))       orders.rejected > 0

Flow text, graphs and state names show expressions so; the text is for people and is not read back.
"""

from typing import Any

from compiler.forms.expressions import (
    Binary,
    Collection,
    Compare,
    Comprehension,
    Conditional,
    Constant,
    Construct,
    ErrorOutput,
    Expression,
    Fact,
    Field,
    Format,
    FormatField,
    Item,
    Lambda,
    Local,
    Logic,
    Mapping,
    Operation,
    Result,
    Slice,
    Spread,
    StateInput,
    Target,
    Unary,
)

_TIGHT = (
    Constant,
    Local,
    Result,
    StateInput,
    ErrorOutput,
    Fact,
    Field,
    Item,
    Slice,
    Collection,
    Mapping,
    Operation,
    Format,
)


def target_words(target: Target) -> str:
    """`i, (a, b)` as an author writes it."""
    if isinstance(target, str):
        return target
    inner = (one if isinstance(one, str) else f"({target_words(one)})" for one in target.items)
    return ", ".join(inner)


def words(node: Expression | Lambda | Spread) -> str:
    """The expression as Python-like text, on one line."""
    match node:
        case Constant(value):
            return _constant(value)
        case Local(name):
            return name
        case Result():
            return "result"
        case StateInput():
            return "input"
        case ErrorOutput():
            return "error"
        case Fact(path):
            return ".".join(("context", *path))
        case Format(parts):
            return 'f"' + "".join(_part(part) for part in parts) + '"'
        case Field(value, name):
            return f"{_tight(value)}.{name}"
        case Item(value, index):
            return f"{_tight(value)}[{words(index)}]"
        case Slice(value, lower, upper, step):
            ends = [words(one) if one else "" for one in (lower, upper)] + ([words(step)] if step else [])
            return f"{_tight(value)}[{':'.join(ends)}]"
        case Spread(value):
            return f"*{_tight(value)}"
        case Lambda(parameters, body):
            return f"lambda {', '.join(parameters)}: {words(body)}"
        case _:
            return _compound(node)


def _compound(node: Any) -> str:
    match node:
        case Unary(operator, operand):
            return f"{operator}{' ' if operator == 'not' else ''}{_tight(operand)}"
        case Binary(operator, left, right):
            return f"{_tight(left)} {operator} {_tight(right)}"
        case Logic(operator, operands):
            return f" {operator} ".join(words(one) if isinstance(one, Compare) else _tight(one) for one in operands)
        case Compare(first, links):
            return _compared(first) + "".join(f" {operator} {_compared(other)}" for operator, other in links)
        case Conditional(test, then, otherwise):
            return f"{words(then)} if {words(test)} else {words(otherwise)}"
        case Collection(items):
            return f"[{', '.join(words(item) for item in items)}]"
        case Mapping(entries):
            inner = (
                f"**{words(e.value)}" if isinstance(e, Spread) else f"{words(e[0])}: {words(e[1])}" for e in entries
            )
            return f"{{{', '.join(inner)}}}"
        case Construct(fields, type_):
            return f"{type_.name}({', '.join(f'{name}={words(value)}' for name, value in fields)})"
        case Comprehension(element, key, clauses):
            made = words(element) if key is None else f"{words(key)}: {words(element)}"
            loops = "".join(
                f" for {target_words(clause.target)} in {words(clause.iterable)}"
                + "".join(f" if {words(one)}" for one in clause.conditions)
                for clause in clauses
            )
            return f"[{made}{loops}]"
        case Operation(name, arguments, keywords):
            return _call(name, [words(one) for one in arguments], [f"{key}={words(one)}" for key, one in keywords])
        case _:
            return type(node).__name__


def _call(name: str, arguments: list[str], keywords: list[str]) -> str:
    owner, dot, method = name.rpartition(".")
    if dot and owner in ("str", "list", "dict", "set", "tuple", "date", "datetime", "timedelta") and arguments:
        return f"{arguments[0]}.{method}({', '.join(arguments[1:] + keywords)})"
    return f"{name}({', '.join(arguments + keywords)})"


def _tight(node: Expression) -> str:
    text = words(node)
    return text if isinstance(node, _TIGHT) else f"({text})"


def _compared(node: Expression) -> str:
    """A side of a comparison: arithmetic binds tighter, and reads better without parentheses."""
    return words(node) if isinstance(node, Binary) else _tight(node)


def _part(part: str | FormatField) -> str:
    if isinstance(part, str):
        return part
    conversion = f"!{part.conversion}" if part.conversion else ""
    spec = f":{part.spec}" if part.spec else ""
    return f"{{{words(part.value)}{conversion}{spec}}}"


def _constant(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) and '"' not in value else repr(value)
