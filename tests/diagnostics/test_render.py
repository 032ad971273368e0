"""Findings look as documented, in every format, whatever the source holds."""

import json

import pytest

from compiler.diagnostics import NOWHERE, Code, Label, Report, Severity, Span
from compiler.diagnostics.render import FORMATS, render

WRONG = Code("SM301", "wrong-argument-type", "An argument has the wrong type.")
UNUSED = Code("SM402", "unused-value", "A value is not used.", Severity.WARNING)


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(text):
        (tmp_path / "orders.py").write_text(text, encoding="utf-8")
        return "orders.py"

    return write


@pytest.fixture
def report(source):
    path = source("def f(day: date): ...\n\nexport = f('2024-01-31')\n")
    report = Report()
    report.add(UNUSED, "`export` is never used", Span(path, 3, 1, 3, 7), help="delete it")
    report.add(
        WRONG,
        "`f` takes `day: date`, got `str`",
        Span(path, 3, 12, 3, 24),
        label="this is a str",
        labels=(Label(Span(path, 1, 7, 1, 16), "declared here"),),
        help="write `date.fromisoformat('2024-01-31')`",
        notes=("a date is not its text",),
    )
    return report


def test_text_shows_the_line_the_carets_the_other_side_the_help_and_the_reason(report):
    assert (
        render(report, "text")
        == """\
warning[SM402]: `export` is never used
 --> orders.py:3:1
  |
3 | export = f('2024-01-31')
  | ^^^^^^
  = help: delete it

error[SM301]: `f` takes `day: date`, got `str`
 --> orders.py:3:12
  |
3 | export = f('2024-01-31')
  |            ^^^^^^^^^^^^ this is a str
 ::: orders.py:1:7
  |
1 | def f(day: date): ...
  |       --------- declared here
  = help: write `date.fromisoformat('2024-01-31')`
  = note: a date is not its text
"""
    )


def test_short_is_one_line_a_finding(report):
    assert render(report, "short") == (
        "orders.py:3:1: warning[SM402]: `export` is never used; delete it\n"
        "orders.py:3:12: error[SM301]: `f` takes `day: date`, got `str`; write `date.fromisoformat('2024-01-31')`\n"
    )


def test_json_is_one_object_a_line(report):
    first, second = map(json.loads, render(report, "json").splitlines())
    assert first["severity"] == "warning"
    assert second == {
        "code": "SM301",
        "name": "wrong-argument-type",
        "severity": "error",
        "message": "`f` takes `day: date`, got `str`",
        "span": {"path": "orders.py", "line": 3, "column": 12, "end_line": 3, "end_column": 24},
        "label": "this is a str",
        "help": "write `date.fromisoformat('2024-01-31')`",
        "notes": ["a date is not its text"],
        "labels": [
            {
                "span": {"path": "orders.py", "line": 1, "column": 7, "end_line": 1, "end_column": 16},
                "text": "declared here",
            }
        ],
    }


def test_github_escapes_what_would_end_the_command(source):
    report = Report()
    report.add(WRONG, "50% of\nthem", Span(source("x\n"), 1, 1, 1, 2), help="a: b, c")
    assert render(report, "github") == (
        "::error file=orders.py,line=1,endLine=1,col=1,endColumn=2,title=SM301 wrong-argument-type"
        "::50%25 of%0Athem%0Ahelp: a: b, c\n"
    )


@pytest.mark.parametrize("format_name", FORMATS)
@pytest.mark.parametrize(
    "span",
    [
        NOWHERE,
        Span("missing.py", 7, 1, 7, 2),
        Span("orders.py", 0, 0, 0, 0),
        Span("orders.py", 99, 1, 99, 5),
        Span("orders.py", 1, 50, 1, 60),
        Span("orders.py", 1, 2, 2, 3),
    ],
    ids=["nowhere", "no file", "no line", "past the end", "past the line", "two lines"],
)
def test_a_span_that_cannot_be_quoted_loses_nothing(source, span, format_name):
    source("x = 'été'\ny\n")
    report = Report()
    report.add(WRONG, "something is wrong", span)
    assert "something is wrong" in render(report, format_name)


@pytest.mark.parametrize(
    ("line", "column", "end", "carets"),
    [
        ("\tcall(x)", 2, 6, "   ^^^^"),
        ("'漢字' + x", 8, 9, " " * 9 + "^"),
        ("'\u0301e' + x", 8, 9, " " * 6 + "^"),
    ],
    ids=["tab", "wide", "combining"],
)
def test_carets_stand_under_their_text(source, line, column, end, carets):
    report = Report()
    report.add(WRONG, "here", Span(source(line + "\n"), 1, column, 1, end))
    shown = render(report, "text").splitlines()[-1]
    assert shown == ("  | " + carets if line[0] != "\t" else "  |" + carets[1:])


def test_a_span_over_several_lines_shows_its_first_and_last(source):
    report = Report()
    text = "    total = add(\n        1,\n        2,\n    )\n"
    report.add(WRONG, "here", Span(source(text), 1, 13, 4, 6), label="all of this")
    assert (
        render(report, "text")
        == """\
error[SM301]: here
 --> orders.py:1:13
  |
1 |     total = add(
  |             ^^^^
 ...
4 |     )
  |     ^ all of this
"""
    )


@pytest.mark.parametrize(
    ("data", "quoted"),
    [
        (b"# -*- coding: latin-1 -*-\n\xe9 = 1\n", "é = 1"),
        (b"\xef\xbb\xbf# first\r\n\xc3\xa9 = 1\r\n", "é = 1"),
        ("# one\x0c\u2028\x85 line\né = 1\n".encode(), "é = 1"),
        ("# old Mac\ré = 1\r".encode(), "é = 1"),
    ],
    ids=["coding cookie", "BOM and CRLF", "what ends a line of text but not of Python", "CR"],
)
def test_lines_are_pythons_lines(data, quoted, tmp_path):
    (tmp_path / "orders.py").write_bytes(data)
    report = Report()
    report.add(WRONG, "here", Span(str(tmp_path / "orders.py"), 2, 1, 2, 2))
    assert render(report, "text").splitlines()[-2:] == [f"2 | {quoted}", "  | ^"]


@pytest.mark.parametrize("format_name", FORMATS)
def test_what_a_message_quotes_moves_nothing(source, format_name):
    report = Report()
    report.add(WRONG, "no key `a\x1b[2J\nb\ud800`", Span(source("x\n"), 1, 1, 1, 2), help="c\rd")
    shown = render(report, format_name)
    shown.encode()
    assert "\x1b" not in shown
    assert "\r" not in shown


def test_a_long_line_is_cut_around_the_span(source):
    report = Report()
    report.add(WRONG, "here", Span(source("x" * 5000 + "BAD" + "y" * 5000 + "\n"), 1, 5001, 1, 5004))
    quoted, carets = render(report, "text").splitlines()[-2:]
    assert len(quoted) < 200
    report.add(WRONG, "all of it", Span("orders.py", 1, 1, 1, 10_004))
    assert max(map(len, render(report, "text").splitlines())) < 260
    assert quoted[carets.index("^") : carets.rindex("^") + 1] == "BAD"


def test_findings_come_sorted_and_once(source):
    path = source("a\nb\n")
    report = Report()
    for line in (2, 1, 2):
        report.add(WRONG, "wrong", Span(path, line, 1, line, 2))
    assert [found.span.line for found in report] == [1, 2]
