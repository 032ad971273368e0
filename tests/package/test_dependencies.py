"""Third-party distributions: found from imports, solved for the Lambda, the same for all steps, boto3 left out."""

import shutil
import zipfile
from pathlib import Path

import pytest

from compiler.passes.package import Target, host_target
from compiler.passes.package.requirements import constraints_of, requirement_for
from compiler.passes.package.resolution import Installed, Tree, closure
from tests.package.project import HEADER, STEP, Project

ARM = Target((3, 13), "aarch64")
MORE = ('d; extra == "fast"', "boto3")
LATE = "    import {}\n"


def test_pymysql_ships_only_where_it_is_used(tmp_path: Path):
    files = {
        "main.py": HEADER + STEP.replace("return", "import pymysql\n    return"),
        "other.py": HEADER + "import boto3\n" + STEP,
    }
    built = Project(tmp_path, files, {"dependencies": ("pymysql>=1.1",)}).build("main", "other", target=ARM)
    assert built.findings == []
    names = built.names()
    assert "pymysql/__init__.py" in names
    assert any(name.endswith(".dist-info/METADATA") for name in names)
    assert not any(name.endswith(("RECORD", "INSTALLER", ".pyc")) for name in names)
    assert built.names("other:run") == ["other.py"]
    assert [one.name for one in built.packages["main:run"].distributions] == ["pymysql"]


def test_a_distribution_that_is_not_installed_here_ships_by_requires(tmp_path: Path):
    text = HEADER + '@step(requires=("tabulate==0.9.0",))\ndef run() -> int:\n    import tabulate\n    return 1\n'
    built = Project(tmp_path, {"main.py": text}).build(target=host_target(), verify=True)
    assert built.findings == []
    assert "tabulate/__init__.py" in built.names()
    assert [(one.name, one.version) for one in built.packages["main:run"].distributions] == [("tabulate", "0.9.0")]


def test_two_steps_that_pin_two_versions_get_their_own(tmp_path: Path):
    step = '@step(requires=("tabulate=={1}",))\ndef {0}() -> int:\n    import tabulate\n    return 1\n'
    text = HEADER + step.format("old", "0.8.10") + step.format("new", "0.9.0")
    built = Project(tmp_path, {"main.py": text}).build(target=ARM)
    versions = {key: one.distributions[0].version for key, one in built.packages.items()}
    assert versions == {"main:old": "0.8.10", "main:new": "0.9.0"}


def test_compiled_wheels_are_the_targets(tmp_path: Path):
    text = HEADER + '@step(requires=("markupsafe==3.0.2",))\ndef run() -> int:\n    import markupsafe\n    return 1\n'
    project = Project(tmp_path, {"main.py": text})
    machines = {}
    for machine in ("aarch64", "x86_64"):
        names = project.build(target=Target((3, 13), machine)).names()
        machines[machine] = [name for name in names if name.endswith(".so")]
    assert machines == {
        machine: [f"markupsafe/_speedups.cpython-313-{machine}-linux-gnu.so"] for machine in ("aarch64", "x86_64")
    }


def test_what_has_no_wheel_is_refused_in_words(tmp_path: Path):
    text = HEADER + '@step(requires=("tabulate==0.0.0.1",))\ndef run() -> int:\n    return 1\n'
    built = Project(tmp_path, {"main.py": text}).build(target=ARM)
    assert [code for code, _ in built.findings] == ["SM702"]
    assert "tabulate==0.0.0.1" in next(iter(built.report)).notes[0]


def test_a_bad_requirement_is_refused(tmp_path: Path):
    text = HEADER + '@step(requires=("tabulate 0.9",))\ndef run() -> int:\n    return 1\n'
    assert [code for code, _ in Project(tmp_path, {"main.py": text}).build(target=ARM).findings] == ["SM713"]


def test_an_optional_import_of_what_nobody_declared_is_left_out(tmp_path: Path):
    text = HEADER + "try:\n    import requests\nexcept ImportError:\n    requests = None\n" + STEP
    assert Project(tmp_path, {"main.py": text}).build(target=ARM).names() == ["main.py"]


def test_what_is_installed_but_not_declared_ships_with_a_warning(tmp_path: Path):
    files = {"main.py": HEADER + STEP + LATE.format("jinja2"), "pyproject.toml": ""}
    built = Project(tmp_path, files).build(target=ARM)
    assert [code for code, _ in built.findings] == ["SM712"]
    assert "jinja2/__init__.py" in built.names()
    assert [code for code, _ in Project(tmp_path, files).build(target=ARM).findings] == ["SM712"]


