"""Packages hold what a step needs, are the same bytes everywhere, and are not built twice."""

import io
import os
import shutil
import tempfile
import zipfile
from pathlib import Path

import pytest

from compiler.passes.package import Target, host_target
from compiler.passes.package.archive import Member, Press, zip_bytes
from tests.package.project import HEADER, STEP, Project

ARM = Target((3, 13), "aarch64")

SHOP = {
    "main.py": HEADER + "from app import money\nimport app.late\n" + STEP,
    "app/__init__.py": "",
    "app/money.py": "from app.deep import x",
    "app/deep.py": "x = 1",
    "app/late.py": "",
    "app/unused.py": "",
}


def test_a_package_holds_the_step_and_what_it_reaches(tmp_path: Path):
    built = Project(tmp_path, SHOP).build(target=ARM)
    assert built.findings == []
    assert built.names() == ["app/__init__.py", "app/deep.py", "app/late.py", "app/money.py", "main.py"]
    every = built.names(own=False)
    assert {"statemill_entry.py", "dsl/steps.py", "runtime/handler.py", "runtime/codec/__init__.py"} <= set(every)
    assert not [name for name in every if name.startswith(("compiler", "runtime/local"))]
    package = built.packages["main:run"]
    assert package.file.name == f"run-{package.sha256[:16]}.zip"
    assert package.unpacked == sum(one.file_size for one in zipfile.ZipFile(package.file).infolist())


def test_the_bytes_depend_on_the_contents_alone(tmp_path: Path):
    here = Project(tmp_path / "a", SHOP).build(target=ARM).packages["main:run"]
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as elsewhere:
        shuffled = dict(reversed(SHOP.items()))
        there = Project(Path(elsewhere, "b", "c"), shuffled)
        for path in Path(elsewhere).rglob("*.py"):
            path.chmod(0o755)
            os.utime(path, (0, 0))
        other = there.build(target=ARM).packages["main:run"]
        assert other.file.read_bytes() == here.file.read_bytes()
        assert other.file.name == here.file.name


def test_a_build_without_a_change_writes_nothing(tmp_path: Path):
    project = Project(tmp_path, SHOP)
    first = project.build(target=ARM)
    stamps = {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")}
    assert project.build(target=ARM).packages == first.packages
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "build").rglob("*")} == stamps


def test_an_edit_rebuilds_only_the_packages_that_hold_the_file(tmp_path: Path):
    files = {
        "main.py": HEADER + "import app.money\n" + STEP,
        "other.py": HEADER + "import app.late\n" + STEP,
        **{name: text for name, text in SHOP.items() if name != "main.py"},
    }
    project = Project(tmp_path, files)
    before = project.build("main", "other", target=ARM).packages
    project.write("app/deep.py", "x = 2")
    after = project.build("main", "other", target=ARM).packages
    assert before["other:run"] == after["other:run"]
    assert before["main:run"].sha256 != after["main:run"].sha256
    assert zipfile.ZipFile(after["main:run"].file).read("app/deep.py") == b"x = 2"


def test_an_edit_within_the_clocks_grain_is_seen(tmp_path: Path):
    project = Project(tmp_path, SHOP)
    first = project.build(target=ARM).packages["main:run"]
    file = tmp_path / "app" / "deep.py"
    stamp = file.stat().st_mtime_ns
    file.write_text("x = 3")  # as many bytes as before
    os.utime(file, ns=(stamp, stamp))
    assert project.build(target=ARM).packages["main:run"].sha256 != first.sha256


def test_a_lost_cache_or_package_is_made_again_with_the_same_bytes(tmp_path: Path):
    project = Project(tmp_path, SHOP)
    first = project.build(target=ARM).packages
    first["main:run"].file.unlink()
    assert project.build(target=ARM).packages == first
    (tmp_path / "build" / ".cache" / "packages.json").write_text("{ not json")
    assert project.build(target=ARM).packages == first
    shutil.rmtree(tmp_path / "build")
    assert project.build(target=ARM).packages == first


def test_steps_of_one_module_differ_by_their_entry(tmp_path: Path):
    project = Project(tmp_path, {"main.py": HEADER + STEP + STEP.replace("run", "walk")})
    built = project.build(target=ARM)
    entries = [zipfile.ZipFile(one.file).read("statemill_entry.py").decode() for one in built.packages.values()]
    assert ["from main import run" in entries[0], "from main import walk" in entries[1]] == [True, True]


