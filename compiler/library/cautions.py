"""What compiles exactly but may fail on values that Python takes: said when compiling, before a run says it.

cautions(Format(f"{ratio}"))              a float's text has at most 15 digits in JSONata
constant_refusal(Constant(2**60))         past 2^53 whole numbers are not exact
"""

from compiler.forms.expressions import Binary, Constant, Expression, Format, Operation
from compiler.library.arithmetic import is_natural
from compiler.library.letters import ASCII_ONLY
from compiler.library.shapes import kinds
from compiler.library.signature import Refusal

EXACT = 2**53
"""Whole numbers up to here are exact in the arithmetic that JSONata does (IEEE 754 doubles)."""

_FLOAT_TEXT = Refusal(
    "the text of a float fails the state where it needs more than 15 digits, as `1 / 3` does",
    'say how many: f"{x:.2f}"',
)
_EXPONENT = Refusal("a negative exponent fails the state here, where Python gives a fraction", "write `x ** max(n, 0)`")
_ASCII = Refusal("text beyond ASCII fails the state here", "write `json.dumps(value, ensure_ascii=False)`")

_LETTERS = Refusal(
    "letters and digits beyond ASCII need Unicode's tables: text that has them fails the state here",
    "do it in a step where the text may have them",
)


def cautions(node: Expression) -> tuple[Refusal, ...]:
    """What to warn of at this node; its parts are asked about by themselves."""
    match node:
        case Format(parts):
            texts = (part for part in parts if not isinstance(part, str))
            bare = any("float" in kinds(part.value.type) and not part.spec.rstrip("0123456789<>^") for part in texts)
            return (_FLOAT_TEXT,) if bare else ()
        case Operation("str", (value,)):
            return (_FLOAT_TEXT,) if "float" in kinds(value.type) else ()
        case Operation(name) if name in ASCII_ONLY:
            return (_LETTERS,)
        case Binary("**", _, exponent):
            return () if is_natural(exponent) else (_EXPONENT,)
        case Operation("json.dumps", _, keywords):
            return () if any(name == "ensure_ascii" for name, _ in keywords) else (_ASCII,)
        case _:
            return ()


def constant_refusal(node: Constant) -> Refusal | None:
    """Why a constant has no exact JSON number; None where it has."""
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > EXACT:
        return Refusal(f"`{value}` is past 2^53, where whole numbers are not exact in JSONata", "keep it as a string")
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return Refusal(f"`{value}` has no JSON form")
    return None
