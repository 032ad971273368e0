"""The page of every code: its example has the finding, what it says to write instead is clean of it."""

import re
from pathlib import Path

import pytest

from compiler.diagnostics import Code
from compiler.diagnostics.codes import definitions
from compiler.passes.validate import validate_text

PAGES = Path(__file__).parents[2] / "compiler" / "explain"
CODES = [code for code in vars(definitions).values() if isinstance(code, Code)]


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.id)
def test_a_page(code: Code) -> None:
    page = (PAGES / f"{code.id}.md").read_text()
    assert page.startswith(f"# {code.id} {code.name} ({code.severity})\n\n{code.summary}\n")
    blocks = re.findall(r"## (Example|Instead)\n\n```json\n(.*?)\n```", page, re.DOTALL)
    if code is definitions.TOO_LARGE:
        assert blocks == []
        return
    (first, bad), (second, good) = blocks
    assert (first, second) == ("Example", "Instead")
    assert code in {found.code for found in validate_text(bad)}
    assert not [found for found in validate_text(good) if found.is_error or found.code is code]
