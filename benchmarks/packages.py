"""How long packages take: cold, without a change, and after one file was edited, for 10, 100 and 300 steps.

    python -m benchmarks.packages

Of every ten steps five use pymysql, two requests, three nothing; all share a package of 21 modules. "cold" has an
empty build folder and the dependencies in the user's cache, as after the first build on a machine; "first" has neither.
Each figure is a process of its own, start of Python and imports included; "inside" is `build_packages` alone.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
COUNTS = (10, 100, 300)
SHARED = 21
THIRD = {0: "pymysql", 1: "pymysql", 2: "pymysql", 3: "pymysql", 4: "pymysql", 5: "requests", 6: "requests"}

CHILD = """
import importlib, json, sys, time
from pathlib import Path
from compiler.diagnostics import Report, Span
from compiler.forms.package import step_key
from compiler.forms.program import Signature, Step
from compiler.forms.settings import settings_for
from compiler.forms.types import ANY
from compiler.passes.package import build_packages
from dsl import definition_of
project, count = Path(sys.argv[1]), int(sys.argv[2])
sys.path.insert(0, str(project))
steps = {}
for number in range(count):
    one = definition_of(importlib.import_module(f"steps.step{number}").work)
    steps[step_key(one)] = Step(one, Signature((), whole=False, result=ANY), "", Span("x", 1, 1, 1, 2))
report = Report()
begin, used = time.perf_counter(), time.process_time()
built = build_packages(steps, settings_for(project, report), project / "build", report)
print(json.dumps({"wall": time.perf_counter() - begin, "cpu": time.process_time() - used,
                  "bytes": sum(one.size for one in built.values()), "findings": [str(f.message) for f in report]}))
"""


def project_of(folder: Path, count: int) -> None:
    """A project of `count` steps."""
    (folder / "steps").mkdir()
    (folder / "shared").mkdir()
    (folder / "shared" / "__init__.py").touch()
    (folder / "pyproject.toml").write_text(
        '[project]\nname = "bench"\ndependencies = ["pymysql>=1.1", "requests>=2.31"]\n[tool.statemill]\n'
    )
    for number in range(SHARED - 1):
        following = f"from shared import module{number + 1}\n" if number + 1 < SHARED - 1 else ""
        body = "".join(f"def function{n}(x):\n    return x + {n}\n\n" for n in range(40))
        (folder / "shared" / f"module{number}.py").write_text(following + body)
    for number in range(count):
        third = THIRD.get(number % 10)
        late = f"    import {third}\n" if third else ""
        body = f"@step()\ndef work() -> int:\n{late}    return {number}\n"
        text = f"from dsl import step\nfrom shared import module0\n\n{body}"
        (folder / "steps" / f"step{number}.py").write_text(text)


def measure(folder: Path, count: int, environment: dict[str, str]) -> tuple[float, float, float, int]:
    """(seconds of the process, seconds inside, CPU seconds inside, bytes of all packages)."""
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(count)],
        capture_output=True, text=True, check=True, cwd=ROOT, env={**os.environ, **environment},
    )  # fmt: skip
    whole = time.perf_counter() - begin
    answer = json.loads(done.stdout)
    assert not answer["findings"], answer["findings"]
    return whole, answer["wall"], answer["cpu"], answer["bytes"]


def main() -> None:
    print(f"{'steps':>6} {'case':<12} {'process':>9} {'inside':>9} {'CPU':>9} {'bytes':>12}")
    with tempfile.TemporaryDirectory(prefix="statemill-bench-") as scratch:
        environment = {"STATEMILL_CACHE": f"{scratch}/cache", "PYTHONPATH": str(ROOT)}
        for count in COUNTS:
            folder = Path(scratch, str(count))
            folder.mkdir()
            project_of(folder, count)
            past = time.time() - 60  # files of a project are older than its build
            for path in folder.rglob("*.py"):
                os.utime(path, (past, past))
            cases = ["first"] if count == COUNTS[0] else []
            for case in [*cases, "cold", "no change", "one edit", "shared edit"]:
                if case == "cold" and cases:
                    subprocess.run(["rm", "-rf", str(folder / "build")], check=True)
                if case == "one edit":
                    (folder / "steps" / "step0.py").write_text((folder / "steps" / "step0.py").read_text() + "\n")
                if case == "shared edit":
                    path = folder / "shared" / "module3.py"
                    path.write_text(path.read_text() + "\n")
                whole, inside, cpu, size = measure(folder, count, environment)
                print(f"{count:>6} {case:<12} {whole:>8.2f}s {inside * 1000:>7.0f}ms {cpu * 1000:>7.0f}ms {size:>12,}")


if __name__ == "__main__":
    main()
