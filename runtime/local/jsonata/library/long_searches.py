r"""Searches that may take longer than anybody waits, in a process that ends itself when they do.

    may_explode(r"(a+)+$")                                 # True: a repetition of what repeats
    search(re.compile(r"(a+)+$"), "a" * 40 + "!", 0)       # JsonataError D1012 after LONGEST seconds

Python's `re` cannot be interrupted, and lets no other thread run meanwhile: one such search would stop a whole server.
"""

import atexit
import json
import re
import subprocess
import sys
import threading

from runtime.local.jsonata.errors import JsonataError

LONGEST = 10
"""Seconds that one search may take."""

SHORT = 16
"""Characters of a text in which no search takes long."""

Spans = list[tuple[int, int]]
"""Where the match and its groups begin and end; -1 where a group took no part."""

_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?<!\()\?|[(|)*+]|\{\d+,\d*\}", re.DOTALL)
_REPEATED = re.compile(r"[*+]|\{\d+,")

# The alarm kills the child inside the search, also when its parent has been killed before.
_CHILD = """
import json, re, signal, sys
for line in sys.stdin:
    seconds, pattern, flags, text, start = json.loads(line)
    signal.alarm(seconds)
    found = re.compile(pattern, flags).search(text, start)
    signal.alarm(0)
    print(json.dumps(found and [found.span(at) for at in range(len(found.groups()) + 1)]), flush=True)
"""


def may_explode(pattern: str) -> bool:
    """Whether a part that repeats or has alternatives is itself repeated: only then can the time grow exponentially."""
    open_groups = [False]
    for part in _PARTS.finditer(pattern):
        match part[0][0]:
            case "(":
                open_groups.append(False)
            case "|":
                open_groups[-1] = True
            case ")" if len(open_groups) > 1:
                inner = open_groups.pop()
                open_groups[-1] |= inner
                if inner and _REPEATED.match(pattern, part.end()):
                    return True
            case "*" | "+" | "?" | "{":
                open_groups[-1] = True
    return False


class _Searcher:
    """The process, started when it is first needed; one search at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[str] | None = None
        atexit.register(self.close)

    def search(self, regex: "re.Pattern[str]", text: str, start: int) -> Spans | None:
        with self._lock:
            if self._child is None:
                command = [sys.executable, "-I", "-S", "-c", _CHILD]
                self._child = subprocess.Popen(
                    command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="ascii"
                )
            assert self._child.stdin is not None
            assert self._child.stdout is not None
            request = [LONGEST, regex.pattern, regex.flags & ~re.UNICODE, text, start]
            self._child.stdin.write(json.dumps(request) + "\n")
            self._child.stdin.flush()
            answer = self._child.stdout.readline()
            if not answer:
                self._end()
                raise JsonataError("D1012", value=LONGEST * 1000)
        found = json.loads(answer)
        return None if found is None else [(begin, end) for begin, end in found]

    def close(self) -> None:
        with self._lock:
            self._end()

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            self._child.communicate()
            self._child = None


_SEARCHER = _Searcher()


def search(regex: "re.Pattern[str]", text: str, start: int) -> Spans | None:
    """Where the first match at or after `start` is; JsonataError (D1012) when that takes too long to tell."""
    return _SEARCHER.search(regex, text, start)
