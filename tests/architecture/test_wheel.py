"""The wheel holds the three packages with their data and nothing else, and works where only it is installed."""

import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from uv import find_uv_bin

ROOT = Path(__file__).parents[2]
ENVIRONMENT = {"UV_SYSTEM_CERTS": "1"} | os.environ


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    command = [find_uv_bin(), "build", "--quiet", "--wheel", "--out-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, env=ENVIRONMENT, cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A fresh environment with the wheel and what it asks for; its folder of programs."""
    folder = tmp_path_factory.mktemp("fresh") / "venv"
    uv = find_uv_bin()
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, str(folder)], check=True, env=ENVIRONMENT)
    python = folder / "bin" / "python"
    subprocess.run([uv, "pip", "install", "--quiet", "--python", str(python), str(wheel)], check=True, env=ENVIRONMENT)
    return folder / "bin"


def tracked_files():
    listed = subprocess.run(
        ["git", "ls-files", "dsl", "compiler", "runtime"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(listed.stdout.split())


def test_the_wheel_holds_every_file_of_the_three_packages_and_no_other(wheel):
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert {name.split("/")[0] for name in names} == {"dsl", "compiler", "runtime"}
    assert tracked_files() <= names
    assert {"dsl/py.typed", "compiler/py.typed", "runtime/py.typed"} <= names


def test_the_command_answers_at_once_from_a_fresh_environment(installed, tmp_path):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [installed / "statemill", "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.stdout.startswith("statemill, version ")
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 1, "imports are no longer lazy"


def test_a_fresh_environment_compiles_and_says_what_running_needs(installed, tmp_path):
    source = "from dsl import pipeline, step\n\n@step\ndef one() -> int:\n    return 1\n\n"
    (tmp_path / "a.py").write_text(source + "@pipeline\ndef ones() -> int:\n    return one()\n")
    compiled = subprocess.run([installed / "statemill", "build", "a.py"], cwd=tmp_path, capture_output=True, text=True)
    assert compiled.returncode == 0, compiled.stderr
    ran = subprocess.run([installed / "statemill", "run", "a.py"], cwd=tmp_path, capture_output=True, text=True)
    assert ran.returncode == 1
    assert "statemill[local]" in ran.stderr
    assert "Traceback" not in ran.stderr
