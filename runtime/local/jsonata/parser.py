"""Text to tree: a top-down operator-precedence parser of JSONata.

    parse("a.b[0]")    # Path(steps=[Name("a"), Name("b", stages=[Filter(Literal(0))])])
    parse("a +")       # JsonataSyntaxError S0207: Unexpected end of expression

Each operator has a binding power; an operand's method is in `_OPERANDS`, an operator's in `_OPERATORS`. Quirks of the
reference implementation are kept where an author can meet them: after `(`, `[` or a prefix operator a `/` divides.
"""

import copy
from collections.abc import Callable

from runtime.local.jsonata import syntax
from runtime.local.jsonata.errors import JsonataSyntaxError
from runtime.local.jsonata.shape import shape
from runtime.local.jsonata.signatures import check_signature
from runtime.local.jsonata.stack import with_room
from runtime.local.jsonata.syntax import Expression
from runtime.local.jsonata.tokens import Pattern, Token, Tokens

_POWER = {
    ".": 75, "[": 80, "{": 70, "(": 80, "@": 80, "#": 80, "?": 20, "+": 50, "-": 50, "*": 60, "/": 60, "%": 60,
    "=": 40, "<": 40, ">": 40, "^": 40, ":=": 10, "!=": 40, "<=": 40, ">=": 40, "~>": 40, "?:": 40, "??": 40,
    "and": 30, "or": 25, "in": 40, "&": 50,
}  # fmt: skip
_LONGEST = 500
"""How deep expressions may nest before the parser gives up; the reference has no limit, our stack has."""


def parse(text: str) -> Expression:
    """The tree of an expression.

    Raises:
        JsonataSyntaxError: The text is no JSONata expression.
    """
    with_room()
    try:
        return _Parser(text).whole()
    except RecursionError:
        raise JsonataSyntaxError("D1011", len(text)) from None


