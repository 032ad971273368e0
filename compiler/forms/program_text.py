"""A Program as text: what `--dump` prints and what tests compare.

pipeline nightly_orders(day: date) -> dict[str, Any]:
  export = step export_orders(day=day)                 : Export
  if orders.rejected > 0:
    raise ImportFailed f"…"
"""

from collections.abc import Iterator
from typing import assert_never

from compiler.forms.depth import deep_recursion
from compiler.forms.expression_text import target_words, words
from compiler.forms.expressions import Expression
from compiler.forms.program import (
    AnyOfPattern,
    Assert,
    Assign,
    BlockCall,
    Break,
    CapturePattern,
    ClassPattern,
    Continue,
    EachCall,
    Evaluate,
    For,
    If,
    MappingPattern,
    Match,
    ParallelCall,
    Pattern,
    PipelineCall,
    Program,
    Raise,
    Return,
    Routine,
    SequencePattern,
    ServiceCall,
    Signature,
    Statement,
    StepCall,
    Try,
    Update,
    Value,
    ValuePattern,
    WaitCall,
    Walrus,
    While,
)
from compiler.forms.type_text import spelled
from compiler.forms.types import Type


def show(program: Program) -> str:
    """Every pipeline, block and step, one statement a line, bodies indented by two spaces."""
    with deep_recursion():
        parts = [
            *(_routine("pipeline", one) for one in program.pipelines.values()),
            *(_routine("block", one) for one in program.blocks.values()),
            *(f"step {one.definition.function.__name__}{_signature(one.signature)}" for one in program.steps.values()),
        ]
    return "\n\n".join(parts)


def _routine(word: str, routine: Routine) -> str:
    name = routine.definition.function.__name__
    head = f"{word} {name}{_signature(routine.signature, routine.returns)}:"
    return "\n".join([head, *_indented(routine.body)])


def _signature(signature: Signature, returns: Type | None = None) -> str:
    given = [
        f"{one.name}: {spelled(one.type)}" + (f" = {words(one.default)}" if one.default else "")
        for one in signature.parameters
    ]
    given += ["/"] if signature.whole else []
    given += [f"token {signature.token}"] if signature.token else []
    result = returns if returns is not None else signature.result
    return f"({', '.join(given)}) -> {spelled(result)}"


def _indented(body: tuple[Statement, ...]) -> Iterator[str]:
    for statement in body:
        for line in _statement(statement):
            yield f"  {line}"


def _statement(statement: Statement) -> Iterator[str]:
    match statement:
        case If(test, then, otherwise):
            yield f"if {value_words(test)}:"
            yield from _indented(then)
            yield from _suite("else:", otherwise)
        case While(test, body, otherwise):
            yield f"while {value_words(test)}:"
            yield from _indented(body)
            yield from _suite("else:", otherwise)
        case For(target, items, body, otherwise):
            yield f"for {target_words(target)} in {value_words(items)}:"
            yield from _indented(body)
            yield from _suite("else:", otherwise)
        case Try(body, handlers, otherwise, final):
            yield "try:"
            yield from _indented(body)
            for handler in handlers:
                caught = ", ".join(handler.errors) if handler.errors is not None else "everything"
                yield f"except {caught}{f' as {handler.name}' if handler.name else ''}:"
                yield from _indented(handler.body)
            yield from _suite("else:", otherwise)
            yield from _suite("finally:", final)
        case Match(subject, cases):
            yield f"match {value_words(subject)}:"
            for case in cases:
                guard = f" if {value_words(case.guard)}" if case.guard else ""
                yield f"  case {pattern_words(case.pattern)}{guard}:"
                yield from (f"  {line}" for line in _indented(case.body))
        case _:
            yield _simple(statement)


def _suite(word: str, body: tuple[Statement, ...]) -> Iterator[str]:
    if body:
        yield word
        yield from _indented(body)


def _simple(
    statement: Assign | Update | Evaluate | Break | Continue | Raise | Return | Assert,
) -> str:
    match statement:
        case Assign(target, value):
            return f"{target_words(target)} = {value_words(value)}  : {spelled(value.type)}"
        case Update(name, path, method, arguments):
            below = "".join(f"[{value_words(key)}]" for key in path)
            return f"{name}{below} {method} {', '.join(map(value_words, arguments))}".rstrip()
        case Evaluate(value):
            return value_words(value)
        case Break():
            return "break"
        case Continue():
            return "continue"
        case Raise(error, _, message, again):
            if error is None:
                return f"raise {again} again" if again else "raise again"
            return f"raise {error}{f' {value_words(message)}' if message else ''}"
        case Return(value):
            return f"return {value_words(value)}" if value is not None else "return"
        case Assert(test, message):
            return f"assert {value_words(test)}{f', {value_words(message)}' if message else ''}"
        case other:
            assert_never(other)


def value_words(value: Value) -> str:
    """A value as text: calls by the word for what they start, expressions as Python-like text."""
    match value:
        case StepCall(step, whole, arguments):
            return f"step {step.function.__name__}({_arguments(whole, arguments)})"
        case BlockCall(block, arguments):
            return f"block {block.rpartition(':')[2]}({_arguments(None, arguments)})"
        case PipelineCall(pipeline, whole, arguments):
            return f"run {pipeline.function.__name__}({_arguments(whole, arguments)})"
        case ServiceCall(resource, arguments):
            return f"service {resource}({_arguments(None, arguments)})"
        case ParallelCall(branches):
            return f"parallel({', '.join(map(value_words, branches))})"
        case EachCall(parameter, items, body, concurrency, options, computed):
            extra = "".join(f", {name}={one!r}" for name, one in sorted(options.items()))
            extra += "".join(f", {name}={value_words(one)}" for name, one in computed)
            limit = f", concurrency={value_words(concurrency)}" if concurrency else ""
            source = f" in {value_words(items)}" if items is not None else ""
            return f"each({value_words(body)} for {parameter}{source}{limit}{extra})"
        case WaitCall(seconds, until):
            return f"wait {value_words(seconds)}s" if seconds is not None else f"wait until {value_words(until)}"  # type: ignore[arg-type]
        case Walrus(name, inner):
            return f"({name} := {value_words(inner)})"
        case _:
            return words(_plain(value))


def _plain(value: Expression) -> Expression:
    return value


def _arguments(whole: Value | None, arguments: tuple[tuple[str, Value], ...]) -> str:
    if whole is not None:
        return value_words(whole)
    return ", ".join(f"{name}={value_words(value)}" for name, value in arguments)


def pattern_words(pattern: Pattern) -> str:
    """A pattern as an author writes it."""
    match pattern:
        case ValuePattern(value):
            return words(value)
        case CapturePattern(name, None):
            return name or "_"
        case CapturePattern(name, inner):
            return f"{pattern_words(inner)} as {name}" if inner is not None else str(name)
        case SequencePattern(items, star):
            inside = (
                f"*{pattern_words(one)}" if place == star else pattern_words(one) for place, one in enumerate(items)
            )
            return f"[{', '.join(inside)}]"
        case MappingPattern(entries, rest):
            pairs = [f"{words(key)}: {pattern_words(one)}" for key, one in entries]
            return f"{{{', '.join([*pairs, *([f'**{rest}'] if rest else [])])}}}"
        case ClassPattern(type_, fields):
            return f"{spelled(type_)}({', '.join(f'{name}={pattern_words(one)}' for name, one in fields)})"
        case AnyOfPattern(options):
            return " | ".join(map(pattern_words, options))
        case other:
            assert_never(other)