def test_what_lambda_has_is_left_to_it_and_needs_no_declaring(tmp_path: Path):
    text = HEADER + "import boto3\nfrom botocore.config import Config\n" + STEP
    built = Project(tmp_path, {"main.py": text, "pyproject.toml": ""}).build(target=ARM)
    assert built.findings == []
    assert built.names() == ["main.py"]


def test_dependencies_that_were_cleaned_away_are_installed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STATEMILL_CACHE", str(tmp_path / "cache"))
    project = Project(tmp_path / "p", {"main.py": HEADER + STEP + LATE.format("pymysql")})
    first = project.build(target=ARM).packages
    next((tmp_path / "cache").rglob("pymysql/err.py")).unlink()
    shutil.rmtree(tmp_path / "p" / "build")
    assert project.build(target=ARM).packages == first


def test_an_index_that_does_not_answer_is_said_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("STATEMILL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("UV_OFFLINE", "1")
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "uv"))
    built = Project(tmp_path, {"main.py": HEADER + STEP + LATE.format("pymysql")}).build(target=ARM)
    assert [(code, text.split(" for ")[0]) for code, text in built.findings] == [
        ("SM702", "the package index cannot be reached")
    ]


def test_a_module_of_the_projects_that_is_also_a_dependencys_is_refused(tmp_path: Path):
    text = HEADER + "import tabulate\n" + '@step(requires=("tabulate==0.9.0",))\ndef run() -> int:\n    return 1\n'
    built = Project(tmp_path, {"main.py": text, "tabulate.py": ""}).build(target=ARM)
    assert [code for code, _ in built.findings] == ["SM703"]


@pytest.mark.parametrize(
    ("module", "declared", "expected"),
    [
        ("requests", ["requests>=2"], "requests>=2"),
        ("yaml", ["pyyaml>=6"], "pyyaml>=6"),
        ("yaml", [], "PyYAML"),
        ("PIL.Image", [], "Pillow"),
        ("google.cloud.storage", ["google-cloud-storage"], "google-cloud-storage"),
        ("google.protobuf.json_format", [], "protobuf"),
        ("boto3", [], "boto3"),
        ("jinja2", [], "Jinja2"),
        ("nobody_knows_me", ["requests"], None),
        ("ruamel.yaml", ["ruamel.yaml>=0.18"], "ruamel.yaml>=0.18"),
    ],
)
def test_which_distribution_provides_a_module(module: str, declared: list[str], expected: str | None):
    found = requirement_for(module, declared)
    assert (found.lower() if found else None) == (expected.lower() if expected else None)


def test_the_lock_wins_over_the_ranges():
    declared = ("Requests[socks]>=2; python_version > '3'", "idna", "x @ https://example.org/x.whl")
    assert constraints_of(declared, {"requests": "2.31.0"}) == ("requests==2.31.0",)
    assert constraints_of(declared, {}) == ('Requests>=2; python_version > "3"',)


def test_a_closure_follows_markers_and_extras_of_the_target():
    def dist(name: str, *requires: str) -> Installed:
        return Installed(name, "1", (), requires)

    tree = Tree(
        Path(),
        {
            one.name: one
            for one in (
                dist("a", 'b; python_version < "3.12"', 'c; platform_machine == "aarch64"', *MORE),
                dist("b"), dist("c", "e"), dist("d"), dist("e"), dist("boto3", "botocore"), dist("botocore"),
            )
        },
    )  # fmt: skip
    assert [one.name for one in closure(tree, ["a"], ARM)] == ["a", "c", "e"]
    assert [one.name for one in closure(tree, ["a[fast]"], ARM)] == ["a", "c", "d", "e"]
    assert [one.name for one in closure(tree, ["a", "boto3"], ARM)] == ["a", "boto3", "c", "e"]


def test_bytes_of_third_party_files_are_the_distributions_own(tmp_path: Path):
    text = HEADER + STEP + LATE.format("pymysql")
    project = Project(tmp_path, {"main.py": text}, {"dependencies": ("pymysql>=1.1",)})
    package = project.build(target=ARM).packages["main:run"]
    import pymysql

    assert pymysql.__file__
    assert (
        zipfile.ZipFile(package.file).read("pymysql/err.py") == Path(pymysql.__file__).with_name("err.py").read_bytes()
    )
