"""Programs that are nearly right: a good program with a piece of its text or of its tree changed.

mutated_text(source, "tokens", dice)     `total += n 1`, `kept = [name.strip() name in names]`
mutated_tree(source, dice)               always Python: `for place in names[1:2]:` where `range(n)` stood
"""

import ast
import contextlib
import copy
import io
import random
import tokenize
import warnings
from itertools import pairwise

UNITS = ("lines", "tokens", "tree")


def mutated(source: str, unit: str, dice: random.Random) -> str:
    """The program with one or two changes, each to a line, a token or a node."""
    return mutated_tree(source, dice) if unit == "tree" else mutated_text(source, unit, dice)


def mutated_text(source: str, unit: str, dice: random.Random) -> str:
    """The text with one or two of its pieces left out, said twice, exchanged or replaced by another."""
    pieces = _pieces(source, unit)
    for _ in range(dice.randint(1, 2)):
        one, other = dice.randrange(len(pieces)), dice.randrange(len(pieces))
        match dice.choice(("delete", "repeat", "swap", "replace")):
            case "delete":
                pieces[one] = ""
            case "repeat":
                pieces.insert(one, pieces[one])
            case "swap":
                pieces[one], pieces[other] = pieces[other], pieces[one]
            case _:
                pieces[one] = pieces[other]
    return "".join(pieces)


