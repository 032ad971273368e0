"""Random well-typed pipelines, as source text, with inputs to run them on.

    program = data.draw(programs())
    program.source, program.inputs

A program uses the steps of `prelude.py.txt`, which are pure Python, and a part of the language wide enough to make the
compiler's passes meet each other: loops in handlers, calls in conditions, blocks in maps. Every program is valid Python
that ends; what it computes may fail.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

PRELUDE = (Path(__file__).parent / "prelude.py.txt").read_text()
TEXTS = st.text(st.sampled_from("abzAZ019 _-'\"\\{}%$é☃\n\t,."), max_size=8)
NUMBERS = st.integers(-20, 20)
TYPES = ("int", "str", "bool", "list[int]", "list[str]", "Pair", "int | None", "dict[str, int]", "Colour")
INPUT_TYPES = {
    "int": NUMBERS,
    "str": TEXTS,
    "bool": st.booleans(),
    "list[int]": st.lists(NUMBERS, max_size=4),
    "list[str]": st.lists(TEXTS, max_size=3),
    "Pair": st.fixed_dictionaries({"left": NUMBERS, "right": TEXTS}),
    "int | None": st.none() | NUMBERS,
}


@dataclass(frozen=True)
class Program:
    """One random program: its module's text, and inputs that fit its parameters."""

    source: str
    inputs: list[dict[str, Any]]

    @property
    def body(self) -> str:
        """The pipeline alone, without the steps that all programs share."""
        return self.source.removeprefix(PRELUDE)


