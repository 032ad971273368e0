"""Each rule: definitions that break it, with every finding that they must give, and definitions that do not.

`cases/*.txt` hold them: a heading, the definition, and a line `=> code-name pointer` for each finding. A definition
without such a line is clean. `(EXPRESS)` in the heading validates it as an Express workflow.
"""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from compiler.diagnostics import Code
from compiler.diagnostics.codes import definitions
from compiler.passes.validate import findings_of
from compiler.passes.validate.rules import RULES


class Case(NamedTuple):
    """A case as the files write it."""

    name: str
    definition: Any
    findings: list[str]


def read_cases(file: Path) -> list[Case]:
    """The cases of a file."""
    cases = []
    for block in file.read_text().split("\n\n"):
        heading, *lines = block.strip("\n").split("\n")
        definition = "\n".join(line for line in lines if not line.startswith("=> "))
        findings = [line.removeprefix("=> ") for line in lines if line.startswith("=> ")]
        cases.append(Case(f"{file.stem}: {heading.removeprefix('# ')}", json.loads(definition), findings))
    return cases


CASES = [case for file in sorted((Path(__file__).parent / "cases").glob("*.txt")) for case in read_cases(file)]


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_findings(case: Case) -> None:
    found = findings_of(case.definition, "EXPRESS" if "(EXPRESS)" in case.name else "STANDARD")
    assert sorted(f"{one.code.name} {one.pointer}" for one in found) == sorted(case.findings)


def test_the_files_are_read_whole() -> None:
    assert len(CASES) > 200
    assert len({case.name for case in CASES}) == len(CASES)


def test_every_kind_of_finding_has_a_case() -> None:
    elsewhere = {"no-json", "duplicate-key", "oversized-definition"}
    names = {code.name for code in vars(definitions).values() if isinstance(code, Code)} - elsewhere
    assert names == {finding.split()[0] for case in CASES for finding in case.findings}


def test_rules_say_where_they_come_from() -> None:
    assert all(rule.source.startswith("https://") for rule in RULES)
    assert len({rule.name for rule in RULES}) == len(RULES)
