"""Runs in a bare Python: imports the handler of each unpacked package in a forked child of its own.

Reads `{"folders": {digest: folder}, "provided": folder}` from standard input and answers `{digest: failure or null}`.
Imports nothing but the standard library, and none of Statemill.
"""

import importlib
import json
import os
import sys
import traceback


def try_import(folder: str, provided: str) -> str | None:
    """Import the entry module with only `folder` and what Lambda provides in reach; what went wrong, or None."""
    sys.path = [
        folder,
        *(path for path in sys.path if "site-packages" not in path and path not in {"", HERE}),
        provided,
    ]
    os.chdir(folder)
    os.environ["LAMBDA_TASK_ROOT"] = folder
    try:
        entry = importlib.import_module("statemill_entry")
        if not callable(entry.handler):
            return "statemill_entry.handler cannot be called"
    except BaseException:
        return traceback.format_exc()
    leaked = [name for name in ("compiler", "runtime.local") if importable(name)]
    return f"{leaked[0]} is in reach" if leaked else None


def importable(name: str) -> bool:
    """Whether a module can be imported here."""
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def in_child(folder: str, provided: str) -> str | None:
    """`try_import` in a forked child, whose answer comes back through a pipe."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a module prints is not an answer
        with os.fdopen(writing, "w") as pipe:
            pipe.write(json.dumps(try_import(folder, provided)))
            pipe.flush()
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    failure: str | None = json.loads(answer) if answer else "the process ended while it imported the handler"
    return failure


HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120 - pathlib is not in a bare start

if __name__ == "__main__":
    request = json.load(sys.stdin)
    attempt = in_child if hasattr(os, "fork") else try_import
    answers = {digest: attempt(folder, request["provided"]) for digest, folder in request["folders"].items()}
    json.dump(answers, sys.stdout)
