"""Showing findings and leaving with the right exit code.

show(build.diagnostics, "text")      prints them
leave(build.diagnostics)             exits with 1 where one of them stops the build
"""

import sys
from collections.abc import Iterable
from typing import NoReturn

import click

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.render import render


def show(diagnostics: Iterable[Diagnostic], format_name: str) -> None:
    """Print the findings: for people to standard error, for programs to standard output."""
    found = list(diagnostics)
    to_programs = format_name != "text"
    if text := render(found, format_name) if found or format_name == "sarif" else "":
        click.echo(text, nl=False, err=not to_programs)
    if not to_programs and found:
        click.echo("\n" + _count(found), err=True)


def failed(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether any finding stops the build."""
    return any(found.is_error for found in diagnostics)


def stop() -> NoReturn:
    """Leave with the exit code for findings."""
    sys.exit(1)


def _count(found: list[Diagnostic]) -> str:
    errors = sum(one.is_error for one in found)
    warnings = len(found) - errors
    parts = [
        f"{count} {word}{'s' if count != 1 else ''}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(parts)
