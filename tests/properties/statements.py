"""Random statements; each function writes one, in a `Writer`.

statements(writer)          a few of them
"""

from collections.abc import Callable

from hypothesis import strategies as st

from tests.properties.changes import arms, patterns, shared, slices
from tests.properties.expressions import ANNOTATIONS, NUMBERS, expression, filled
from tests.properties.writing import Writer

ERRORS = (
    "Refused", "Worse", "Other", "Exception", "(Worse, Other)", "(Refused, Other)", "ZeroDivisionError",
    "(IndexError, KeyError)", "LookupError", "ValueError", "ArithmeticError",
    "(ValueError, LookupError, ArithmeticError)",
)  # fmt: skip


FAILING = (
    "refuse(<int>)", "<int>", "nothing(<int> // <int>)", "raise Worse(<str>)", "nothing(int(<str>))",
    "nothing(<ints>[<int>])", "nothing(<counts>[<str>])", "nothing(max(<ints>))", "nothing(parse(<str>))",
    "nothing(look(<counts>, <str>))", "nothing(<int> % <int>)", "refuse(<ints>.index(<int>))",
    "nothing(sum([<int> // q for q in <ints>]))", "each(refuse, <ints>[:1])",
    "nothing(len([add(<int> // q, 1) for q in <ints>[:1]]))", "nothing(len([add(q, 1) // q for q in <ints>]))",
    "wait(seconds(<ints>[<int>] % 5))", "assert <bool>, f'{<$ints>[0]}'", "parallel(add(1, 2) // <int>, shout(<str>))",
    "each(shout, [[<str>], <strs>][<int>])", "nothing(len([shout(q) for q in [<strs>][<int>]]))",
)  # fmt: skip


def statements(w: Writer, most: int = 4) -> None:
    """A few statements; afterwards the budget is smaller."""
    for _ in range(w.draw(st.integers(1, most))):
        if w.budget <= 0:
            return
        w.budget -= 1
        w.pick(*STATEMENTS)(w)


def body(w: Writer, header: str, **variables: str) -> None:
    """A header line with statements under it."""
    w.line(header)
    with w.indented(**variables):
        statements(w)


def _assign(w: Writer) -> None:
    type_ = w.pick(*ANNOTATIONS)
    mine = w.assignable(type_)
    name = w.pick(*mine) if mine and w.chance(2) else w.fresh()
    annotation = f": {ANNOTATIONS[type_]}" if name not in w.variables and w.chance(3) else ""
    w.line(f"{name}{annotation} = {expression(w, type_, 3)}")
    w.variables[name] = type_


def _augment(w: Writer) -> None:
    type_, operators = w.pick(
        ("int", ("+=", "-=", "*=", "//=", "%=")), ("str", ("+=",)), ("float", ("+=", "*=", "/=")), ("ints", ("+=",))
    )
    mine = w.assignable(type_)
    if mine and type_ != "ints":
        w.line(f"{w.pick(*mine)} {w.pick(*operators)} {expression(w, type_)}")


def _unpack(w: Writer) -> None:
    a, b, c = w.fresh(), w.fresh(), w.fresh()
    template, found = w.pick(
        (f"{a}, {b} = parallel(add(<int>, 1), shout(<str>))", {a: "int", b: "str"}),
        (f"{a}, {b} = <both>", {a: "int", b: "str"}),
        (f"{a}, {b} = <int>, <str>", {a: "int", b: "str"}),
        (f"({a}, {b}), {c} = <both>, <ints>", {a: "int", b: "str", c: "ints"}),
        (f"{a}, *{b} = [<int>, *<ints>]", {a: "int", b: "ints"}),
        (f"*{a}, {b} = [*<strs>, <str>]", {a: "strs", b: "str"}),
        (f"{a}, {b} = [<int>, <int>]", {a: "int", b: "int"}),
        (f"{a}, {b} = <ints>", {a: "int", b: "int"}),
        (f"{a} = {b} = <int>", {a: "int", b: "int"}),
        (f"{a}, {b} = parallel(run(inner, n=<int>), each(shout, <strs>))", {a: "counts", b: "strs"}),
        (f"{a}, ({b}, {c}) = parallel(refuse(<int>), both(<int>))", {a: "int", b: "int", c: "str"}),
        (f"{a}, {b} = divmod(<int>, 4)", {a: "int", b: "int"}),
    )
    w.line(filled(w, template))
    w.variables |= found


def _swap(w: Writer) -> None:
    mine = w.assignable("int")
    if len(mine) > 1:
        w.line(f"{mine[0]}, {mine[1]} = {mine[1]}, {mine[0]}")


