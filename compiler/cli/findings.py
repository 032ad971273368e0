"""Showing findings and leaving with the right exit code.

show(build.diagnostics, "text")      prints them
leave(build.diagnostics)             exits with 1 where one of them stops the build
"""

import sys
from collections.abc import Iterable

import click

from compiler.diagnostics import Diagnostic
from compiler.diagnostics.render import render


def show(diagnostics: Iterable[Diagnostic], format_name: str, *, aside: bool = False) -> None:
    """Print the findings: for people to standard error, for programs to standard output.

    `aside` prints them all to standard error, where standard output is a verb's own answer.
    """
    found = list(diagnostics)
    to_programs = format_name != "text" and not aside
    if text := render(found, format_name) if found or format_name == "sarif" else "":
        click.echo(text, nl=False, err=not to_programs)
    if format_name == "text" and found:
        click.echo("\n" + _count(found), err=True)


def stop_if_failed(diagnostics: Iterable[Diagnostic]) -> None:
    """Leave with the exit code for findings where one of them is an error; with that for our bugs where one is ours."""
    errors = [found for found in diagnostics if found.is_error]
    if errors:
        sys.exit(3 if any(found.code.id.startswith("SM9") for found in errors) else 1)


def _count(found: list[Diagnostic]) -> str:
    errors = sum(one.is_error for one in found)
    warnings = len(found) - errors
    parts = [
        f"{count} {word}{'s' if count != 1 else ''}"
        for count, word in ((errors, "error"), (warnings, "warning"))
        if count
    ]
    return " and ".join(parts)
