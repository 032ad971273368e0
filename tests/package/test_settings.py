"""[tool.statemill] of an author's pyproject: read, checked, overridden by flags."""

from pathlib import Path

import pytest

from compiler.diagnostics import Report
from compiler.forms.settings import Settings, Stage, override, settings_for

WHOLE = """
[project]
dependencies = ["requests>=2"]
[project.optional-dependencies]
fast = ["orjson"]
[dependency-groups]
dev = ["pytest", {include-group = "x"}]

[tool.statemill]
python = "3.12"
architecture = "x86_64"
roots = ["src"]
include = ["**/*.sql"]
bucket = "artefacts"

[tool.statemill.stages.production]
region = "ap-northeast-1"
parameters = { BatchSubnets = "subnet-1" }
"""


def read(tmp_path: Path, text: str | None, module: str = "src/app/orders.py") -> tuple[Settings, list[tuple[int, str]]]:
    (tmp_path / module).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / module).touch()
    if text is not None:
        (tmp_path / "pyproject.toml").write_text(text)
    report = Report()
    settings = settings_for(tmp_path / module, report)
    return settings, [(found.span.line, found.message) for found in report]


def test_everything_is_read(tmp_path: Path):
    settings, found = read(tmp_path, WHOLE)
    assert found == []
    assert settings == Settings(
        tmp_path,
        (tmp_path / "src",),
        "3.12",
        "x86_64",
        ("**/*.sql",),
        "artefacts",
        {"production": Stage("production", "ap-northeast-1", parameters={"BatchSubnets": "subnet-1"})},
        ("requests>=2", "orjson", "pytest"),
    )
    assert settings.stage("production").bucket == "artefacts"
    assert settings.stage("dev") == Stage("dev", bucket="artefacts")
    assert override(settings, python="3.14", bucket=None).python == "3.14"


def test_a_project_without_the_table_has_defaults(tmp_path: Path):
    settings, found = read(tmp_path, "[project]\nname = 'x'\n")
    assert found == []
    assert (settings.roots, settings.python, settings.architecture) == ((tmp_path / "src", tmp_path), "3.13", "arm64")


def test_the_nearest_pyproject_that_speaks_of_statemill_wins(tmp_path: Path):
    (tmp_path / "src" / "app").mkdir(parents=True)
    (tmp_path / "src" / "pyproject.toml").write_text("[project]\nname = 'inner'\n")
    settings, _ = read(tmp_path, WHOLE)
    assert settings.project == tmp_path


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("[tool.statemill]\npython = 3.13", 2, "`python` is 3.13"),
        ('[tool.statemill]\npython = "3.9"', 2, "`python` is '3.9'"),
        ('[tool.statemill]\narchitecture = "arm"', 2, "`architecture`"),
        ('[tool.statemill]\nroots = "src"', 2, "`roots` is 'src'"),
        ('[tool.statemill]\n\nroots = ["nowhere"]', 3, "is not a folder"),
        ('[tool.statemill]\nbuket = "x"', 2, "`buket` is not a setting"),
        ('[tool.statemill]\nbucket = ""', 2, "`bucket` is ''"),
        ("[tool.statemill]\nstages = 1", 2, "one table a stage"),
        ("[tool.statemill.stages.dev]\nparameters = { A = 1 }", 2, "maps names to strings"),
        ("[tool]\nstatemill = 1", 2, "not a table"),
        ("[tool.statemill\n", 1, "cannot be read"),
    ],
)
def test_mistakes_are_findings_at_their_line(tmp_path: Path, text: str, line: int, words: str):
    _, found = read(tmp_path, text)
    assert [(at, words in message) for at, message in found] == [(line, True)]


@pytest.mark.parametrize("file", ["uv.lock", "poetry.lock", "pylock.toml"])
def test_a_lock_file_pins(tmp_path: Path, file: str):
    table = "packages" if file == "pylock.toml" else "package"
    rows = [("Requests", "2.31.0"), ("numpy", "1.26.0"), ("numpy", "2.2.0")]
    text = "".join(f'[[{table}]]\nname = "{name}"\nversion = "{version}"\n' for name, version in rows)
    (tmp_path / file).write_text(text)
    assert read(tmp_path, WHOLE)[0].pins == {"requests": "2.31.0"}
