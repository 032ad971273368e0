"""Any Python file, far and wide: every module of the standard library, installed packages, mutated pipelines.

    python -m tests.properties.wide --mutations 20000 --packages 1000

Each is compiled as it is, and with `@pipeline` above each of its functions; findings are shown in every format. Prints
how many ran and every one that ended in an error, in a finding that is our own bug, or after more than ten seconds.
"""

import argparse
import contextlib
import io
import json
import os
import random
import select
import signal
import site
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compiler import compile_module
from compiler.diagnostics.render import FORMATS, render
from compiler.passes.load import restraint
from tests.literate import cases_in
from tests.properties.mutations import UNITS, mutated
from tests.properties.test_any_python import OURS, PRELUDE, STDLIB, as_pipelines

ROOT = Path(__file__).parents[2]
SECONDS = 10
ACTING = frozenset({"antigravity", "turtle", "__main__", "crashers"})
"""Modules that open a browser or a window, run something, or crash Python itself, when they are imported."""


class TooLong(Exception):
    """A file that takes longer than it may."""


def main() -> None:
    """Compile all that is asked for; exits with 1 where something is not an author's finding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mutations", type=int, default=20_000)
    parser.add_argument("--packages", type=int, default=1_000, help="How many files of installed packages.")
    parser.add_argument("--standard", type=int, default=10_000, help="How many files of the standard library.")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)
    counted: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    signal.signal(signal.SIGALRM, _too_long)
    restraint.LONGEST_IMPORT = 2  # some mutations loop where they are imported
    with tempfile.TemporaryDirectory(prefix="wide_") as folder:
        for kind, name, source in _sources(options, dice):
            counted[kind] += 1
            outcome, problem = (_apart if name else _problem)(Path(folder), source)
            counted[outcome] += 1
            if problem:
                failures[problem] += 1
                if failures[problem] == 1:
                    saved = Path(tempfile.gettempdir()) / f"wide_{len(failures)}.py"
                    saved.write_bytes(source)
                    print(f"{kind} {name} ({saved}): {problem}", flush=True)
    print(f"{dict(counted)}; {sum(failures.values())} failures of {len(failures)} kinds")
    sys.exit(bool(failures))


def _sources(options: Any, dice: random.Random) -> Iterator[tuple[str, str, bytes]]:
    library = sorted(
        path
        for path in STDLIB.rglob("*.py")
        if "site-packages" not in path.parts and not ACTING & set(path.with_suffix("").parts)
    )
    installed = sorted(Path(site.getsitepackages()[0]).rglob("*.py"))
    for kind, paths, count in (("standard", library, options.standard), ("packages", installed, options.packages)):
        for path in dice.sample(paths, min(count, len(paths))):
            source = path.read_bytes()
            yield kind, str(path), source
            yield f"{kind} as pipelines", str(path), as_pipelines(source)
    seeds = [PRELUDE.read_text("utf-8") + OURS]
    seeds += [path.read_text("utf-8") for path in sorted((ROOT / "pipelines").glob("*.py"))]
    seeds += [
        case.source
        for path in sorted((ROOT / "tests" / "cases").rglob("*.md"))
        if path.parent.name != "engine"
        for case in cases_in(path)
    ]
    for _ in range(options.mutations):
        unit = dice.choice((*UNITS, "tree", "tree"))
        seed = dice.choice(seeds) if dice.random() < 0.7 else seeds[0]
        with contextlib.suppress(SyntaxError, IndexError):  # a case that is no program, or holds no function
            yield f"mutated {unit}", "", mutated(seed, unit, dice).encode("utf-8", "surrogatepass")


def _apart(folder: Path, source: bytes) -> tuple[str, str | None]:
    """Compile in a process of its own, which the module may do with what it likes: what came out, and what is wrong."""
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        alone = os.getpid()
        found = _problem(folder, source)
        if os.getpid() == alone:  # a module may fork, too
            with os.fdopen(writing, "w") as answer:
                json.dump(found, answer)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as answer:
        ready, _, _ = select.select([reading], [], [], 3 * SECONDS)
        if not ready:
            os.kill(child, signal.SIGKILL)
        text = answer.read() if ready else ""
    _, status = os.waitpid(child, 0)
    if not text:
        return "broken", f"the process ends with {status}, or hangs"
    outcome, problem = json.loads(text)
    return outcome, problem


def _problem(folder: Path, source: bytes) -> tuple[str, str | None]:
    """What came out, and what is wrong with that."""
    path = folder / "program.py"
    path.write_bytes(source)
    start = time.monotonic()
    signal.alarm(SECONDS)
    try:
        with contextlib.redirect_stderr(io.StringIO()):
            build = compile_module(path, roots=(folder,))
        for name in FORMATS:
            render(build.diagnostics, name).encode("utf-8", "backslashreplace")
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # whatever it is, it is told
        frames = traceback.extract_tb(error.__traceback__)
        here = next((frame for frame in reversed(frames) if str(ROOT) in frame.filename), frames[-1])
        return "broken", f"{type(error).__name__}: {str(error)[:200]} at {here.filename}:{here.lineno} in {here.name}"
    finally:
        signal.alarm(0)
    outcome = "built" if build.pipelines else "refused"
    if time.monotonic() - start > SECONDS / 2:
        return outcome, f"takes more than {SECONDS / 2:.0f} s"
    ours = [found for found in build.diagnostics if found.code.id.startswith("SM9")]
    return outcome, f"{ours[0].code.id}: {ours[0].message}" if ours else None


def _too_long(*_: object) -> None:
    raise TooLong


if __name__ == "__main__":
    main()
