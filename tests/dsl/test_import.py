"""The vocabulary is imported by every cold start: nothing but the standard library, and quickly."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def in_a_child(code: str, cache: Path, *flags: str) -> str:
    """What a fresh interpreter prints; compiled files are kept in `cache`, as a Lambda's are in its package."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, *flags, "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=True)
    return done.stdout


def test_import_costs_under_ten_milliseconds(tmp_path: Path) -> None:
    code = """
import dataclasses, time
began = time.process_time()
import dsl
print((time.process_time() - began) * 1000)
"""
    in_a_child(code, tmp_path)  # fills the cache
    assert min(float(in_a_child(code, tmp_path)) for _ in range(5)) < 10


def test_import_needs_nothing_installed(tmp_path: Path) -> None:
    code = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
import dsl, dsl.web, dsl.occurrences, dsl.zones
known = (*sys.stdlib_module_names, '__main__', 'dsl')
print(*sorted(name for name in sys.modules if name.partition('.')[0] not in known))
print('boto3' in sys.modules)
"""
    assert in_a_child(code, tmp_path, "-I", "-S") == "\nFalse\n"
