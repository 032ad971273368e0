"""Random well-typed pipelines, as source text, with inputs to run them on.

    program = data.draw(programs())
    program.source, program.inputs

A program uses the steps of `prelude.py.txt`, which are pure Python, and the whole language: every statement and
expression in every other one (`statements`, `expressions`), blocks called from blocks. Every program is valid
Python that ends; what it computes may fail.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.properties.expressions import ANNOTATIONS, INPUTS, LITERALS, expression, filled
from tests.properties.statements import statements
from tests.properties.writing import Writer

PRELUDE = (Path(__file__).parent / "prelude.py.txt").read_text()


@dataclass(frozen=True)
class Program:
    """One random program: its module's text, and inputs that fit its parameters."""

    source: str
    inputs: list[dict[str, Any]]

    @property
    def body(self) -> str:
        """The pipeline alone, without the steps that all programs share."""
        return self.source.removeprefix(PRELUDE)


def _parameters(w: Writer, names: list[str], types: list[str], defaults: list[str | None]) -> str:
    w.variables |= dict(zip(names, types, strict=True))
    listed = zip(names, types, defaults, strict=True)
    return ", ".join(f"{n}: {ANNOTATIONS[t]}" + (f" = {d}" if d is not None else "") for n, t, d in listed)


def _block(w: Writer, name: str) -> list[str]:
    """A block's lines; afterwards the writer may call it."""
    inner = Writer(w.draw, budget=4, blocks=dict(w.blocks))
    types = [w.pick("int", "int", "str", "ints", "Pair") for _ in range(w.draw(st.integers(1, 2)))]
    inner.result = w.pick("int", "int", "str", "ints", "Pair", "both", "counts")
    kind = w.pick("serial", "serial", "parallel")
    listed = _parameters(inner, [f"a{n}" for n in range(len(types))], types, [None] * len(types))
    if kind == "parallel":
        branches = (
            ("add(<int>, 1)", "int"),
            ("shout(<str>)", "str"),
            ("pair_of(<int>, <str>)", "Pair"),
            ("words(<str>)", "strs"),
        )
        inner.result = "tuple"
        for number in range(2):
            template, _ = w.pick(*branches)
            inner.line(f"b{number} = {filled(inner, template)}")
        returned, annotation = "b0, b1", "tuple"
    else:
        statements(inner)
        returned, annotation = expression(inner, inner.result, 2), ANNOTATIONS[inner.result]
    inner.line(f"return {returned}")
    header = f"def {name}({listed})" + (f" -> {annotation}:" if annotation != "tuple" else ":")
    w.blocks[name] = (*types, inner.result if annotation != "tuple" else "Any")
    return [f"@{kind}", header, *inner.lines, "", ""]


@st.composite
def programs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Program:
    """A program and three inputs."""
    w = Writer(draw)
    blocks = [line for n in range(draw(st.integers(0, 3))) for line in _block(w, f"block{n}")]
    types = [w.pick(*INPUTS) for _ in range(draw(st.integers(1, 3)))]
    names = [f"p{n}" for n in range(len(types))]
    defaults: list[str | None] = [None] * len(types)
    if w.chance(3) and types[-1] in ("int", "str", "bool", "float", "int?"):
        defaults[-1] = LITERALS[types[-1]](w)
    listed = _parameters(w, names, types, defaults)
    w.result = w.pick(*ANNOTATIONS)
    statements(w)
    w.line(f"return {expression(w, w.result, 3)}")
    lines = [*blocks, "@pipeline", f"def program({listed}) -> {ANNOTATIONS[w.result]}:", *w.lines]
    keys = {name: INPUTS[type_] for name, type_ in zip(names, types, strict=True)}
    optional = {name: keys.pop(name) for name, default in zip(names, defaults, strict=True) if default is not None}
    inputs = st.fixed_dictionaries(keys, optional=optional)
    return Program(PRELUDE + "\n".join(lines) + "\n", draw(st.lists(inputs, min_size=3, max_size=3)))
