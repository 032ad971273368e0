"""Loading: text, names, and an import that leaves no trace."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from compiler.diagnostics import Report
from compiler.driver import compile_module
from compiler.forms.settings import settings_for
from compiler.forms.sources import LoadedModule
from compiler.passes.load import load_module, restraint

PIPELINE = "from dsl import pipeline\n\n@pipeline\ndef nightly(n: int) -> int:\n    return n\n"


def load(path: Path, text: str | bytes = PIPELINE, roots: tuple[Path, ...] = ()) -> tuple[LoadedModule | None, Report]:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    report = Report()
    return load_module(path, roots, report), report


def only(report: Report) -> tuple[str, int, int, str]:
    (found,) = report
    return found.code.id, found.span.line, found.span.column, found.message


@pytest.mark.parametrize(
    ("path", "packages", "root", "name"),
    [
        ("orders.py", [], None, "orders"),
        ("app/orders.py", ["app"], None, "app.orders"),
        ("app/flows/orders.py", ["app", "app/flows"], None, "app.flows.orders"),
        ("src/app/orders.py", [], "src", "app.orders"),
        ("src/app/__init__.py", [], "src", "app"),
        ("my-orders.py", [], None, "pipeline_module"),
        ("2027/orders.py", [], ".", "orders"),
    ],
)
def test_a_module_has_its_dotted_name(
    tmp_path: Path, path: str, packages: list[str], root: str | None, name: str
) -> None:
    for package in packages:
        (tmp_path / package).mkdir(parents=True, exist_ok=True)
        (tmp_path / package / "__init__.py").touch()
    module, report = load(tmp_path / path, roots=(tmp_path / root,) if root else ())
    assert module is not None, list(report)
    assert module.name == module.module.__name__ == name


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"\xef\xbb\xbf" + PIPELINE.encode(), None),
        (PIPELINE.replace("\n", "\r\n").encode(), None),
        (("# -*- coding: latin-1 -*-\n# caf\xe9\n" + PIPELINE).encode("latin-1"), None),
        (b"# caf\xe9\n" + PIPELINE.encode(), ("SM001", 1, 1)),
        (b"# -*- coding: klingon -*-\n" + PIPELINE.encode(), ("SM001", 1, 1)),
        (b"x = 1\x00\n", ("SM002", 1, 1)),
        ("déjà = (1,\n".encode(), ("SM002", 1, 8)),
        (b"def f(:\n    pass\n", ("SM002", 1, 7)),
        (b"(" * 2000 + b")" * 2000, ("SM002", 1, 200)),
    ],
)
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes, expected: tuple[str, int, int] | None) -> None:
    module, report = load(tmp_path / "case.py", data)
    if expected is None:
        assert module is not None, list(report)
    else:
        assert only(report)[:2] == expected[:2]
        assert expected[0] != "SM002" or only(report)[2] >= 1


def test_a_file_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    report = Report()
    assert load_module(tmp_path / "none.py", (), report) is None
    assert only(report)[0] == "SM001"


def test_columns_count_characters(tmp_path: Path) -> None:
    _, report = load(tmp_path / "case.py", 'é, ñ = "é", int("ten")\n' + PIPELINE)
    assert only(report)[:3] == ("SM003", 1, 13)


def test_printing_at_import_does_not_reach_stdout(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    module, _ = load(tmp_path / "case.py", "print('hello')\n" + PIPELINE)
    assert module is not None
    assert capfd.readouterr().out == ""


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import os\nos._exit(0)", "ends the process"),
        ("import os\nos.abort()", "ends the process"),
        ("import sys\nsys.exit(0)", "ends the process"),
        ("while True: pass", "does not end"),
        ("import time\nwhile True:\n    try: time.sleep(60)\n    except Exception: pass", "does not end"),
        ("class Odd(BaseException):\n    def __str__(self): raise ValueError\nraise Odd", "Odd"),
        ("import builtins\nbuiltins.len = None\n1 / 0", "ZeroDivisionError"),
        ("from . import other", "no known parent package"),
        ("answer = input('name?')", "EOFError"),
    ],
)
def test_an_import_that_acts_is_a_finding(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restraint, "LONGEST_IMPORT", 0.3)
    _, report = load(tmp_path / "case.py", text + "\n" + PIPELINE)
    (found,) = report
    assert found.code.id == "SM003"
    assert said in found.message
    assert len("restored") == 8


ACTING = """
import atexit, os, sys, threading
atexit.register(print, "at exit")
print("printed")
sys.__stdout__.write("written")
os.write(1, b"raw")
threading.Thread(target=threading.Event().wait).start()
from dsl import pipeline

@pipeline
def nothing(n: int) -> int:
    return n