def _call(w: Writer) -> None:
    w.line(
        filled(w, w.pick("refuse(<int>)", "is_even(<int>)", "maybe(<int>)", "nothing(<int>)", "run(inner, n=<int>)"))
    )


def _block_call(w: Writer) -> None:
    if not w.blocks:
        return
    block = w.pick(*w.blocks)
    *parameters, result = w.blocks[block]
    w.line(f"{(name := w.fresh())} = {block}({', '.join(expression(w, one) for one in parameters)})")
    w.variables[name] = result
    if parameters == ["int"] and w.chance(2):
        w.line(f"{(several := w.fresh())} = each({block}, {expression(w, 'ints')}, concurrency=2)")
        w.variables[several] = "Any"


def _block_calls(w: Writer) -> None:
    """A block called several times: from loops, handlers, iterations, conditions, and with what another call gave."""
    if not w.blocks:
        return
    block = w.pick(*w.blocks)
    *parameters, result = w.blocks[block]
    for _ in range(w.draw(st.integers(2, 3))):
        place = w.pick("plain", "plain", "loop", "try", "each", "nested", "handler", "finally", "if")
        call = f"{block}({', '.join(expression(w, one) for one in parameters)})"
        name = w.fresh()
        match place:
            case "loop" if w.loops < 2:
                w.loops += 1
                body(w, f"for {w.fresh()} in range({w.pick(1, 2, 3)}):", **{name: result})
                w.loops -= 1
                with w.indented():
                    w.line(f"{name} = {call}")
            case "try":
                w.line("try:")
                w.line(f"    {name} = {call}")
                w.line(f"except {w.pick(*ERRORS)}:")
                w.line("    pass" if w.chance(2) else f"    {name} = {call}")
            case "handler":
                w.line("try:")
                w.line(filled(w, "    refuse(<int>)"))
                w.line(f"except {w.pick(*ERRORS)}:")
                w.line(f"    {name} = {call}")
            case "finally":
                w.line("try:")
                w.line(f"    {name} = {call}")
                w.line("finally:")
                w.line(f"    {w.fresh()} = {call}")
            case "each" if parameters == ["int"]:
                w.line(f"{name} = [{block}(q) for q in {expression(w, 'ints')}]")
            case "nested" if parameters == ["int"] and result == "int":
                w.line(f"{name} = {block}({block}({expression(w, 'int')})) + {call}")
                w.variables[name] = "int"
            case "if" if result == "int":
                body(w, f"if {call} > {w.draw(NUMBERS)}:")
            case _:
                w.line(f"{name} = {call}")
                w.variables[name] = result


def _if(w: Writer) -> None:
    if w.chance(5):
        name = w.fresh()
        body(w, filled(w, f"if ({name} := <int>) > 2 and <bool>:", 2), **{name: "int"})
    else:
        body(w, f"if {expression(w, 'bool', 3)}:")
    if w.chance(2):
        body(w, f"elif {expression(w, 'bool')}:")
    if w.chance(2):
        body(w, "else:")


def _narrow(w: Writer) -> None:
    for name in [*w.names_of("int?")[:1], *w.names_of("str?")[:1]]:
        narrow = w.variables[name].removesuffix("?")
        test = w.pick(f"{name} is not None", f"{name} is not None and <bool>", f"{name}")
        w.line(filled(w, f"if {test}:"))
        with w.indented(**{name: narrow}):
            w.fixed.add(name)
            statements(w)


def _for(w: Writer) -> None:
    if w.loops >= 2:
        return
    a, b = w.fresh(), w.fresh()
    template, found = w.pick(
        (f"for {a} in <ints>:", {a: "int"}),
        (f"for {a} in <strs>:", {a: "str"}),
        (f"for {a} in <pairs>:", {a: "Pair"}),
        (f"for {a}, {b} in enumerate(<strs>):", {a: "int", b: "str"}),
        (f"for {a}, {b} in enumerate(<ints>, start=2):", {a: "int", b: "int"}),
        (f"for {a}, {b} in zip(<ints>, <strs>):", {a: "int", b: "str"}),
        (f"for {a} in <counts>:", {a: "str"}),
        (f"for {a}, {b} in <counts>.items():", {a: "str", b: "int"}),
        (f"for {a} in <counts>.values():", {a: "int"}),
        (f"for {a} in range(<int> % 4):", {a: "int"}),
        (f"for {a} in range(3, <int> % 6, -1):", {a: "int"}),
        (f"for {a} in sorted(set(<ints>)):", {a: "int"}),
        (f"for {a} in <str>:", {a: "str"}),
        (f"for {a} in <grid>:", {a: "ints"}),
        (f"for {a} in (<int>, <int>):", {a: "int"}),
        (f"for {a} in reversed(<ints>):", {a: "int"}),
    )
    w.line(filled(w, template))
    _loop_body(w, found)


