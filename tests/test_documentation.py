"""The reference of the language says what the compiler takes: its tables are the library's own.

Its examples are literate cases (`tests/test_cases.py`). `pytest --update` rewrites the tables.
"""

from collections import defaultdict
from pathlib import Path

import pytest

from compiler.library.table import TABLE
from tests.literate import cases_in, rewrite

LANGUAGE = Path(__file__).parents[1] / "docs" / "LANGUAGE.md"
WIDEST = 120


def functions() -> str:
    """What the library has: functions by their module, methods and attributes by their type."""
    found: dict[str, set[str]] = defaultdict(set)
    for one in TABLE:
        owner, _, name = one.key.rpartition(".")
        if one.python is not None or owner:
            found[owner or "builtins"].add(name.removesuffix("@"))
    return "".join(_line(owner, sorted(names)) for owner, names in sorted(found.items()))


def _line(owner: str, names: list[str]) -> str:
    lines = [f"{owner}:"]
    for name in names:
        if len(lines[-1]) + 1 + len(name) > WIDEST:
            lines.append("   ")
        lines[-1] += f" {name}"
    return "\n".join(lines) + "\n"


def test_the_tables_are_the_librarys(request: pytest.FixtureRequest) -> None:
    (case,) = cases_in(LANGUAGE, "functions")
    block = case.block("functions")
    assert block
    if request.config.getoption("--update") and block.text != functions():
        rewrite(LANGUAGE, {block.start: (block.end, functions())})
    else:
        assert block.text == functions(), "run pytest --update tests/test_documentation.py"


def test_the_readme_leads_to_it() -> None:
    assert "(docs/LANGUAGE.md)" in (LANGUAGE.parents[1] / "README.md").read_text("utf-8")
