"""Functions of the standard library that say what a display, a slice or a comprehension says: read as those.

itertools.chain(xs, ys)               [*xs, *ys]
itertools.islice(xs, 2)               [*xs][:2]
map(lambda x, y: x * y, xs, ys)       (x * y for x, y in zip(xs, ys))
dict(Counter(words))                  {item: [*words].count(item) for item in words}
"""

import ast
import collections
import functools
import itertools
from collections.abc import Callable
from types import MethodDescriptorType

from compiler.library.signature import Refusal
from compiler.passes.type.body import Body
from compiler.passes.type.resolve import ABSENT, static_of
from dsl.definitions import definition_of

Spelled = ast.expr | Refusal | None
"""The other spelling; why there is none; None where the call is none of these."""


class _Parts(ast.NodeTransformer):
    """Puts the caller's own expressions where their names stand in a spelling."""

    def __init__(self, parts: dict[str, ast.expr]) -> None:
        self.parts = parts

    def visit_Name(self, node: ast.Name) -> ast.expr:
        return self.parts.get(node.id, node)


class _Names(dict[str, str]):
    """A name for every `{wish}` of a spelling that none of the caller's expressions uses."""

    def __init__(self, used: set[str]) -> None:
        super().__init__()
        self.used = used

    def __missing__(self, wish: str) -> str:
        name = wish
        while name in self.used:
            name += "_"
        self[wish] = name
        return name


def _spell(node: ast.Call, text: str, **parts: ast.expr) -> ast.expr:
    """`text` with the parts put in; its own variables stand in braces."""
    used = {one.id for part in parts.values() for one in ast.walk(part) if isinstance(one, ast.Name)}
    made = ast.parse(text.format_map(_Names(used)), mode="eval").body
    for one in ast.walk(made):
        if isinstance(one, ast.expr):
            ast.copy_location(one, node)
    return ast.fix_missing_locations(ast.Expression(_Parts(parts).visit(made))).body


def respelled(body: Body, node: ast.Call, callee: object) -> Spelled:
    """Another spelling of a call of the standard library."""
    known = next((made for one, made in _SPELLINGS if one == callee), None)
    if known is None or (node.keywords and callee is not itertools.zip_longest):
        return None
    if callee is not itertools.chain and any(isinstance(one, ast.Starred) for one in node.args):
        return None
    exhausts = node in body.exhausted and callee not in _STOPPING
    if callee in _LAZY and not exhausts and any(isinstance(one, ast.GeneratorExp) for one in node.args):
        return Refusal("a generator is not read here to its end", "make it a list: `[x for x in xs]`")
    return known(body, node)


def _again(function: str, *several: ast.expr) -> Refusal | None:
    """Where an expression would be computed more than once."""
    if all(isinstance(one, ast.Name | ast.Constant) or _is_path(one) for one in several):
        return None
    return Refusal(f"`{function}()` goes over what it is given more than once here", "assign it to a name first")