class _Parser:
    def __init__(self, text: str) -> None:
        self.tokens = Tokens(text)
        self.token = Token("end", "(end)", 0)
        self.depth = 0
        self.ended_early = False

    def whole(self) -> Expression:
        self.advance()
        tree = self.expression(0)
        if self.token.kind != "end":
            raise JsonataSyntaxError("S0201", self.token.position, token=_shown(self.token))
        if self.ended_early:
            raise JsonataSyntaxError("S0207", self.token.position)
        return shape(tree)

    def advance(self, expected: str | None = None, *, infix: bool = False) -> Token:
        if expected is not None and self.token.operator != expected:
            code = "S0203" if self.token.kind == "end" else "S0202"
            raise JsonataSyntaxError(code, self.token.position, token=_shown(self.token), value=expected)
        self.token = self.tokens.next(infix=infix)
        if self.token.operator in ("!", "~"):
            raise JsonataSyntaxError("S0204", self.token.position, token=self.token.value)
        return self.token

    def expression(self, power: int) -> Expression:
        self.depth += 1
        if self.depth > _LONGEST:
            raise JsonataSyntaxError("D1011", self.token.position)
        token = self.token
        self.advance(infix=True)
        left = self.operand(token)
        while power < _POWER.get(self.token.operator, 0):
            token = self.token
            self.advance()
            left = _OPERATORS.get(token.operator, _Parser.binary)(self, token, left)
        self.depth -= 1
        return left

    # Operands

    def operand(self, token: Token) -> Expression:
        value, position = token.value, token.position
        match token.kind:
            case "name":
                return syntax.Name(str(value), position=position)
            case "variable":
                return syntax.Variable(str(value), position=position)
            case "string" | "number" | "value":
                assert not isinstance(value, Pattern)
                return syntax.Literal(value, position=position)
            case "regex":
                assert isinstance(value, Pattern)
                return syntax.Regex(value, position=position)
            case "end":
                # What is missing is said by whoever waits for a closing sign; only where nobody does, by `whole`.
                self.ended_early = True
                return syntax.Placeholder(position=position)
        if token.operator in ("and", "or", "in"):
            return syntax.Name(token.operator, position=position)
        method = _OPERANDS.get(token.operator)
        if method is None:
            raise JsonataSyntaxError("S0211", position, token=value)
        return method(self, token)

    def negative(self, token: Token) -> Expression:
        return syntax.Negative(self.expression(70), position=token.position)

    def wildcard(self, token: Token) -> Expression:
        return syntax.Wildcard(position=token.position)

    def descendants(self, token: Token) -> Expression:
        return syntax.Descendants(position=token.position)

    def parent(self, token: Token) -> Expression:
        return syntax.Parent(syntax.Slot(""), position=token.position)

    def block(self, token: Token) -> Expression:
        expressions = []
        while self.token.operator != ")":
            expressions.append(self.expression(0))
            if self.token.operator != ";":
                break
            self.advance(";")
        self.advance(")", infix=True)
        return syntax.Block(expressions, position=token.position)

    def array(self, token: Token) -> Expression:
        items: list[Expression] = []
        while self.token.operator != "]" or items:
            item = self.expression(0)
            if self.token.operator == "..":
                position = self.token.position
                self.advance("..")
                item = syntax.Binary("..", item, self.expression(0), position=position)
            items.append(item)
            if self.token.operator != ",":
                break
            self.advance(",")
        self.advance("]", infix=True)
        return syntax.ArrayOf(items, position=token.position)

    def object(self, token: Token) -> Expression:
        return syntax.ObjectOf(self.pairs(token), position=token.position)

    def transform(self, token: Token) -> Expression:
        pattern = self.expression(0)
        self.advance("|")
        update = self.expression(0)
        delete = None
        if self.token.operator == ",":
            self.advance(",")
            delete = self.expression(0)
        self.advance("|")
        return syntax.Transform(pattern, update, delete, position=token.position)

    def pairs(self, token: Token) -> syntax.Grouping:
        pairs: list[syntax.Pair] = []
        while self.token.operator != "}" or pairs:
            key = self.expression(0)
            self.advance(":")
            pairs.append((key, self.expression(0)))
            if self.token.operator != ",":
                break
            self.advance(",")
        self.advance("}", infix=True)
        return syntax.Grouping(pairs, token.position)

    # Operators

    def binary(self, token: Token, left: Expression) -> Expression:
        right = self.expression(_POWER[token.operator])
        return syntax.Binary(token.operator, left, right, position=token.position)

    def dot(self, token: Token, left: Expression) -> Expression:
        return syntax.Dot(left, self.expression(_POWER["."]), position=token.position)

    def apply(self, token: Token, left: Expression) -> Expression:
        return syntax.Apply(left, self.expression(_POWER["~>"]), position=token.position)

    def group(self, token: Token, left: Expression) -> Expression:
        return syntax.Grouped(left, self.pairs(token), position=token.position)

    def filter(self, token: Token, left: Expression) -> Expression:
        if self.token.operator == "]":
            step = left
            while isinstance(step, syntax.Filtered):
                step = step.left
            step.keep_array = True
            self.advance("]")
            return left
        condition = self.expression(0)
        self.advance("]", infix=True)
        return syntax.Filtered(left, condition, position=token.position)

    def order(self, token: Token, left: Expression) -> Expression:
        self.advance("(")
        terms: list[syntax.Term] = []
        while True:
            descending = self.token.operator == ">"
            if self.token.operator in ("<", ">"):
                self.advance()
            terms.append(syntax.Term(self.expression(0), descending))
            if self.token.operator != ",":
                break
            self.advance(",")
        self.advance(")")
        return syntax.Ordered(left, terms, position=token.position)

    def assign(self, token: Token, left: Expression) -> Expression:
        if not isinstance(left, syntax.Variable):
            raise JsonataSyntaxError("S0212", left.position, token=_source(left))
        return syntax.Assign(left.name, self.expression(_POWER[":="] - 1), position=token.position)

    def bind(self, token: Token, left: Expression) -> Expression:
        if self.token.kind == "end":
            raise JsonataSyntaxError("S0214", self.token.position, token=token.operator)
        right = self.expression(_POWER[token.operator])
        if not isinstance(right, syntax.Variable):
            raise JsonataSyntaxError("S0214", right.position, token=token.operator)
        return syntax.Bound(left, token.operator, right.name, position=token.position)

    def condition(self, token: Token, left: Expression) -> Expression:
        then = self.expression(0)
        otherwise = None
        if self.token.operator == ":":
            self.advance(":")
            otherwise = self.expression(0)
        return syntax.Condition(left, then, otherwise, position=token.position)

    def default(self, token: Token, left: Expression) -> Expression:
        otherwise = self.expression(0)
        return syntax.Condition(copy.deepcopy(left), left, otherwise, position=token.position)

    def coalesce(self, token: Token, left: Expression) -> Expression:
        exists = syntax.Call(syntax.Variable("exists"), [copy.deepcopy(left)], position=token.position)
        return syntax.Condition(exists, left, self.expression(0), position=token.position)

    def call(self, token: Token, left: Expression) -> Expression:
        arguments: list[Expression] = []
        partial = False
        while self.token.operator != ")" or arguments:
            if self.token.operator == "?":
                partial = True
                arguments.append(syntax.Placeholder(position=self.token.position))
                self.advance("?")
            else:
                arguments.append(self.expression(0))
            if self.token.operator != ",":
                break
            self.advance(",")
        self.advance(")", infix=True)
        if isinstance(left, syntax.Name) and left.value in ("function", "λ"):
            return self.function(token, arguments)
        if partial:
            return syntax.Partial(left, arguments, position=token.position)
        return syntax.Call(left, arguments, position=token.position)

    def function(self, token: Token, arguments: list[Expression]) -> Expression:
        parameters = []
        for number, argument in enumerate(arguments, start=1):
            if not isinstance(argument, syntax.Variable):
                raise JsonataSyntaxError("S0208", argument.position, token=_source(argument), value=number)
            parameters.append(argument.name)
        signature = self.signature() if self.token.operator == "<" else None
        self.advance("{")
        body = self.expression(0)
        self.advance("}")
        return syntax.Lambda(parameters, signature, body, position=token.position)

    def signature(self) -> str:
        start, depth, text = self.token.position, 1, "<"
        while depth > 0 and self.token.operator not in ("{", "(end)"):
            token = self.advance()
            depth += (token.operator == "<") - (token.operator == ">")
            text += str(token.value)
        self.advance(">")
        check_signature(text, start)
        return text


