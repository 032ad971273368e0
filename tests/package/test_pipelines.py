"""The packages of `pipelines/`: each imports by itself, and the pure ones run, with neither tool in reach."""

import importlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from compiler.diagnostics import Report, Span
from compiler.forms.package import Package, step_key
from compiler.forms.program import Signature, Step
from compiler.forms.settings import settings_for
from compiler.forms.types import ANY
from compiler.passes.package import build_packages, host_target
from dsl import definition_of
from dsl.definitions import StepDefinition

ROOT = Path(__file__).parents[2]
MODULES = [f"pipelines.{path.stem}" for path in sorted((ROOT / "pipelines").glob("*.py")) if path.stem != "__init__"]
RUN = """
import json, sys
folder = sys.argv[1]
sys.path = [folder, *(path for path in sys.path if "site-packages" not in path)]
import statemill_entry
for name in ("compiler", "runtime.local"):
    try:
        __import__(name)
    except ImportError:
        continue
    raise SystemExit(f"{name} is in reach")
print(json.dumps(statemill_entry.handler(json.loads(sys.argv[2]), None)))
"""


def built(module: str, out: Path) -> tuple[dict[str, Package], Report]:
    found = [definition_of(value) for value in vars(importlib.import_module(module)).values()]
    steps = {
        step_key(one): Step(one, Signature((), whole=False, result=ANY), "", Span(module, 1, 1, 1, 2))
        for one in found
        if isinstance(one, StepDefinition)
    }
    report = Report()
    settings = settings_for(ROOT / "pipelines" / "classics.py", report)
    return build_packages(steps, settings, out, report, target=host_target(), verify=True), report


@pytest.mark.parametrize("module", MODULES)
def test_every_package_stands_alone(module: str, tmp_path: Path):
    packages, report = built(module, tmp_path)
    assert packages
    assert list(report) == []


def test_the_classics_run(tmp_path: Path):
    packages, _ = built("pipelines.classics", tmp_path)
    for package in packages.values():
        folder = tmp_path / package.name
        zipfile.ZipFile(package.file).extractall(folder)
        command = [sys.executable, "-I", "-S", "-c", RUN, str(folder), json.dumps({"n": 1})]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
        assert done.returncode == 0, done.stderr
        json.loads(done.stdout)
