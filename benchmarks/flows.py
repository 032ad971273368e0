"""The flows of `flows.md`, in our language and in sfnx's, and what stands before them in a module.

for name, ours, theirs in flows(): …
"""

import re
from collections.abc import Iterator
from pathlib import Path

_FLOW = re.compile(r"^## ([^\n]+)\n+```py\n(.*?)^```\n+```sfnx\n(.*?)^```$", re.MULTILINE | re.DOTALL)

OUR_HEAD = """
from dsl import each, parallel, pipeline, seconds, serial, step, wait

@step(retry=None)
def work(n: int) -> int:
    return n * 2

@serial
def careful(n: int) -> int:
    v = work(n)
    if v > 3:
        v = work(v)
    return v

"""
THEIR_HEAD = """
from typing import TypedDict
from sfnx import aws, inline_map, parallel, state_machine, wait

class Much(Exception):
    pass

class In(TypedDict):
    n: int
    xs: list[int]

def careful(n: int):
    r = WORK(Payload={"n": n})
    v: int = r["Payload"]
    if v > 3:
        r = WORK(Payload={"n": v})
        v = r["Payload"]
    return v

"""
INPUT = {"n": 3, "xs": [1, 2, 3, 4]}


def flows() -> Iterator[tuple[str, str, str]]:
    """Each flow's name, our source and sfnx's."""
    for found in _FLOW.finditer((Path(__file__).parent / "flows.md").read_text(encoding="utf-8")):
        yield found[1], found[2], found[3]
