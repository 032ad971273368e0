"""What compiles computes what CPython computes: random programs, three ways."""

import importlib.util

from hypothesis import HealthCheck, given, note, settings

from tests.properties.comparing import compare
from tests.properties.programs import Program, programs


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(programs())
def test_random_programs_compute_the_same_three_ways(tmp_path_factory, program: Program) -> None:
    note(program.body)
    compare(program, tmp_path_factory.mktemp("program"))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(programs())
def test_every_random_program_is_valid_python(tmp_path_factory, program: Program) -> None:
    path = tmp_path_factory.mktemp("valid") / "program.py"
    path.write_text(program.source, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("program", path)
    assert spec is not None
    assert spec.loader is not None
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