"""


def test_what_an_import_leaves_behind_ends_with_the_command(tmp_path: Path) -> None:
    (tmp_path / "case.py").write_text(ACTING)
    done = subprocess.run(
        [sys.executable, "-m", "compiler.cli", "check", "case.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert (done.returncode, done.stdout) == (0, "1 pipeline checked: nothing\n")
    assert set(re.findall(r"printed|written|raw|at exit", done.stderr)) == {"printed", "written", "raw"}


def test_the_interpreter_is_left_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "shared_by_the_project.py").write_text(
        "import sys, os\nsys.path.append('/x')\nos.chdir('/')\nLIMIT = 3\n"
    )
    before, path, folder = dict(sys.modules), list(sys.path), Path.cwd()
    text = "import shared_by_the_project, sys\nsys.setrecursionlimit(5000)\n" + PIPELINE
    limit = sys.getrecursionlimit()
    module, _ = load(tmp_path / "case.py", text)
    assert module is not None
    assert set(module.first_party) == {"case", "shared_by_the_project"}
    assert "shared_by_the_project" not in sys.modules
    assert "case" not in sys.modules
    assert sys.modules["dsl"] is before["dsl"]
    assert (list(sys.path), Path.cwd(), sys.getrecursionlimit()) == (path, folder, limit)


def test_every_load_sees_the_files_as_they_are(tmp_path: Path) -> None:
    helper = tmp_path / "limits_of_the_project.py"
    text = "from limits_of_the_project import LIMIT\n" + PIPELINE
    for value in (1, 2):
        helper.write_text(f"LIMIT = {value}\n")
        module, _ = load(tmp_path / "case.py", text)
        assert module is not None
        assert vars(module.module)["LIMIT"] == value


def test_an_error_in_another_file_is_told_at_the_import(tmp_path: Path) -> None:
    (tmp_path / "broken_in_the_project.py").write_text("x = 1\nLIMIT = x / 0\n")
    _, report = load(tmp_path / "case.py", "\nimport broken_in_the_project\n" + PIPELINE)
    (found,) = report
    assert (found.code.id, found.span.line) == ("SM003", 2)
    assert found.labels[0].span.line == 2
    assert found.labels[0].span.path.endswith("broken_in_the_project.py")
    assert "ZeroDivisionError" in found.message


def test_a_missing_module_of_the_project_is_an_error_not_a_stand_in(tmp_path: Path) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").touch()
    _, report = load(tmp_path / "case.py", "from app import missing\n" + PIPELINE)
    assert only(report)[:2] == ("SM003", 1)


def test_stand_ins_take_whatever_a_module_does_with_them(tmp_path: Path) -> None:
    text = """
import nowhere.deeply as nd
from elsewhere import Model, retry, const
from dsl import step

class Order(Model):
    n: int = const.DEFAULT[3] | 4

@step
@retry(stop=nd.after(3))
def load(n: int) -> int:
    return nd.load(n)

with nd.open() as session:
    rows = [row for row in session]
"""
    module, report = load(tmp_path / "case.py", text + PIPELINE)
    assert module is not None
    assert not list(report)
    assert module.missing >= {"nowhere", "nowhere.deeply", "elsewhere"}
    assert not any(name.startswith(("nowhere", "elsewhere")) for name in sys.modules)


def test_a_module_of_a_package_is_imported_as_one(tmp_path: Path) -> None:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "limits.py").write_text("LIMIT = 3\n")
    (package / "orders.py").write_text("from .limits import LIMIT\n" + PIPELINE)
    assert settings_for(package / "orders.py", Report()).roots == (tmp_path,)
    build = compile_module(package / "orders.py")
    assert build.program is not None
    assert build.program.module == "shop.orders"
    assert not build.diagnostics


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    report = Report()
    assert load_module(tmp_path / "pipe.py", (), report) is None
    assert [found.code.id for found in report] == ["SM001"]


@pytest.mark.parametrize("name", ["__getattr__", "__eq__", "__bool__", "__repr__", "__getattribute__"])
def test_a_value_that_fails_when_it_is_looked_at(name: str, tmp_path: Path) -> None:
    text = f"""
from dsl import pipeline

class Odd:
    def {name}(self, *_):
        raise RuntimeError("no")

odd = Odd()

@pipeline
def using(n: odd = odd, m: int = odd) -> odd:
    for item in odd:
        n = item.part[odd]
    return n if odd else odd == n
"""
    (tmp_path / "case.py").write_text(text)
    found = compile_module(tmp_path / "case.py", roots=(tmp_path,)).diagnostics
    assert found
    assert not [one for one in found if one.code.id.startswith("SM9")]
