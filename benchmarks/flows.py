"""Twelve flows in our language and in sfnx's: name, ours, theirs, input. `WORK(…)` is a Lambda call of sfnx.

Each does the same work; sfnx's takes one parameter and reads `Payload`, as its language asks.
"""

# ruff: noqa: E501, ISC004 - programs as text read best in few lines

from typing import Any

OUR_HEAD = """
from dsl import minutes, parallel, pipeline, seconds, step, wait

@step(retry=None)
def work(n: int) -> int:
    return n * 2

"""
THEIR_HEAD = """
from typing import TypedDict
from sfnx import aws, parallel, state_machine, wait

class Much(Exception):
    pass

class In(TypedDict):
    n: int
    xs: list[int]

"""
_N: dict[str, Any] = {"n": 3, "xs": [1, 2, 3, 4]}

FLOWS: tuple[tuple[str, str, str, Any], ...] = (
    (
        "one call",
        "def flow(n: int) -> int:\n    return work(n)\n",
        'def flow(i: In):\n    r = WORK(Payload={"n": i["n"]})\n    return r["Payload"]\n',
        _N,
    ),
    (
        "chain of three",
        "def flow(n: int) -> int:\n    a = work(n)\n    b = work(a)\n    return work(b)\n",
        'def flow(i: In):\n    a = WORK(Payload={"n": i["n"]})\n    b = WORK(Payload={"n": a["Payload"]})\n'
        '    c = WORK(Payload={"n": b["Payload"]})\n    return c["Payload"]\n',
        _N,
    ),
    (
        "choice",
        "def flow(n: int) -> int:\n    if n > 2:\n        return work(n)\n    return 0\n",
        'def flow(i: In):\n    if i["n"] > 2:\n        r = WORK(Payload={"n": i["n"]})\n'
        '        return r["Payload"]\n    return 0\n',
        _N,
    ),
    (
        "elif ladder",
        "def flow(n: int) -> str:\n    if n > 9:\n        size = 'l'\n    elif n > 2:\n        size = 'm'\n"
        "    else:\n        size = 's'\n    work(n)\n    return size\n",
        'def flow(i: In):\n    if i["n"] > 9:\n        size = "l"\n    elif i["n"] > 2:\n        size = "m"\n'
        '    else:\n        size = "s"\n    WORK(Payload={"n": i["n"]})\n    return size\n',
        _N,
    ),
    (
        "loop over a list",
        "def flow(xs: list[int]) -> None:\n    for x in xs:\n        work(x)\n",
        'def flow(i: In):\n    for x in i["xs"]:\n        WORK(Payload={"n": x})\n',
        _N,
    ),
    (
        "collecting loop",
        "def flow(xs: list[int]) -> list[int]:\n    out: list[int] = []\n    for x in xs:\n        out.append(work(x))\n"
        "    return out\n",
        'def flow(i: In):\n    out: list = []\n    for x in i["xs"]:\n        r = WORK(Payload={"n": x})\n'
        '        out.append(r["Payload"])\n    return out\n',
        _N,
    ),
    (
        "sum in a loop",
        "def flow(xs: list[int]) -> int:\n    total = 0\n    for x in xs:\n        total += work(x)\n    return total\n",
        'def flow(i: In):\n    total: int = 0\n    for x in i["xs"]:\n        r = WORK(Payload={"n": x})\n'
        '        y: int = r["Payload"]\n        total = total + y\n    return total\n',
        _N,
    ),
    (
        "poll until done",
        "def flow(n: int) -> int:\n    v = work(n)\n    while v < 40:\n        wait(seconds(5))\n        v = work(v)\n"
        "    return v\n",
        'def flow(i: In):\n    r = WORK(Payload={"n": i["n"]})\n    v: int = r["Payload"]\n    while v < 40:\n'
        '        wait(5)\n        r = WORK(Payload={"n": v})\n        v = r["Payload"]\n    return v\n',
        _N,
    ),
    (
        "parallel pair",
        "def flow(n: int) -> int:\n    a, b = parallel(work(n), work(n + 1))\n    return a + b\n",
        'def flow(i: In):\n    def one():\n        r = WORK(Payload={"n": i["n"]})\n        return r["Payload"]\n'
        '    def two():\n        r = WORK(Payload={"n": i["n"] + 1})\n        return r["Payload"]\n'
        "    a, b = parallel(one, two)\n    x: int = a\n    y: int = b\n    return x + y\n",
        _N,
    ),
    (
        "guarded call",
        "def flow(n: int) -> int:\n    try:\n        v = work(n)\n    except Exception:\n        v = 0\n    return v\n",
        'def flow(i: In):\n    try:\n        r = WORK(Payload={"n": i["n"]})\n        v: int = r["Payload"]\n'
        "    except Exception:\n        v = 0\n    return v\n",
        _N,
    ),
    (
        "loop with a break",
        "def flow(xs: list[int]) -> int:\n    found = 0\n    for x in xs:\n        if x > 2:\n            found = work(x)\n"
        "            break\n    return found\n",
        'def flow(i: In):\n    found: int = 0\n    for x in i["xs"]:\n        if x > 2:\n'
        '            r = WORK(Payload={"n": x})\n            found = r["Payload"]\n            break\n    return found\n',
        _N,
    ),
    (
        "checked saga",
        "def flow(n: int) -> int:\n    a = work(n)\n    if a > 100:\n        raise ValueError('much')\n    b = work(a)\n"
        "    if b > 10:\n        work(b)\n    return a + b\n",
        'def flow(i: In):\n    r = WORK(Payload={"n": i["n"]})\n    a: int = r["Payload"]\n    if a > 100:\n'
        '        raise Much("much")\n    r = WORK(Payload={"n": a})\n    b: int = r["Payload"]\n    if b > 10:\n'
        '        WORK(Payload={"n": b})\n    return a + b\n',
        _N,
    ),
)
