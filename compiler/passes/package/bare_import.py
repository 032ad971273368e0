"""Runs in a bare Python: imports the handler of each unpacked package in a forked child of its own.

Reads `{"groups": {shared folder: {digest: [own folder, …]}}, "provided": folder}` from standard input and answers
`{digest: failure or null}`. The packages of a group hold the same dsl and runtime, byte for byte: these are imported
once, from their own files, before the group's children are forked. Besides, it imports the standard library alone.
"""

import base64  # noqa: F401 - what most steps import is loaded once, before forking
import dataclasses  # noqa: F401
import datetime  # noqa: F401, ICN001
import decimal  # noqa: F401
import enum  # noqa: F401
import importlib
import inspect  # noqa: F401
import json
import logging  # noqa: F401
import os
import pathlib  # noqa: F401
import sys
import traceback
import uuid  # noqa: F401
from collections.abc import Callable
from typing import Any


def try_group(shared: str, own: dict[str, list[str]], provided: str) -> dict[str, str | None]:
    """The failures of the packages that share a folder."""
    standard = [path for path in sys.path if "site-packages" not in path and path not in {"", HERE}]
    sys.path = [shared, *standard, provided]
    importlib.import_module("runtime.handler")
    return {
        digest: in_child(try_import, [*folders, shared, *standard, provided]) or None for digest, folders in own.items()
    }


def try_import(path: list[str]) -> str:
    """Import the entry module with only `path` in reach; what went wrong, or ""."""
    sys.path = path
    os.chdir(path[1])  # where the step's own files are
    os.environ["LAMBDA_TASK_ROOT"] = path[1]
    importlib.invalidate_caches()
    try:
        entry = importlib.import_module("statemill_entry")
        if not callable(entry.handler):
            return "statemill_entry.handler cannot be called"
    except BaseException:
        return traceback.format_exc()
    leaked = [name for name in ("compiler", "runtime.local") if importable(name)]
    return f"{leaked[0]} is in reach" if leaked else ""


def importable(name: str) -> bool:
    """Whether a module can be imported here."""
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def in_child(work: Callable[..., Any], *arguments: object) -> Any:
    """What `work` answers in a forked child; it comes back through a pipe."""
    if not hasattr(os, "fork"):
        return work(*arguments)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a module prints is not an answer
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(work(*arguments)))
            pipe.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else "the process ended while it imported the handler"


HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - as sys.path has it

if __name__ == "__main__":
    request = json.load(sys.stdin)
    answers: dict[str, str | None] = {}
    for shared_folder, own_folders in request["groups"].items():
        found = in_child(try_group, shared_folder, own_folders, request["provided"])
        answers |= found if isinstance(found, dict) else dict.fromkeys(own_folders, found)
    json.dump(answers, sys.stdout)
