"""Every code has a page, and its examples are held to it: the first has exactly the finding, the second has none.

A page is `# SM301 wrong-argument-type (error)`, the code's line, why, and `## Example` and `## Instead`. Python
examples mark the line with `# error: SM301`; definitions are JSON and are linted. What only a build or a deployment
can show is text for people: the tests of those areas hold it.
"""

import re
from pathlib import Path

import pytest

from compiler.diagnostics import Code
from compiler.diagnostics.codes import ALL, definitions, deployment, packages
from compiler.diagnostics.render import render
from compiler.driver import Build, compile_module
from compiler.passes.validate import validate_text
from tests.literate import Case, cases_in

PAGES = Path(__file__).parents[2] / "compiler" / "explain"
LATER = {one for area in (packages, deployment) for one in vars(area).values() if isinstance(one, Code)}
"""Found by a build or a deployment, not by compiling one module."""
UNSHOWN = {"SM001", "SM050", "SM104", "SM211", "SM413", "SM501", "SM502", "SM632", "SM901"}
"""Their examples are not one readable Python module: a file's bytes, another file, too much of everything, our bug,
or something that earlier checks refuse in every way known."""
COMPILED = [code for code in ALL if code not in LATER and code.id[2] != "6" and code.id not in UNSHOWN]
LINTED = [code for code in vars(definitions).values() if isinstance(code, Code) and code.id not in UNSHOWN]
LONGEST = 54


def page_of(code: Code) -> Path:
    return PAGES / f"{code.id}.md"


@pytest.mark.parametrize("code", ALL, ids=lambda code: code.id)
def test_a_code_has_a_page_in_the_form_of_all(code: Code) -> None:
    text = page_of(code).read_text("utf-8")
    assert text.startswith(f"# {code.id} {code.name} ({code.severity})\n\n{code.summary}\n\n")
    assert text.count("\n") <= LONGEST
    assert max(map(len, text.splitlines())) <= 125
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == ["Example", "Instead"] or (code.id in UNSHOWN and not headings)


def test_every_page_is_a_codes() -> None:
    assert {file.stem for file in PAGES.glob("*.md")} == {code.id for code in ALL}


@pytest.mark.parametrize("code", COMPILED, ids=lambda code: code.id)
def test_python_examples(code: Code, tmp_path: Path) -> None:
    bad, good = cases_in(page_of(code))
    word = code.severity.value
    found = _compiled(bad, tmp_path / "bad.py")
    assert [(one.span.line, one.code.id) for one in found.diagnostics] == bad.expected_codes, render(found.diagnostics)
    assert {id_ for _line, id_ in bad.expected_codes} == {code.id}
    assert f"# {word}: {code.id}" in bad.source
    assert "error:" not in good.source
    clean = _compiled(good, tmp_path / "good.py")
    assert not clean.diagnostics, render(clean.diagnostics)


@pytest.mark.parametrize("code", LINTED, ids=lambda code: code.id)
def test_definitions(code: Code) -> None:
    bad, good = (case.block("json") for case in cases_in(page_of(code), "json"))
    assert bad
    assert good
    assert code in {found.code for found in validate_text(bad.text)}
    assert not [found for found in validate_text(good.text) if found.is_error or found.code is code]


def _compiled(case: Case, path: Path) -> Build:
    path.write_text(case.source, encoding="utf-8")
    return compile_module(path, roots=(path.parent,))
