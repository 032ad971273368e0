"""JSONPath as Step Functions reads it: the input, the context object (`$$`), variables (`$name`), and reference paths.

    path_problem("$.items[?(@.qty > 1)].id")      # None
    path_problem("$.items[")                      # "a bracket is not closed"
    reference_problem("$.items[*]")               # "`[*]` can name more than one place"

Source: https://states-language.net/spec.html#paths; the grammar is that of Jayway's JsonPath, which AWS uses.
"""

import re
from functools import lru_cache
from typing import NamedTuple

_NAME = re.compile(r"[^\s.\[\]()'\"]+")
_INDEX = re.compile(r"\s*-?\d*\s*:\s*-?\d*\s*(?::\s*-?\d*\s*)?|\s*-?\d+\s*(?:,\s*-?\d+\s*)*")
_QUOTED = re.compile(r"""\s*(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")\s*""")
_CALL = re.compile(r"\([^()]*\)")


class Path(NamedTuple):
    """A path taken apart: its root (`$`, `$$`, `$name`), its first segment of several places, its problem."""

    root: str
    many: str | None
    problem: str | None


@lru_cache(maxsize=4096)
def parse_path(text: str) -> Path:
    """Take a path apart."""
    if not text.startswith("$"):
        return Path("", None, "a path starts with `$`")
    variable = re.match(r"\$[^\W\d]\w*", text)
    root = variable[0] if variable else "$$" if text.startswith("$$") else "$"
    here, many = len(root), None
    while here < len(text):
        segment, problem, several = _segment(text, here)
        if problem:
            return Path(root, many, problem)
        if several and many is None:
            many = text[here:segment]
        here = segment
    return Path(root, many, None)


def path_problem(text: str) -> str | None:
    """What is wrong with a path, or None."""
    return parse_path(text).problem


def reference_problem(text: str) -> str | None:
    """What keeps a path from naming exactly one place, or None."""
    path = parse_path(text)
    if path.problem:
        return path.problem
    return f"`{path.many}` can name more than one place" if path.many else None


def _segment(text: str, here: int) -> tuple[int, str | None, bool]:
    """The end of the segment at `here`, what is wrong with it, and whether it can name several places."""
    if text[here] == "[":
        return _bracket(text, here)
    if text[here] != ".":
        return here, f"`{text[here]}` stands where `.` or `[` is expected", False
    deep = text.startswith("..", here)
    start = here + (2 if deep else 1)
    if start >= len(text):
        return here, "a path does not end with a dot", False
    if text[start] == "[":
        end, problem, several = _bracket(text, start)
        return end, problem, several or deep
    name = _NAME.match(text, start)
    if name is None:
        return here, f"`{text[start]}` stands where a field's name is expected", False
    call = _CALL.match(text, name.end())
    return (call or name).end(), None, deep or name[0] == "*" or call is not None


def _bracket(text: str, here: int) -> tuple[int, str | None, bool]:
    inside = here + 1
    if re.match(r"\s*\?\s*\(", text[inside:]) or text.startswith("?", inside):
        end = _filter_end(text, inside)
        return (end, None, True) if end > 0 else (here, "a filter is not closed", True)
    quoted = _QUOTED.match(text, inside)
    several = False
    if quoted:
        end = quoted.end()
        while text[end : end + 1] == ",":
            several = True
            following = _QUOTED.match(text, end + 1)
            if following is None:
                return here, "a name is expected after `,`", True
            end = following.end()
    elif star := re.compile(r"\s*\*\s*").match(text, inside):
        end, several = star.end(), True
    elif index := _INDEX.match(text, inside):
        end, several = index.end(), not re.fullmatch(r"\s*\d+\s*", index[0])
    else:
        return here, "a bracket holds neither a name in quotes nor an index", False
    if text[end : end + 1] != "]":
        return here, "a bracket is not closed", False
    return end + 1, None, several


def _filter_end(text: str, start: int) -> int:
    """The offset behind the `]` that closes a filter, or 0; brackets in quotes and regular expressions do not count."""
    depth, here, quote = 1, start, ""
    while here < len(text):
        character = text[here]
        if quote:
            if character == "\\":
                here += 1
            elif character == quote:
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "[(":
            depth += 1
        elif character in "])":
            depth -= 1
            if depth == 0:
                return here + 1
        here += 1
    return 0
