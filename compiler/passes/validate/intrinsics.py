"""Intrinsic function calls of JSONPath states: `States.Format('order {}', $.id)`.

    call_problem("States.Array($.a, 1)")     # None
    call_problem("States.Arrray(1)")         # "there is no function `States.Arrray`; did you mean `States.Array`?"

Source: https://docs.aws.amazon.com/step-functions/latest/dg/intrinsic-functions.html
"""

import re
from difflib import get_close_matches
from functools import lru_cache

from compiler.passes.validate.jsonpaths import parse_path

FUNCTIONS: dict[str, tuple[int, int]] = {
    "States.Format": (1, 10_000),
    "States.StringToJson": (1, 1),
    "States.JsonToString": (1, 1),
    "States.Array": (0, 10_000),
    "States.ArrayPartition": (2, 2),
    "States.ArrayContains": (2, 2),
    "States.ArrayRange": (3, 3),
    "States.ArrayGetItem": (2, 2),
    "States.ArrayLength": (1, 1),
    "States.ArrayUnique": (1, 1),
    "States.Base64Encode": (1, 1),
    "States.Base64Decode": (1, 1),
    "States.Hash": (2, 2),
    "States.JsonMerge": (3, 3),
    "States.MathRandom": (2, 3),
    "States.MathAdd": (2, 2),
    "States.StringSplit": (2, 2),
    "States.UUID": (0, 0),
}
"""How few and how many arguments each function takes."""
DEEPEST = 10
"""How deep calls may nest."""

_NAME = re.compile(r"States\.[A-Za-z0-9_.]*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?=\s*[,)])")
_WORD = re.compile(r"(?:true|false|null)(?=\s*[,)])")
_STRING = re.compile(r"'((?:[^'\\]|\\.)*)'", re.DOTALL)
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPACE = re.compile(r"\s*")


class _ProblemError(Exception):
    """The sentence that says what is wrong."""


class Call:
    """A call that was read: the paths among its arguments and the templates of its States.Format calls."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.formats: list[tuple[str, int]] = []
        """The template of each States.Format and how many arguments follow it."""


def looks_like_call(text: str) -> bool:
    """Whether a text is meant as an intrinsic function call."""
    return text.startswith("States.")


def call_problem(text: str) -> str | None:
    """What is wrong with a call, or None."""
    return read_call(text)[1]


@lru_cache(maxsize=4096)
def read_call(text: str) -> tuple[Call, str | None]:
    """Read a call; the second value says what is wrong with it."""
    call = Call()
    try:
        end = _call(text, 0, 1, call)
        if end != len(text):
            raise _ProblemError(f"`{text[end:]}` stands behind the call")
    except _ProblemError as problem:
        return call, str(problem)
    return call, None


def _skip(text: str, here: int) -> int:
    match = _SPACE.match(text, here)
    return match.end() if match else here


def _call(text: str, here: int, depth: int, call: Call) -> int:
    name = _NAME.match(text, here)
    if name is None:
        raise _ProblemError("a call starts with the function's name")
    if name[0] not in FUNCTIONS:
        near = get_close_matches(name[0], FUNCTIONS, n=1)
        raise _ProblemError(f"there is no function `{name[0]}`" + (f"; did you mean `{near[0]}`?" if near else ""))
    if depth > DEEPEST:
        raise _ProblemError(f"calls nest deeper than {DEEPEST}")
    here = name.end()
    if text[here : here + 1] != "(":
        raise _ProblemError(f"`{name[0]}` is not followed by `(`")
    first = _skip(text, here + 1)
    count, here = 0, first
    while text[here : here + 1] != ")" or count:
        here = _skip(text, _argument(text, here, depth, call))
        count += 1
        if text[here : here + 1] != ",":
            break
        here = _skip(text, here + 1)
    if text[here : here + 1] != ")":
        raise _ProblemError(
            f"the call of `{name[0]}` is not closed"
            if here >= len(text)
            else f"`,` or `)` is expected before `{text[here]}`"
        )
    _check_count(name[0], count)
    if name[0] == "States.Format" and (template := _STRING.match(text, first)):
        call.formats.append((template[1], count - 1))
    return here + 1


def _check_count(name: str, count: int) -> None:
    least, most = FUNCTIONS[name]
    if not least <= count <= most:
        wanted = f"{least}" if least == most else f"at least {least}" if most > 100 else f"{least} to {most}"
        raise _ProblemError(f"`{name}` takes {wanted} argument{'' if wanted == '1' else 's'}, not {count}")


def _argument(text: str, here: int, depth: int, call: Call) -> int:
    if string := _STRING.match(text, here):
        _check_escapes(string[1])
        return string.end()
    if text.startswith("'", here):
        raise _ProblemError("a string is not closed")
    if literal := _NUMBER.match(text, here) or _WORD.match(text, here):
        return literal.end()
    if text.startswith("$", here):
        return _path(text, here, call)
    if text.startswith("States.", here):
        return _call(text, here, depth + 1, call)
    raise _ProblemError("an argument is a string in single quotes, a number, true, false, null, a path or a call")


def _check_escapes(text: str) -> None:
    for escape in _ESCAPE.finditer(text):
        if escape[1] not in "'{}\\":
            raise _ProblemError(f"`{escape[0]}` is no escape: only `\\'`, `\\{{`, `\\}}` and `\\\\` are")


def _path(text: str, here: int, call: Call) -> int:
    """The end of a path: the `,` or `)` that stands outside its brackets and quotes."""
    depth, end, quote = 0, here, ""
    while end < len(text):
        character = text[end]
        if quote:
            quote = "" if character == quote else quote
        elif character in "'\"" and depth:
            quote = character
        elif character in "[(":
            depth += 1
        elif character in "])" and depth:
            depth -= 1
        elif character in ",)" and not depth:
            break
        end += 1
    path = text[here:end].rstrip()
    problem = parse_path(path).problem
    if problem:
        raise _ProblemError(f"`{path}` is no path: {problem}")
    call.paths.append(path)
    return end