def test_every_package_imports_by_itself_where_neither_tool_is_in_reach(tmp_path: Path):
    project = Project(tmp_path, {**SHOP, "main.py": SHOP["main.py"] + "\nimport boto3\n"})
    built = project.build(target=host_target(), verify=True)
    assert built.findings == []


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("undeclared data", "open('names.txt').close()", "No such file or directory: 'names.txt'"),
        (
            "computed import",
            "import importlib\nimportlib.import_module('app.' + 'unused')",
            "No module named 'app.unused'",
        ),
    ],
)
def test_a_package_that_cannot_stand_alone_is_found_when_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, source: str, message: str
):
    (tmp_path / "names.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    files = {**SHOP, "main.py": HEADER + "import app.money\n" + source + "\n" + STEP}
    built = Project(tmp_path, files).build(target=host_target(), verify=True)
    assert [text for code, text in built.findings if code == "SM710" and message in text]


def test_an_included_file_ships(tmp_path: Path):
    files = {
        "main.py": HEADER + "from pathlib import Path\nimport app\nNAMES = Path(app.__file__).parent\n" + STEP,
        "app/__init__.py": "from pathlib import Path\nHERE = Path(__file__).parent\n",
        "app/sql/orders.sql": "select 1",
        "elsewhere/x.sql": "",
    }
    project = Project(tmp_path, files)
    warned = project.build(target=ARM)
    assert [(code, "sql/orders.sql" in text) for code, text in warned.findings] == [("SM706", True)]
    project.settings["include"] = ("**/*.sql",)
    built = project.build(target=ARM)
    assert built.findings == []
    assert built.names() == ["app/__init__.py", "app/sql/orders.sql", "main.py"]


def test_included_modules_ship_with_what_they_import(tmp_path: Path):
    files = {
        "main.py": HEADER + "import app.loader\n" + STEP,
        "app/loader.py": "import importlib\ndef load(name):\n    return importlib.import_module(f'app.plugins.{name}')\n",
        "app/plugins/one.py": "import app.tools",
        "app/tools.py": "",
        ".venv/x/plugins/two.py": "",
    }
    project = Project(tmp_path, files)
    assert [code for code, _ in project.build(target=ARM).findings] == ["SM705"]
    project.settings["include"] = ("**/plugins/*.py",)
    built = project.build(target=ARM)
    assert built.findings == []
    assert built.names() == ["app/loader.py", "app/plugins/one.py", "app/tools.py", "main.py"]


def test_a_package_that_pulls_in_the_project_is_told(tmp_path: Path):
    many = [f"m{number}" for number in range(60)]
    files = {"app/__init__.py": "".join(f"import app.{name}\n" for name in many), "app/job.py": HEADER + STEP}
    project = Project(tmp_path, files | {f"app/{name}.py": "" for name in many})
    assert project.build("app.job", target=ARM).findings == [
        ("SM707", "importing any module of `app` runs its __init__, which pulls in 61 files of the 62 of this step")
    ]


# ruff: noqa: E501
BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("the compiler in a step", {"helper.py": "def f():\n    import compiler.driver\n"}, "SM704", "compiler.driver"),
    ("the local engine in a step", {"helper.py": "def f():\n    from runtime import local\n"}, "SM704", "runtime.local"),
    ("a name of Python's", {"helper.py": "def f():\n    import colorsys\n", "colorsys.py": ""}, "SM703", "colorsys"),
    ("nobody's module", {"helper.py": "def f():\n    import no_such_module_at_all\n"}, "SM701", "no_such_module_at_all"),
    ("a computed import", {"helper.py": "from importlib import import_module\ndef f(n):\n    import_module(n)\n"}, "SM705", ""),
    ("a file that is not Python", {"helper.py": "def f():\n    import broken\n", "broken.py": "def ("}, "SM711", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "files", "code", "words"), BAD, ids=[case[0] for case in BAD])
def test_findings(tmp_path: Path, name: str, files: dict[str, str], code: str, words: str):
    built = Project(tmp_path, {"main.py": HEADER + "import helper\n" + STEP, **files}).build(target=ARM)
    assert [found for found, text in built.findings if words in text] == [code]


def test_findings_stand_at_the_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    project = Project(tmp_path, {"main.py": HEADER + STEP, "app.py": ""})
    project.write("main.py", HEADER + STEP + "    import nowhere_to_be_found\n")
    found = list(project.build(target=ARM).report)
    assert [str(one.span) for one in found] == ["main.py:6:5"]


def test_the_size_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from compiler.passes.package import limits

    project = Project(tmp_path, SHOP)
    monkeypatch.setattr(limits, "DIRECT", 10_000)
    assert [code for code, _ in project.build(target=ARM).findings] == ["SM709"]
    monkeypatch.setattr(limits, "UNPACKED", 10_000)
    assert [code for code, _ in project.build(target=ARM).findings] == ["SM708"]


def test_a_zip_is_read_by_others_as_it_was_meant():
    press = Press()
    contents = {"b/ä.txt": b"x" * 5000, "a": b"", "c.bin": os.urandom(500)}
    data = zip_bytes(Member(name, press.pack(name, body), executable=name == "a") for name, body in contents.items())
    archive = zipfile.ZipFile(io.BytesIO(data))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == contents
    assert archive.namelist() == sorted(contents)
    assert {one.external_attr >> 16 for one in archive.infolist()} == {0o100644, 0o100755}
    assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
