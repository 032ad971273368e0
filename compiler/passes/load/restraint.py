"""What a module may not do to the process that imports it: end it, hold it up, print into its output, or outlive it.

with restrained(roots):
    os._exit(0)                        SystemExit, which is a finding
    while True: ...                    ImportTooLong after `LONGEST_IMPORT` seconds
    print("ready"), os.write(1, …)     on standard error
    atexit.register(report)            forgotten, where a module of the project asks for it
    builtins.len = None                len again, behind the block; so with the functions of `os`, `json`, …
"""

import ast
import atexit
import builtins
import contextlib
import functools
import inspect
import io
import json
import os
import pathlib
import re
import signal
import sys
import threading
import tokenize
import typing
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from compiler.passes.load.isolation import is_first_party

_STOOD_ON = (builtins, ast, functools, inspect, io, json, os, os.path, pathlib, re, tokenize, typing)

LONGEST_IMPORT = 60.0
"""Seconds that a module's import may take before it is said never to end."""


class ImportTooLong(BaseException):
    """A module's import that does not come to its end; an `except Exception` of the module does not take it."""

    def __str__(self) -> str:
        return f"it takes longer than {LONGEST_IMPORT:g} seconds"


@contextlib.contextmanager
def restrained(roots: tuple[Path, ...]) -> Iterator[None]:
    """Hold the block's code to the rules above; the project's modules are those below `roots`."""
    functions = _standard_functions()
    ending = {"_exit": os._exit, "abort": os.abort}
    registering = atexit.register
    try:
        for name in ending:
            setattr(os, name, _refuse_to_end)
        atexit.register = _registering(registering, roots)
        with _output_aside(), _time_limit():
            yield
    finally:
        atexit.register = registering
        for name, function in ending.items():
            setattr(os, name, function)
        for names, kept in functions:
            for name, value in kept.items():
                if names.get(name) is not value:
                    names[name] = value


def _refuse_to_end(*_: object) -> NoReturn:
    raise SystemExit


def _standard_functions() -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """The names of each module that the compiler stands on, and which of them are functions and classes."""
    return [
        (vars(module), {name: value for name, value in vars(module).items() if callable(value)}) for module in _STOOD_ON
    ]


def _registering(register: Callable[..., Any], roots: tuple[Path, ...]) -> Callable[..., Any]:
    """`atexit.register` for all but the project's modules: what those begin ends with the import."""

    def registering(function: Callable[..., Any], *arguments: Any, **named: Any) -> Callable[..., Any]:
        caller = sys._getframe(1).f_globals.get("__name__", "")  # noqa: SLF001 - as `warnings` finds its caller
        if not is_first_party(caller, sys.modules.get(caller), roots):
            register(function, *arguments, **named)
        return function

    return registering


@contextlib.contextmanager
def _output_aside() -> Iterator[None]:
    """What is printed, by whatever way, goes to standard error: standard output belongs to the command's answer."""
    streams = sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__
    with contextlib.ExitStack() as stack:
        try:
            sys.stdout.flush()
            saved = os.dup(1)
            stack.callback(os.close, saved)
            os.dup2(2, 1)
            stack.callback(os.dup2, saved, 1)
        except (OSError, ValueError, AttributeError):
            pass  # a process without these streams has nothing to protect
        sys.stdout = sys.stderr
        sys.__stdout__ = sys.__stderr__  # type: ignore[misc]
        try:
            yield
        finally:
            sys.stdout, sys.stderr, sys.__stdout__, sys.__stderr__ = streams  # type: ignore[misc]


@contextlib.contextmanager
def _time_limit() -> Iterator[None]:
    """Raise ImportTooLong in the block when its time is up, where the system can: a main thread with alarms."""
    if threading.current_thread() is not threading.main_thread() or not hasattr(signal, "setitimer"):
        yield
        return

    def too_long(_signal: int, _frame: FrameType | None) -> NoReturn:
        raise ImportTooLong

    handler = signal.signal(signal.SIGALRM, too_long)
    # Again and again: a module that catches everything is asked more than once.
    earlier, _ = signal.setitimer(signal.ITIMER_REAL, LONGEST_IMPORT, 1)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, earlier)
        signal.signal(signal.SIGALRM, handler)
