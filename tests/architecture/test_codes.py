"""The registry of findings: every code once, in its area's range, with a name of its own."""

import re
from pathlib import Path

import pytest

from compiler.diagnostics import codes
from compiler.diagnostics.codes import ALL

ROOT = Path(__file__).parents[2]
AREAS = {row[1]: row[0][:3] for row in re.findall(r"\| (SM\dxx) \| `(\w+)` \|", codes.__doc__ or "")}


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_a_code_is_well_named(code):
    assert re.fullmatch(r"SM\d{3}", code.id)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", code.name)
    assert code.summary.endswith(".")


def test_ids_and_names_are_unique():
    assert len({code.id for code in ALL}) == len({code.name for code in ALL}) == len(ALL)


@pytest.mark.parametrize("area", AREAS)
def test_an_area_keeps_to_its_range(area):
    text = (ROOT / f"compiler/diagnostics/codes/{area}.py").read_text()
    assert {found[:3] for found in re.findall(r'"(SM\d{3})"', text)} <= {AREAS[area]}


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_a_code_is_used(code):
    area = next(area for area, start in AREAS.items() if code.id.startswith(start))
    text = (ROOT / f"compiler/diagnostics/codes/{area}.py").read_text()
    (name,) = re.findall(rf'^(\w+) = Code\(\s*"{code.id}"', text, re.MULTILINE)
    used = re.compile(rf"\b{name}\b")
    sources = [
        file for folder in ("compiler", "dsl") for file in (ROOT / folder).rglob("*.py") if "codes" not in file.parts
    ]
    assert any(used.search(file.read_text()) for file in sources), f"nothing reports {name}"
