"""What is one file and one line in a tuple: the file without its line is found here."""

import inspect
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from compiler.cli.command import VERBS
from compiler.diagnostics.render import FORMATS
from compiler.forms.flow import Flow
from compiler.passes.limits import CHECKS
from compiler.passes.rewrite import REWRITES
from compiler.passes.validate.rules import RULES

ROOT = Path(__file__).parents[2]


def modules_of(folder: str) -> list[str]:
    return sorted(path.stem for path in (ROOT / folder).glob("*.py") if path.stem != "__init__")


def functions_of(module: str, begins: str) -> set[Callable[..., Any]]:
    found = import_module(module)
    return {
        one
        for name, one in vars(found).items()
        if name.startswith(begins) and inspect.isfunction(one) and one.__module__ == module
    }


@pytest.mark.parametrize(
    ("folder", "begins", "registered"),
    [
        ("compiler/passes/limits", "check_", CHECKS),
        ("compiler/diagnostics/render", "render_", FORMATS.values()),
    ],
)
def test_functions_are_registered(folder: str, begins: str, registered: Iterable[Callable[..., Any]]) -> None:
    package = folder.replace("/", ".")
    found = {one for module in modules_of(folder) for one in functions_of(f"{package}.{module}", begins)}
    assert found == set(registered)


def test_rules_are_registered() -> None:
    folder = "compiler/passes/validate/rules"
    modules = [import_module(f"{folder.replace('/', '.')}.{name}") for name in modules_of(folder)]
    assert [one.__name__ for one in modules if hasattr(one, "RULE") and one.RULE not in RULES] == []
    assert len(set(map(id, RULES))) == len(RULES)


def test_rewrites_are_registered_under_their_files_names() -> None:
    package = "compiler.passes.rewrite"
    found = {one for name in modules_of("compiler/passes/rewrite") for one in functions_of(f"{package}.{name}", name)}
    whole = {one.__name__ for one in found if inspect.signature(one).return_annotation is Flow}
    assert whole == {rewrite.__name__ for rewrite in REWRITES}


def test_verbs_are_registered() -> None:
    assert sorted(VERBS) == modules_of("compiler/cli/verbs")
