"""Reads Python source as a typed Expression, for tests: just enough of the type pass to write expressions as text.

read("x // 3", {"x": INT})      Binary("//", Local("x"), Constant(3))
"""

import ast
import base64
import datetime as dt
import functools
import hashlib
import json
import math
import os
import random
import re
import urllib.parse
import uuid
from collections.abc import Mapping as Environment
from decimal import Decimal
from typing import Any

from compiler import library
from compiler.diagnostics import NOWHERE
from compiler.forms import expressions as e
from compiler.forms import types as t

NAMESPACE: dict[str, Any] = {
    "base64": base64,
    "functools": functools,
    "hashlib": hashlib,
    "json": json,
    "math": math,
    "os": os,
    "random": random,
    "re": re,
    "urllib": urllib,
    "uuid": uuid,
    "date": dt.date,
    "datetime": dt.datetime,
    "time": dt.time,
    "timedelta": dt.timedelta,
    "UTC": dt.UTC,
    "Decimal": Decimal,
}

OPERATORS: dict[type, Any] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.FloorDiv: "//", ast.Mod: "%", ast.Pow: "**",
    ast.BitOr: "|", ast.BitAnd: "&", ast.BitXor: "^", ast.LShift: "<<", ast.RShift: ">>",
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.In: "in",
    ast.NotIn: "not in", ast.Is: "is", ast.IsNot: "is not", ast.USub: "-", ast.UAdd: "+", ast.Invert: "~",
    ast.Not: "not",
    ast.And: "and", ast.Or: "or",
}  # fmt: skip


class Refused(Exception):
    """The library refuses the expression; `help` is the spelling that works."""

    def __init__(self, refusal: library.Refusal) -> None:
        super().__init__(refusal.message)
        self.help = refusal.help


def read(source: str, types: Environment[str, t.Type], **more: object) -> Any:
    """The typed expression of a source text."""
    return _Reader(dict(types), {**NAMESPACE, **more}).read(ast.parse(source.strip(), mode="eval").body)


def _given(answer: Any) -> Any:
    if isinstance(answer, library.Refusal):
        raise Refused(answer)
    return answer


def type_of_value(value: object) -> t.Type:
    """The type of a constant."""
    match value:
        case bool():
            return t.BOOL
        case tuple():
            return t.TupleOf(tuple(map(type_of_value, value)))
    for kind, type_ in ((int, t.INT), (float, t.FLOAT), (str, t.STR), (dt.datetime, t.Scalar.DATETIME),
                        (dt.date, t.Scalar.DATE), (dt.timedelta, t.Scalar.TIMEDELTA),
                        (Decimal, t.Scalar.DECIMAL)):  # fmt: skip
        if isinstance(value, kind):
            return type_
    return t.NONE if value is None else t.ANY


