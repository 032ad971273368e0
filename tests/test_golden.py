"""The artefacts of every pipeline in `pipelines/`, as they are in `tests/golden/`; `pytest --update` rewrites them.

A golden file that no pipeline makes any more is a difference too.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("golden")
    command = [sys.executable, "-m", "compiler.cli", "compile", "pipelines", "-o", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def files_below(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): file.read_text("utf-8") for file in sorted(folder.rglob("*.*")) if file.is_file()
    }


def test_artefacts_are_the_golden_ones(made: Path, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--update"):
        shutil.rmtree(GOLDEN, ignore_errors=True)
        shutil.copytree(made, GOLDEN)
    golden, found = files_below(GOLDEN), files_below(made)
    assert sorted(found) == sorted(golden)
    for name, text in golden.items():
        assert found[name] == text, f"{name} differs; pytest --update rewrites it"


def test_compiling_again_writes_nothing(made: Path) -> None:
    before = {name: (made / name).stat().st_mtime_ns for name in files_below(made)}
    command = [sys.executable, "-m", "compiler.cli", "compile", "pipelines", "-o", str(made)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={"PYTHONHASHSEED": "4", "PATH": ""})
    assert done.returncode == 0, done.stderr
    assert {name: (made / name).stat().st_mtime_ns for name in files_below(made)} == before
    assert "new" not in done.stdout