_OPERANDS: dict[str, Callable[[_Parser, Token], Expression]] = {
    "-": _Parser.negative,
    "*": _Parser.wildcard,
    "**": _Parser.descendants,
    "%": _Parser.parent,
    "(": _Parser.block,
    "[": _Parser.array,
    "{": _Parser.object,
    "|": _Parser.transform,
}
_OPERATORS: dict[str, Callable[[_Parser, Token, Expression], Expression]] = {
    ".": _Parser.dot,
    "[": _Parser.filter,
    "{": _Parser.group,
    "(": _Parser.call,
    "^": _Parser.order,
    "@": _Parser.bind,
    "#": _Parser.bind,
    "?": _Parser.condition,
    "?:": _Parser.default,
    "??": _Parser.coalesce,
    ":=": _Parser.assign,
    "~>": _Parser.apply,
}


def _shown(token: Token) -> object:
    return token.value if token.kind != "regex" else {}


def _source(node: Expression) -> object:
    """What the reference prints for a node that stands where a variable must: its own token."""
    match node:
        case syntax.Literal(value=value) | syntax.Name(value=value):
            return value
        case syntax.Binary(operator=operator):
            return operator
        case _:
            return _TOKENS.get(type(node), "(")


_TOKENS: dict[type[object], str] = {
    syntax.Dot: ".",
    syntax.Filtered: "[",
    syntax.ArrayOf: "[",
    syntax.ObjectOf: "{",
    syntax.Grouped: "{",
    syntax.Negative: "-",
    syntax.Ordered: "^",
    syntax.Condition: "?",
    syntax.Placeholder: "?",
    syntax.Apply: "~>",
    syntax.Assign: ":=",
    syntax.Wildcard: "*",
    syntax.Descendants: "**",
    syntax.Parent: "%",
    syntax.Transform: "|",
}