def _is_path(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and (isinstance(node.value, ast.Name) or _is_path(node.value))


# ---- itertools ----


def _chain(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) == 1 and isinstance(node.args[0], ast.Starred):
        return _spell(node, "[{item} for {items} in XSS for {item} in {items}]", XSS=node.args[0].value)
    if any(isinstance(one, ast.Starred) for one in node.args):
        return None
    return ast.copy_location(
        ast.List([ast.copy_location(ast.Starred(one, ast.Load()), one) for one in node.args], ast.Load()), node
    )


def _chain_all(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 1:
        return None
    return _spell(node, "[{item} for {items} in XSS for {item} in {items}]", XSS=node.args[0])


def _islice(_: Body, node: ast.Call) -> Spelled:
    bounds = node.args[1:]
    if not 1 <= len(bounds) <= 3:
        return None
    for place, bound in enumerate(bounds):
        known = isinstance(bound, ast.Constant) and (
            bound.value is None or (type(bound.value) is int and bound.value >= (1 if place == 2 else 0))
        )
        if not known:
            return Refusal("`islice()` takes constant bounds here: it fails where one is negative", "write `xs[a:b]`")
    lower, upper, step = (None, bounds[0], None) if len(bounds) == 1 else (*bounds, None)[:3]
    sliced = _spell(node, "[*XS][:]", XS=node.args[0])
    assert isinstance(sliced, ast.Subscript)
    sliced.slice = ast.copy_location(ast.Slice(lower, upper, step), node)
    return sliced


def _pairwise(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 1:
        return None
    return _again("pairwise", *node.args) or _spell(node, "[*zip(XS, [*XS][1:])]", XS=node.args[0])


def _product(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) < 2:
        return None
    places = range(len(node.args))
    clauses = " ".join(f"for {{x{place}}} in XS{place}" for place in places)
    text = f"[({', '.join(f'{{x{place}}}' for place in places)}) {clauses}]"
    parts = {f"XS{place}": one for place, one in enumerate(node.args)}
    return _again("product", *node.args[1:]) or _spell(node, text, **parts)


def _repeat(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 2:
        return Refusal("`repeat()` without a number never ends", "say how often: `repeat(x, n)`")
    return _spell(node, "[X] * N", X=node.args[0], N=node.args[1])


def _batched(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 2:
        return None
    size = node.args[1]
    if not (isinstance(size, ast.Constant) and type(size.value) is int and size.value > 0):
        return Refusal("`batched()` takes a constant size here", "write `range(0, len(xs), n)` and slices")
    text = "[[*XS][{at} : {at} + N] for {at} in range(0, len([*XS]), N)]"
    return _again("batched", node.args[0]) or _spell(node, text, XS=node.args[0], N=size)


def _zip_longest(_: Body, node: ast.Call) -> Spelled:
    given = {one.arg: one.value for one in node.keywords}
    if not node.args or set(given) - {"fillvalue"}:
        return None
    parts = {f"XS{place}": one for place, one in enumerate(node.args)}
    fill = given.get("fillvalue", ast.copy_location(ast.Constant(None), node))
    items = ", ".join(f"[*{one}][{{at}}] if {{at}} < len([*{one}]) else FILL" for one in parts)
    text = f"[({items},) for {{at}} in range(max([{', '.join(f'len([*{one}])' for one in parts)}]))]"
    return _again("zip_longest", fill, *node.args) or _spell(node, text, FILL=fill, **parts)


def _compress(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 2:
        return None
    text = "[{item} for {item}, {kept} in zip(XS, KEPT) if {kept}]"
    return _spell(node, text, XS=node.args[0], KEPT=node.args[1])


def _combinations(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 2 or not (isinstance(node.args[1], ast.Constant) and node.args[1].value == 2):
        return Refusal("only `combinations(xs, 2)` is compiled", "write a comprehension with a clause for each item")
    text = "[([*XS][{i}], [*XS][{j}]) for {i} in range(len([*XS])) for {j} in range({i} + 1, len([*XS]))]"
    return _again("combinations", node.args[0]) or _spell(node, text, XS=node.args[0])


# ---- functions applied to items ----


def _applied(body: Body, function: ast.expr, count: int) -> tuple[list[str], ast.expr] | None:
    """The parameters of a function and what it gives, as an expression of them."""
    if isinstance(function, ast.Lambda):
        given = function.args
        plain = not (given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs or given.defaults)
        return ([one.arg for one in given.args], function.body) if plain and len(given.args) == count else None
    names = [f"item{place or ''}" for place in range(count)]
    arguments: list[ast.expr] = [ast.copy_location(ast.Name(name, ast.Load()), function) for name in names]
    found = static_of(body, function)
    if isinstance(found, MethodDescriptorType) and isinstance(function, ast.Attribute):
        method = ast.copy_location(ast.Attribute(arguments[0], function.attr, ast.Load()), function)
        return names, ast.copy_location(ast.Call(method, arguments[1:], []), function)
    if found is ABSENT or not callable(found):
        return None
    return names, ast.copy_location(ast.Call(function, arguments, []), function)


def _is_own(body: Body, function: ast.expr) -> bool:
    """Whether the library cannot take this function as it is: a lambda, or what runs in a state."""
    found = static_of(body, function)
    return isinstance(function, ast.Lambda) or (found is not ABSENT and definition_of(found) is not None)


def _map(body: Body, node: ast.Call) -> Spelled:
    count = len(node.args) - 1
    if count < 1 or (count == 1 and not _is_own(body, node.args[0])):
        return None
    applied = _applied(body, node.args[0], count)
    if applied is None:
        return None
    parts = {f"XS{place}": one for place, one in enumerate(node.args[1:])}
    over = "XS0" if count == 1 else f"zip({', '.join(parts)})"
    return _spell(node, f"(BODY for {', '.join(applied[0])} in {over})", BODY=applied[1], **parts)


def _filter(body: Body, node: ast.Call, *, negate: bool = False) -> Spelled:
    if len(node.args) != 2 or not (negate or _is_own(body, node.args[0])):
        return None
    if isinstance(node.args[0], ast.Constant) and node.args[0].value is None:
        return _spell(node, "({item} for {item} in XS if not {item})", XS=node.args[1])
    applied = _applied(body, node.args[0], 1)
    if applied is None:
        return None
    (name,), asked = applied
    test = "not ASKED" if negate else "ASKED"
    return _spell(node, f"({name} for {name} in XS if {test})", ASKED=asked, XS=node.args[1])


def _filter_false(body: Body, node: ast.Call) -> Spelled:
    return _filter(body, node, negate=True)


def _starmap(body: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 2 or not isinstance(node.args[0], ast.Lambda):
        return None
    applied = _applied(body, node.args[0], len(node.args[0].args.args))
    if applied is None or not applied[0]:
        return None
    return _spell(node, f"(BODY for {', '.join(applied[0])}, in XS)", BODY=applied[1], XS=node.args[1])


def _while_holds(body: Body, node: ast.Call) -> tuple[str, dict[str, ast.expr]] | Refusal | None:
    """The place of the first item for which the question is answered with no."""
    applied = _applied(body, node.args[0], 1) if len(node.args) == 2 else None
    if applied is None:
        return None
    (name,), asked = applied
    if refusal := _again(
        "takewhile" if static_of(body, node.func) is itertools.takewhile else "dropwhile", node.args[1]
    ):
        return refusal
    text = f"next(({{at}} for {{at}}, {name} in enumerate(XS) if not ASKED), len([*XS]))"
    return text, {"ASKED": asked, "XS": node.args[1]}


def _take_while(body: Body, node: ast.Call) -> Spelled:
    found = _while_holds(body, node)
    return found if not isinstance(found, tuple) else _spell(node, f"[*XS][: {found[0]}]", **found[1])


def _drop_while(body: Body, node: ast.Call) -> Spelled:
    found = _while_holds(body, node)
    return found if not isinstance(found, tuple) else _spell(node, f"[*XS][{found[0]} :]", **found[1])


# ---- texts ----


def _repr(_: Body, node: ast.Call) -> Spelled:
    if len(node.args) != 1:
        return None
    return _spell(node, 'f"{{X!r}}"', X=node.args[0])


# ---- counting ----


def _counted(body: Body, node: ast.Call) -> Spelled:
    """`dict(Counter(words))`: what a Counter does beyond a dict is not needed there."""
    if len(node.args) != 1 or not isinstance(node.args[0], ast.Call):
        return None
    inner = node.args[0]
    if static_of(body, inner.func) is not collections.Counter or len(inner.args) != 1 or inner.keywords:
        return None
    text = "{{{item}: [*XS].count({item}) for {item} in XS}}"
    return _again("Counter", inner.args[0]) or _spell(node, text, XS=inner.args[0])


_SPELLINGS: tuple[tuple[object, Callable[[Body, ast.Call], Spelled]], ...] = (
    (itertools.chain, _chain),
    (itertools.chain.from_iterable, _chain_all),
    (itertools.islice, _islice),
    (itertools.pairwise, _pairwise),
    (itertools.product, _product),
    (itertools.repeat, _repeat),
    (getattr(itertools, "batched", functools), _batched),  # from Python 3.12 on
    (itertools.zip_longest, _zip_longest),
    (itertools.compress, _compress),
    (itertools.combinations, _combinations),
    (itertools.takewhile, _take_while),
    (itertools.dropwhile, _drop_while),
    (itertools.filterfalse, _filter_false),
    (itertools.starmap, _starmap),
    (map, _map),
    (filter, _filter),
    (dict, _counted),
    (repr, _repr),
)

_LAZY = frozenset(one for one, _ in _SPELLINGS) - {map, filter, dict, repr}
"""What gives an iterator and is spelled as a list."""

_STOPPING = frozenset((itertools.islice, itertools.compress))
"""Of these, what may leave items unread."""

ITERATORS = frozenset(one for one, _ in _SPELLINGS) - {dict, repr}