def _while(w: Writer) -> None:
    if w.loops >= 2:
        return
    name = w.fresh()
    w.line(f"{name} = 0")
    w.variables[name] = "int"
    most = w.draw(st.integers(0, 3))
    kind = w.pick("plain", "walrus", "true")
    if kind == "walrus":
        w.line(f"while ({name} := add({name}, 1)) < {most}:")
        _loop_body(w, {}, fixed=name)
        return
    w.line(f"while {name} < {most}:" if kind == "plain" else "while True:")
    first = f"{name} += 1"
    _loop_body(w, {}, first=first, last=f"if {name} > {most}:" if kind == "true" else "", fixed=name)


def _loop_body(w: Writer, variables: dict[str, str], *, first: str = "", last: str = "", fixed: str = "") -> None:
    w.loops += 1
    leaves, w.leaves = w.leaves, True
    with w.indented(**variables):
        w.fixed |= {fixed}
        for line in filter(None, (first, last)):
            w.line(line)
        if last:
            w.line("    break")
        statements(w)
        _leave(w)
    w.loops -= 1
    w.leaves = leaves
    if w.chance(4) and not last:
        body(w, "else:")


def _leave(w: Writer) -> None:
    if w.leaves and w.chance(2):
        w.line(f"if {expression(w, 'bool')}:")
        with w.indented():
            w.line(w.pick("break", "continue"))


def _try(w: Writer) -> None:
    w.line("try:")
    with w.indented():
        statements(w)
        w.line(filled(w, w.pick(*FAILING)))
    for kind in dict.fromkeys((w.pick(*ERRORS), w.pick(*ERRORS)) if w.chance(3) else (w.pick(*ERRORS),)):
        _handler(w, kind)
    if w.chance(3):
        body(w, "else:")
    if w.chance(3):
        _final(w)


def _handler(w: Writer, kind: str) -> None:
    bound = w.pick("error", "error", "problem", "")
    name = w.fresh()
    w.line(f"except {kind} as {bound}:" if bound else f"except {kind}:")
    with w.indented():
        w.handled.append(bound)
        own = all(one in ("Refused", "Worse", "Other") for one in kind.strip("()").split(", "))
        texts = (f"str({bound})", f"f'{{{bound}}}'", f"type({bound}).__name__", *[f"{bound}.args[0]"] * own)
        w.line(f"{name} = {w.pick(*texts) if bound else repr('caught')}")
        w.variables[name] = "str"
        statements(w)
        if w.chance(3):
            again = [f"raise {one}" for one in w.handled if one]
            more = (f"raise Other(f'{{{bound}}}!') from {bound}", f"raise ValueError({name})") if bound else ()
            w.line(w.pick("raise", *again[-1:], *more, "raise Other('again')", "raise Worse(str(3)) from None"))
        w.handled.pop()


def _final(w: Writer) -> None:
    handled, w.handled = w.handled, []
    body(w, "finally:")
    if w.chance(5):
        with w.indented():
            w.line(w.pick(f"return {expression(w, w.result)}", *["break", "continue"] * w.leaves))
    w.handled = handled


def _raise(w: Writer) -> None:
    w.line(f"if {expression(w, 'bool')}:")
    with w.indented():
        again = ["raise", *(f"raise {one}" for one in w.handled[-1:] if one)] if w.handled else []
        w.line(w.pick(*again, f"raise {w.pick('Refused', 'Worse', 'Other', 'ValueError')}({expression(w, 'str')})"))


def _assert(w: Writer) -> None:
    w.line(filled(w, w.pick("assert <bool>", "assert <bool>, <str>", "assert <bool>, f'{<$int>}'")))


def _return(w: Writer) -> None:
    w.line(f"if {expression(w, 'bool')}:")
    with w.indented():
        w.line(f"return {expression(w, w.result)}")