class _Reader:
    def __init__(self, types, namespace):
        self.types = types
        self.namespace = namespace

    def read(self, node: Any) -> Any:
        return getattr(self, f"_{type(node).__name__.lower()}")(node)

    def _constant(self, node):
        return e.Constant(node.value, type_of_value(node.value), NOWHERE)

    def _name(self, node):
        if node.id in self.types:
            return e.Local(node.id, self.types[node.id], NOWHERE)
        value = self._static(node)
        return e.Constant(value, type_of_value(value), NOWHERE)

    def _static(self, node):
        return eval(ast.unparse(node), {**self.namespace})

    def _joinedstr(self, node):
        parts: list[Any] = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(part.value)
                continue
            spec = part.format_spec.values[0].value if part.format_spec and part.format_spec.values else ""
            conversion: Any = "" if part.conversion == -1 else chr(part.conversion)
            value = self.read(part.value)
            _given(library.format_field(value, spec, conversion))
            parts.append(e.FormatField(value, spec, conversion))
        return e.Format(tuple(parts), t.STR, NOWHERE)

    def _unaryop(self, node):
        operator: Any = OPERATORS[type(node.op)]
        operand = self.read(node.operand)
        value: Any = operand.value if isinstance(operand, e.Constant) else None
        if operator == "-" and type(value) in (int, float):
            return e.Constant(-value, operand.type, NOWHERE)
        return e.Unary(operator, operand, _given(library.unary(operator, operand)), NOWHERE)

    def _binop(self, node):
        operator, left, right = OPERATORS[type(node.op)], self.read(node.left), self.read(node.right)
        return e.Binary(operator, left, right, _given(library.binary(operator, left, right)), NOWHERE)

    def _boolop(self, node):
        operands = tuple(map(self.read, node.values))
        for operand in operands:
            _given(library.truth(operand))
        return e.Logic(OPERATORS[type(node.op)], operands, t.union(*(one.type for one in operands)), NOWHERE)

    def _compare(self, node):
        left = first = self.read(node.left)
        links = []
        for op, second in zip(node.ops, node.comparators, strict=True):
            operator, right = OPERATORS[type(op)], self.read(second)
            _given(library.compare(operator, left, right))
            links.append((operator, right))
            left = right
        return e.Compare(first, tuple(links), t.BOOL, NOWHERE)

    def _ifexp(self, node):
        test, then, otherwise = self.read(node.test), self.read(node.body), self.read(node.orelse)
        _given(library.truth(test))
        return e.Conditional(test, then, otherwise, t.union(then.type, otherwise.type), NOWHERE)

    def _subscript(self, node):
        value = self.read(node.value)
        if isinstance(node.slice, ast.Slice):
            bounds = [
                None if one is None else self.read(one) for one in (node.slice.lower, node.slice.upper, node.slice.step)
            ]
            lower, upper, step = bounds
            return e.Slice(value, lower, upper, step, _given(library.slice_(value, *bounds)), NOWHERE)
        index = self.read(node.slice)
        if isinstance(value.type, t.Record) and isinstance(index, e.Constant):
            return self._field(value, index.value)
        return e.Item(value, index, _given(library.item(value, index)), NOWHERE)

    def _field(self, value, name):
        field = next(one for one in value.type.fields if one.name == name)
        return e.Field(value, name, field.type, NOWHERE)

    def _attribute(self, node):
        if not self._is_value(node.value):
            value = self._static(node)
            return e.Constant(value, type_of_value(value), NOWHERE)
        value = self.read(node.value)
        if isinstance(value.type, t.Record):
            return self._field(value, node.attr)
        if isinstance(value.type, t.ErrorOf):
            return e.Field(value, node.attr, t.STR, NOWHERE)
        found: Any = library.attribute(value.type, node.attr)
        return e.Operation(found.key, (value,), (), _given(library.check(found, (value,), {})), NOWHERE)

    def _is_value(self, node):
        while isinstance(node, ast.Attribute):
            node = node.value
        return not (isinstance(node, ast.Name) and node.id not in self.types)

    def _list(self, node):
        return self._collection(node, lambda items: t.ListOf(t.union(*map(_item_type, items))))

    def _tuple(self, node):
        return self._collection(node, lambda items: t.TupleOf(tuple(map(_item_type, items))))

    def _set(self, node):
        return self._collection(node, lambda items: t.SetOf(t.union(*map(_item_type, items))))

    def _collection(self, node, type_of):
        items = tuple(map(self.read, node.elts))
        return e.Collection(items, type_of(items), NOWHERE)

    def _starred(self, node):
        return e.Spread(self.read(node.value), NOWHERE)

    def _dict(self, node):
        entries = []
        for key, value in zip(node.keys, node.values, strict=True):
            one = self.read(value)
            entries.append(e.Spread(one, NOWHERE) if key is None else (self.read(key), one))
        pairs = [entry for entry in entries if isinstance(entry, tuple)]
        if len(pairs) == len(entries) and all(isinstance(key, e.Constant) for key, _ in pairs):
            fields = {str(key.value): t.FieldOf(str(key.value), value.type) for key, value in pairs}
            return e.Mapping(tuple(entries), t.Record("", tuple(fields.values()), t.RecordKind.LITERAL), NOWHERE)
        values = [pair[1].type for pair in pairs]
        for one in entries:
            if isinstance(one, e.Spread):
                held: Any = one.value.type
                values += [held.value] if isinstance(held, t.DictOf) else [field.type for field in held.fields]
        return e.Mapping(tuple(entries), t.DictOf(pairs[0][0].type if pairs else t.STR, t.union(*values)), NOWHERE)

    def _listcomp(self, node):
        return self._comprehension(node, node.elt, None, t.ListOf)

    _generatorexp = _listcomp

    def _setcomp(self, node):
        return self._comprehension(node, node.elt, None, t.SetOf)

    def _dictcomp(self, node):
        return self._comprehension(node, node.value, node.key, None)

    def _comprehension(self, node, element, key, kind):
        inner, clauses = _Reader(dict(self.types), self.namespace), []
        for generator in node.generators:
            iterable = inner.read(generator.iter)
            target = _target(generator.target)
            inner.types.update(_bound(target, _given(library.iterate(iterable))))
            clauses.append(e.Clause(target, iterable, tuple(map(inner.read, generator.ifs))))
        one = inner.read(element)
        key_node: Any = inner.read(key) if key else None
        type_ = kind(one.type) if kind else t.DictOf(key_node.type, one.type)
        return e.Comprehension(one, key_node, tuple(clauses), type_, NOWHERE)

    def _call(self, node):
        if isinstance(node.func, ast.Name) and node.func.id == "Decimal" and isinstance(node.args[0], ast.Constant):
            return e.Constant(self._static(node), t.Scalar.DECIMAL, NOWHERE)
        if isinstance(node.func, ast.Attribute) and self._is_value(node.func.value):
            receiver = self.read(node.func.value)
            found: Any = library.method(receiver.type, node.func.attr)
            if found is None:
                raise Refused(library.Refusal(f"no method {node.func.attr}"))
            arguments = [receiver, *(self._argument(one, found.takes) for one in node.args)]
        else:
            found = library.function(self._static(node.func))
            arguments = [self._argument(one, found.takes) for one in node.args]
        assert found is not None, ast.unparse(node.func)
        keywords = {one.arg: self._argument(one.value, found.takes) for one in node.keywords}
        self._type_lambdas(found, arguments, keywords)
        type_ = _given(library.check(found, arguments, keywords))
        return e.Operation(found.key, tuple(arguments), tuple(keywords.items()), type_, NOWHERE)

    def _names_function(self, node):
        return isinstance(node, ast.Name) and node.id not in self.types and library.function(self._static(node))

    def _argument(self, node: Any, takes_functions: object) -> Any:
        if isinstance(node, ast.Lambda):
            return node
        if self._names_function(node) and takes_functions:
            return ast.parse(f"lambda x: {node.id}(x)", mode="eval").body
        return self.read(node)

    def _type_lambdas(self, found, arguments, keywords):
        known = [None if isinstance(one, ast.Lambda) else one for one in arguments]
        named = {key: None if isinstance(one, ast.Lambda) else one for key, one in keywords.items()}
        for holder, places in ((arguments, range(len(arguments))), (keywords, list(keywords))):
            for place in places:
                if isinstance(holder[place], ast.Lambda):
                    types = _given(library.lambda_parameters(found, place, known, named))
                    holder[place] = self._lambda(holder[place], types)

    def _lambda(self, node, types):
        names = tuple(one.arg for one in node.args.args)
        body = _Reader({**self.types, **dict(zip(names, types, strict=True))}, self.namespace).read(node.body)
        return e.Lambda(names, body, body.type, NOWHERE)


def _item_type(item):
    return _given(library.iterate(item.value)) if isinstance(item, e.Spread) else item.type


def _target(node):
    return node.id if isinstance(node, ast.Name) else e.Names(tuple(map(_target, node.elts)))


def _bound(target, type_):
    if isinstance(target, str):
        return {target: type_}
    return {
        name: found
        for part, item in zip(target.items, type_.items, strict=True)
        for name, found in _bound(part, item).items()
    }