@dataclass
class Writer:
    """What is being written: lines, the variables in reach with their types, and what may stand here."""

    draw: Callable[[st.SearchStrategy[Any]], Any]
    lines: list[str] = field(default_factory=list)
    variables: dict[str, str] = field(default_factory=dict)
    fixed: set[str] = field(default_factory=set)
    """Variables that must not be assigned here: loop counters, what lives outside a block."""
    depth: int = 1
    loops: int = 0
    result: str = "int"
    budget: int = 14
    names: int = 0

    def pick(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def fresh(self) -> str:
        self.names += 1
        return f"v{self.names}"

    @contextmanager
    def indented(self) -> Iterator[None]:
        """A block whose new variables end with it; an empty one gets a `pass`."""
        before, size = dict(self.variables), len(self.lines)
        self.depth += 1
        yield
        if len(self.lines) == size:
            self.line("pass")
        self.depth -= 1
        self.variables = before

    def names_of(self, type_: str) -> list[str]:
        return [name for name, known in self.variables.items() if known == type_]


def expression(w: Writer, type_: str, depth: int = 2) -> str:
    """An expression of the type; deeper ones in parentheses, so that precedence is tried by the operators alone."""
    leaves: list[Callable[[], str]] = [lambda: LITERALS[type_](w)]
    leaves += [lambda: w.pick(*w.names_of(type_))] * (3 if w.names_of(type_) else 0)
    if depth <= 0:
        return w.pick(*leaves)()
    grown = [lambda make=make: make(w, depth - 1) for make in MAKERS[type_]]
    return w.pick(*leaves, *grown)()


LITERALS: dict[str, Callable[[Writer], str]] = {
    "int": lambda w: repr(w.draw(NUMBERS)),
    "str": lambda w: repr(w.draw(TEXTS)),
    "bool": lambda w: repr(w.draw(st.booleans())),
    "list[int]": lambda w: repr(w.draw(st.lists(NUMBERS, max_size=3))),
    "list[str]": lambda w: repr(w.draw(st.lists(TEXTS, max_size=3))),
    "Pair": lambda w: f"Pair({w.draw(NUMBERS)}, {w.draw(TEXTS)!r})",
    "int | None": lambda w: w.pick("None", "3"),
    "dict[str, int]": lambda w: repr(w.draw(st.dictionaries(st.sampled_from("abc"), NUMBERS, max_size=2))),
    "Colour": lambda w: w.pick("Colour.RED", "Colour.BLUE"),
}


def _form(text: str, *types: str) -> Callable[[Writer, int], str]:
    """A maker from a template with one `{}` for each operand type."""
    return lambda w, depth: text.format(*[f"{expression(w, type_, depth)}" for type_ in types])


MAKERS: dict[str, list[Callable[[Writer, int], str]]] = {
    "int": [
        _form("({} + {})", "int", "int"),
        _form("({} - {})", "int", "int"),
        _form("({} * 3)", "int"),
        _form("({} // 4)", "int"),
        _form("({} % 7)", "int"),
        _form("({} % -5)", "int"),
        _form("(-{})", "int"),
        _form("abs({})", "int"),
        _form("min({}, {})", "int", "int"),
        _form("max({}, 2)", "int"),
        _form("len({})", "list[int]"),
        _form("len({})", "str"),
        _form("sum({})", "list[int]"),
        _form("({} if {} else {})", "int", "bool", "int"),
        _form("{}.left", "Pair"),
        _form("{}[0]", "list[int]"),
        _form("{}[-1]", "list[int]"),
        _form("({} or {})", "int", "int"),
        _form("({} and {})", "int", "int"),
        _form("{}.get('a', 0)", "dict[str, int]"),
        _form("{}['b']", "dict[str, int]"),
        _form("int({})", "bool"),
        _form("add({}, {})", "int", "int"),
        _form("add({}, b={})", "int", "int"),
        _form("refuse({})", "int"),
    ],
    "str": [
        _form("({} + {})", "str", "str"),
        _form("{}.upper()", "str"),
        _form("{}.strip()", "str"),
        _form("{}.replace('a', 'xy')", "str"),
        _form("({})[1:]", "str"),
        _form("({})[-2:]", "str"),
        _form("str({})", "int"),
        lambda w, depth: _formatted(w, depth),
        _form("({} if {} else {})", "str", "bool", "str"),
        _form("{}.right", "Pair"),
        _form("', '.join({})", "list[str]"),
        _form("({} or 'empty')", "str"),
        _form("shout({})", "str"),
        _form("{}.value", "Colour"),
    ],
    "bool": [
        _form("({} < {})", "int", "int"),
        _form("({} == {})", "int", "int"),
        _form("({} != {})", "str", "str"),
        _form("({} >= {} > -3)", "int", "int"),
        _form("({} <= {})", "str", "str"),
        _form("({} and {})", "bool", "bool"),
        _form("({} or {})", "bool", "bool"),
        _form("(not {})", "bool"),
        _form("({} in {})", "int", "list[int]"),
        _form("({} in {})", "str", "str"),
        _form("('a' in {})", "dict[str, int]"),
        _form("bool({})", "list[int]"),
        _form("({} is None)", "int | None"),
        _form("({} == {})", "list[int]", "list[int]"),
        _form("{}.startswith('a')", "str"),
        _form("any(q > 2 for q in {})", "list[int]"),
        _form("all(q > 2 for q in {})", "list[int]"),
        _form("is_even({})", "int"),
        _form("({} == {})", "Colour", "Colour"),
        _form("({} is Colour.RED)", "Colour"),
    ],
    "list[int]": [
        _form("({} + {})", "list[int]", "list[int]"),
        _form("[{}, {}]", "int", "int"),
        _form("sorted({})", "list[int]"),
        _form("({})[1:]", "list[int]"),
        _form("({})[:-1]", "list[int]"),
        _form("({})[::-1]", "list[int]"),
        _form("[q * 2 for q in {}]", "list[int]"),
        _form("[q for q in {} if q > 0]", "list[int]"),
        _form("[add(q, 1) for q in {}]", "list[int]"),
        _form("[add(q, {}) for q in {} if q != 2]", "int", "list[int]"),
        _form("list(range({} % 4))", "int"),
        _form("count_to({})", "int"),
        _form("[len(q) for q in {}]", "list[str]"),
        _form("list({}.values())", "dict[str, int]"),
    ],
    "list[str]": [
        _form("({} + {})", "list[str]", "list[str]"),
        _form("[{}]", "str"),
        _form("{}.split(',')", "str"),
        _form("[str(q) for q in {}]", "list[int]"),
        _form("[shout(q) for q in {}]", "list[str]"),
        _form("words({})", "str"),
        _form("sorted({})", "list[str]"),
    ],
    "Pair": [
        _form("Pair({}, {})", "int", "str"),
        _form("Pair(right={}, left={})", "str", "int"),
        _form("pair_of({}, {})", "int", "str"),
        _form("swap({})", "Pair"),
        _form("({} if {} else {})", "Pair", "bool", "Pair"),
    ],
    "int | None": [_form("maybe({})", "int"), _form("({} if {} else None)", "int", "bool")],
    "dict[str, int]": [
        _form("{{'a': {}, 'b': {}}}", "int", "int"),
        _form("tally({})", "list[int]"),
        _form("{{**{}, 'c': {}}}", "dict[str, int]", "int"),
        _form("{{str(q): q for q in {}}}", "list[int]"),
    ],
    "Colour": [_form("colour_of({})", "int"), _form("({} if {} else {})", "Colour", "bool", "Colour")],
}


def _formatted(w: Writer, depth: int) -> str:
    """An f-string of variables, whose quotes cannot clash."""
    parts = ["{" + name + w.pick("", ":>4", ":03d") + "}" for name in w.names_of("int")[:2]]
    parts += ["{" + name + w.pick("", "!s", ":<3") + "}" for name in w.names_of("str")[:1]]
    return "f'" + w.pick("", "no. ", "{{}}") + " ".join(parts) + "'" if parts else expression(w, "str", depth)


def statements(w: Writer) -> None:
    """A few statements; afterwards the budget is smaller."""
    for _ in range(w.draw(st.integers(1, 4))):
        if w.budget <= 0:
            return
        w.budget -= 1
        w.pick(*STATEMENTS)(w)


def _assign(w: Writer) -> None:
    type_ = w.pick(*TYPES)
    mine = [name for name in w.names_of(type_) if name not in w.fixed]
    name = w.pick(*mine) if mine and w.draw(st.booleans()) else w.fresh()
    w.line(f"{name} = {expression(w, type_, 3)}")
    w.variables[name] = type_


def _augment(w: Writer) -> None:
    mine = [name for name in w.names_of("int") if name not in w.fixed]
    if mine:
        w.line(f"{w.pick(*mine)} {w.pick('+=', '-=')} {expression(w, 'int')}")


def _unpack(w: Writer) -> None:
    a, b = w.fresh(), w.fresh()
    w.line(f"{a}, {b} = parallel(add({expression(w, 'int')}, 1), shout({expression(w, 'str')}))")
    w.variables |= {a: "int", b: "str"}


def _call(w: Writer) -> None:
    w.line(w.pick("refuse", "is_even", "maybe") + f"({expression(w, 'int')})")


def _if(w: Writer) -> None:
    w.line(f"if {expression(w, 'bool', 3)}:")
    with w.indented():
        statements(w)
    if w.draw(st.booleans()):
        w.line(f"elif {expression(w, 'bool')}:")
        with w.indented():
            statements(w)
    if w.draw(st.booleans()):
        w.line("else:")
        with w.indented():
            statements(w)


def _narrow(w: Writer) -> None:
    for name in w.names_of("int | None")[:1]:
        w.line(f"if {name} is not None:")
        with w.indented():
            w.variables[name] = "int"
            w.fixed.add(name)
            statements(w)
            w.fixed.discard(name)


def _for(w: Writer) -> None:
    if w.loops >= 2:
        return
    name = w.fresh()
    w.line(f"for {name} in {expression(w, 'list[int]')}:")
    _loop_body(w, {name: "int"})


def _for_enumerate(w: Writer) -> None:
    if w.loops >= 2:
        return
    index, name = w.fresh(), w.fresh()
    w.line(f"for {index}, {name} in enumerate({expression(w, 'list[str]')}):")
    _loop_body(w, {index: "int", name: "str"})


def _while(w: Writer) -> None:
    if w.loops >= 2:
        return
    name = w.fresh()
    w.line(f"{name} = 0")
    w.variables[name] = "int"
    w.line(f"while {name} < {w.draw(st.integers(0, 3))}:")
    _loop_body(w, {}, first=f"{name} += 1", fixed=name)


def _loop_body(w: Writer, variables: dict[str, str], first: str = "", fixed: str = "") -> None:
    w.loops += 1
    with w.indented():
        if first:
            w.line(first)
        w.variables |= variables
        w.fixed |= {fixed}
        statements(w)
        if w.draw(st.integers(0, 2)) == 0:
            w.line(f"if {expression(w, 'bool')}:")
            with w.indented():
                w.line(w.pick("break", "continue"))
        w.fixed -= {fixed}
    w.loops -= 1
    if w.draw(st.integers(0, 3)) == 0:
        w.line("else:")
        with w.indented():
            statements(w)


def _try(w: Writer) -> None:
    w.line("try:")
    with w.indented():
        statements(w)
        w.line(f"refuse({expression(w, 'int')})")
    kind = w.pick("Refused", "Worse", "Other", "Exception", "(Worse, Other)")
    w.line(f"except {kind} as error:")
    with w.indented():
        w.variables[name := w.fresh()] = "str"
        w.line(f"{name} = str(error)" if kind != "Exception" else f"{name} = 'caught'")
        statements(w)
        if w.draw(st.integers(0, 3)) == 0:
            w.line(w.pick("raise", "raise error", "raise Other('again')"))
    if w.draw(st.integers(0, 2)) == 0:
        w.line("else:")
        with w.indented():
            statements(w)
    if w.draw(st.integers(0, 2)) == 0:
        w.line("finally:")
        loops, w.loops = w.loops, 9  # no break out of a finally
        with w.indented():
            statements(w)
        w.loops = loops


def _raise(w: Writer) -> None:
    w.line(f"if {expression(w, 'bool')}:")
    with w.indented():
        w.line(f"raise {w.pick('Refused', 'Worse', 'Other')}({expression(w, 'str')})")


def _return(w: Writer) -> None:
    w.line(f"if {expression(w, 'bool')}:")
    with w.indented():
        w.line(f"return {expression(w, w.result)}")


def _match(w: Writer) -> None:
    w.line(f"match {expression(w, 'int')}:")
    w.depth += 1
    for case in (str(w.draw(NUMBERS)), f"{w.draw(NUMBERS)} | 0", "_"):
        w.line(f"case {case}:")
        with w.indented():
            statements(w)
    w.depth -= 1


def _append(w: Writer) -> None:
    name, item = w.fresh(), w.fresh()
    w.line(f"{name}: list[int] = []")
    w.line(f"for {item} in {expression(w, 'list[int]')}:")
    with w.indented():
        w.variables[item] = "int"
        w.line(f"{name}.append({expression(w, 'int')})")
    w.variables[name] = "list[int]"


def _each(w: Writer) -> None:
    name = w.fresh()
    w.line(f"{name} = each(maybe, {expression(w, 'list[int]')}, concurrency={w.pick(1, 2)})")
    w.variables[name] = "list[int | None]"


def _wait(w: Writer) -> None:
    w.line(w.pick("wait(seconds(3))", "wait(minutes(2))"))


STATEMENTS = (
    _assign, _assign, _assign, _augment, _unpack, _call, _if, _if, _narrow, _for, _for_enumerate, _while, _try, _raise,
    _return, _match, _append, _each, _wait,
)  # fmt: skip


@st.composite
def programs(draw: Callable[[st.SearchStrategy[Any]], Any]) -> Program:
    """A program and three inputs."""
    w = Writer(draw)
    parameters = {f"p{n}": draw(st.sampled_from(list(INPUT_TYPES))) for n in range(draw(st.integers(1, 3)))}
    w.variables |= parameters
    w.result = draw(st.sampled_from(TYPES))
    listed = ", ".join(f"{name}: {type_}" for name, type_ in parameters.items())
    w.lines.append(f"@pipeline\ndef program({listed}) -> {w.result}:")
    statements(w)
    w.line(f"return {expression(w, w.result, 3)}")
    inputs = st.fixed_dictionaries({name: INPUT_TYPES[type_] for name, type_ in parameters.items()})
    return Program(PRELUDE + "\n".join(w.lines) + "\n", draw(st.lists(inputs, min_size=3, max_size=3)))