def _match(w: Writer) -> None:
    a, b = w.fresh(), w.fresh()
    one, two = w.draw(NUMBERS), w.draw(NUMBERS)
    type_, cases = w.pick(
        ("int", ((f"{one}", {}), (f"{two} | 0", {}), (f"{a} if {a} > 2", {a: "int"}))),
        ("str", (("'a' | 'b'", {}), (f"{a} if len({a}) > 2 and <bool>", {a: "str"}), ("''", {}))),
        ("ints", (("[]", {}), (f"[{a}]", {a: "int"}), (f"[{one}, {a}]", {a: "int"}),
            (f"[{a}, *{b}]", {a: "int", b: "ints"}))),
        ("ints", ((f"[*{a}, {one}]", {a: "ints"}), (f"[{a}, _, *_] if is_even({a})", {a: "int"}))),
        ("Pair", ((f"Pair(left={one})", {}), (f"Pair(right='') | Pair(left={two})", {}),
            (f"Pair(left={a}, right={b})", {a: "int", b: "str"}))),
        ("counts", ((f"{{'a': {one}}}", {}), (f"{{'a': {a}, 'b': {b}}}", {a: "int", b: "int"}),
            (f"{{'c': {a}}}", {a: "int"}))),
        ("int?", (("None", {}), (f"{one}", {}), (f"int() as {a}", {a: "int"}))),
        ("both", ((f"({one}, {a})", {a: "str"}), (f"({a}, 'x' | {b!r})", {a: "int"}))),
        ("kind", (("'small'", {}),)),
        ("Colour", (("Colour.RED", {}),)),
        ("bool", (("True", {}),)),
        ("str?", ((f"str() as {a}", {a: "str"}),)),
        ("order", ((f"Order(pair=Pair(left={a}), note=None)", {a: "int"}), (f"Order(tags=[{a}, *_])", {a: "str"}))),
    )  # fmt: skip
    w.line(f"match {filled(w, '<$counts>') if type_ == 'counts' else expression(w, type_)}:")
    arms(w, cases, body)


def _collect(w: Writer) -> None:
    """A list or dict that is filled where nobody else sees it."""
    name, item = w.fresh(), w.fresh()
    type_, first, changes = w.pick(
        ("ints", "[]", (f"{name}.append(<int>)", f"{name} += [<int>, {item}]", f"{name}.extend(<ints>)")),
        (
            "ints",
            "[5, 7]",
            (f"{name}[0] = <int>", f"{name}[-1] += {item}", f"{name}.insert(1, <int>)", f"{name}.sort()"),
        ),
        ("ints", "[5, 7, 9]", (f"{name}.reverse()", f"{name}.pop()", f"{name}.remove(7)", f"{name}[1] = <int>")),
        (
            "counts",
            "{}",
            (f"{name}[<str>] = <int>", f"{name}['a'] = {name}.get('a', 0) + 1", f"{name}.update(<counts>)"),
        ),
        ("counts", "{'a': 1}", (f"{name}['a'] += {item}", f"{name}.pop('b', 0)", f"{name}.setdefault('z', {item})")),
        ("groups", "{}", (f"{name}.setdefault(<str>, []).append({item})", f"{name}[<str>] = [{item}]")),
        ("strs", "[]", (f"{name}.append(<str>)", f"{name}.insert(0, shout(<str>))")),
    )
    w.line(f"{name}: {ANNOTATIONS[type_]} = {first}")
    number = w.fresh()
    listed = expression(w, "ints")
    w.line(f"for {number}, {item} in enumerate({listed}):" if w.chance(4) else f"for {item} in {listed}:")
    with w.indented(**{item: "int"}):
        if w.chance(3):
            w.line(f"if {expression(w, 'bool')}:")
            w.line("    continue")
        if type_ == "ints" and w.chance(3):
            w.line(filled(w, f"{(given := w.fresh())} = add({item}, <int>)"))
            w.line(f"if {given} > {w.draw(NUMBERS)}:" if w.chance(2) else "if True:")
            w.line(f"    {name}.append({given})")
        else:
            for change in dict.fromkeys((w.pick(*changes), w.pick(*changes))):
                w.line(filled(w, change))
    w.variables[name] = type_


def _each(w: Writer) -> None:
    name = w.fresh()
    template, type_ = w.pick(
        (f"each(maybe, <ints>, concurrency={w.pick(1, 2)})", "Any"),
        ("each(shout, <strs>)", "strs"),
        ("each(lambda q: add(q, <int>), <ints>, concurrency=1)", "ints"),
        ("each(swap, <pairs>)", "pairs"),
        ("each(lambda q: pair_of(q.left, <str>), <pairs>)", "pairs"),
    )
    w.line(f"{name} = {filled(w, template)}")
    w.variables[name] = type_


def _wait(w: Writer) -> None:
    w.line(filled(w, w.pick("wait(seconds(3))", "wait(minutes(2))", "wait(seconds(<int> % 5))")))


def _patterns(w: Writer) -> None:
    patterns(w, body)


STATEMENTS: tuple[Callable[[Writer], None], ...] = (
    _assign, _assign, _assign, _assign, _augment, _unpack, _swap, _call, _block_call,
    _block_calls, _block_calls, _if, _if, _narrow, _for, _for, _while, _try, _try, _raise, _return, _match, _collect,
    _each, _wait, _assert, slices, shared, _patterns,
)  # fmt: skip