def _pieces(source: str, unit: str) -> list[str]:
    """A source cut into lines or tokens, with what stands between them."""
    lines = source.splitlines(keepends=True)
    if unit == "lines":
        return lines
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    places = {0, len(source)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.start[0] <= len(lines):
            places.add(starts[token.start[0] - 1] + token.start[1])
    cuts = sorted(places)
    return [source[a:b] for a, b in pairwise(cuts)]


EXPRESSIONS = (
    "None",
    "...",
    "-1",
    "10**400",
    "1e308 * 10",
    "'\\ud800'",
    "b'x'",
    "{}",
    "[]",
    "()",
    "{1, 2}",
    "lambda: 0",
    "lambda *a, **k: a",
    "(yield)",
    "await x",
    "(q := 1)",
    "[*range(3)]",
    "{**{}}",
    "f'{1!r:>{2}}'",
    "type",
    "print",
    "self.x.y",
    "super()",
    "__import__('os')",
    "x[1:2, ...]",
    "not 1 < 2 < 3",
    "1 if 2 else 3",
    "[i for i in range(2) if i for j in 'ab']",
    "{k: v for k, v in {}.items()}",
    "sum(i for i in ())",
    "n.real",
    "n()",
    "n[0]",
    "wait(n)",
    "seconds(n)",
    "parallel()",
    "each(n, n)",
    "run(n)",
    "step",
    "Order",
    "Order()",
    "date.today()",
    "datetime.now()",
    "1j",
    "True + 1",
    "'%s' % n",
    "'a' 'b'",
)
STATEMENTS = (
    "pass",
    "return",
    "return 1",
    "break",
    "continue",
    "raise",
    "raise ValueError",
    "raise Other('x') from None",
    "del n",
    "global n",
    "nonlocal n",
    "assert n, n",
    "import os",
    "from os import *",
    "n: int",
    "n: 'list[Nothing]' = 1",
    "n += 1",
    "a = b = n",
    "a, *b = n",
    "n.x = 1",
    "n[0] = 1",
    "n[1:] = []",
    "def inner(a, /, b=1, *c, d, **e): return a",
    "async def inner(): pass",
    "class Inner: pass",
    "with n as m: pass",
    "try: pass\nexcept* ValueError: pass",
    "match n:\n    case [1, *_]: pass\n    case {'a': x, **y}: pass\n    case str() | None: pass",
    "while True: pass",
    "for i in n: break\nelse: pass",
    "wait(seconds(1))",
)
WRAPPINGS = (
    "if n:\n    ...",
    "while n:\n    ...",
    "while True:\n    ...",
    "for q in range(3):\n    ...",
    "try:\n    ...\nexcept Exception as e:\n    pass",
    "try:\n    ...\nfinally:\n    pass",
    "try:\n    pass\nfinally:\n    ...",
    "with n:\n    ...",
    "def inner():\n    ...",
    "match n:\n    case 1:\n        ...",
    "async def inner():\n    ...",
)


def mutated_tree(source: str, dice: random.Random) -> str:
    """The program with one to three of its nodes replaced, left out, wrapped or renamed; it need not compile."""
    tree = ast.parse(source)
    for _ in range(dice.randint(1, 3)):
        _change(tree, dice)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        except (ValueError, RecursionError, AttributeError, TypeError):
            return source  # a tree without a spelling


def _change(tree: ast.Module, dice: random.Random) -> None:
    change = dice.choice((_expression, _expression, _expression, _statements, _statements, _word, _signature))
    with contextlib.suppress(IndexError):  # nothing of the kind is left
        change(tree, dice)


def _expression(tree: ast.Module, dice: random.Random) -> None:
    """Put another expression, of this program or any, in the place of one."""
    places = [
        (node, field, index)
        for node in ast.walk(tree)
        for field, value in ast.iter_fields(node)
        for index, one in enumerate(value if isinstance(value, list) else [value])
        if isinstance(one, ast.expr) and isinstance(getattr(one, "ctx", None), ast.Load | None)
    ]
    node, field, index = dice.choice(places)
    donors = [one for one in ast.walk(tree) if isinstance(one, ast.expr)]
    own = dice.random() < 0.5
    new = copy.deepcopy(dice.choice(donors)) if own else ast.parse(dice.choice(EXPRESSIONS), mode="eval").body
    if hasattr(new, "ctx"):
        new.ctx = ast.Load()
    value = getattr(node, field)
    if isinstance(value, list):
        value[index] = new
    else:
        setattr(node, field, new)


def _statements(tree: ast.Module, dice: random.Random) -> None:
    """Leave out, repeat, exchange, add or wrap a statement."""
    bodies = [
        value
        for node in ast.walk(tree)
        for field, value in ast.iter_fields(node)
        if field in {"body", "orelse", "finalbody"} and isinstance(value, list) and value and node is not tree
    ]
    bodies = bodies or [tree.body]
    body = dice.choice(bodies)
    place = dice.randrange(len(body))
    match dice.choice(("delete", "repeat", "swap", "add", "wrap", "move")):
        case "delete":
            body[place : place + 1] = [] if len(body) > 1 else [ast.Pass()]
        case "repeat":
            body.insert(place, copy.deepcopy(body[place]))
        case "swap":
            other = dice.randrange(len(body))
            body[place], body[other] = body[other], body[place]
        case "add":
            body[place:place] = ast.parse(dice.choice(STATEMENTS)).body
        case "wrap":
            text = dice.choice(WRAPPINGS)
            (around,) = ast.parse(text).body
            suites = [suite for one in ast.walk(around) for _, suite in ast.iter_fields(one) if isinstance(suite, list)]
            inner = next(suite for suite in suites if suite and _is_hole(suite[0]))
            inner[:] = body[place:]
            body[place:] = [around]
        case _:
            other_body = dice.choice(bodies)
            body[place] = copy.deepcopy(dice.choice(other_body))


def _is_hole(node: object) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...


def _word(tree: ast.Module, dice: random.Random) -> None:
    """Rename one use of a name, an attribute, a keyword or an argument to another word of the program."""
    named = [
        (node, field)
        for node in ast.walk(tree)
        for field, value in ast.iter_fields(node)
        if field in {"id", "attr", "arg", "name"} and isinstance(value, str)
    ]
    (node, field), (other, other_field) = dice.choice(named), dice.choice(named)
    setattr(node, field, getattr(other, other_field))


def _signature(tree: ast.Module, dice: random.Random) -> None:
    """Change a function's annotations, defaults, decorators or kind of parameters, or an operator."""
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    one, other = dice.choice(functions), dice.choice(functions)
    match dice.randrange(6):
        case 0:
            one.returns = copy.deepcopy(other.returns)
        case 1:
            one.args = copy.deepcopy(other.args)
        case 2:
            one.decorator_list = copy.deepcopy(other.decorator_list) * dice.randint(1, 2)
        case 3:
            one.args.posonlyargs, one.args.args = one.args.args, one.args.posonlyargs
        case 4:
            one.args.vararg, one.args.kwonlyargs = ast.arg("more"), one.args.args[:1]
            one.args.kw_defaults = [None] * len(one.args.kwonlyargs)
        case _:
            places = [arg for arg in ast.walk(one.args) if isinstance(arg, ast.arg)]
            if places:
                dice.choice(places).annotation = ast.parse(dice.choice(EXPRESSIONS), mode="eval").body
