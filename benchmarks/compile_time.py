"""Compile time of chained steps, against sfnx: seconds, ratio, growth, and the states that each program takes.

python -m benchmarks.compile_time
"""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sfnx.compiler import definitions, read

from benchmarks.measuring import exponent, medians
from compiler import compile_module

SIZES = (10, 100, 1000, 3000)


def our_chain(size: int) -> str:
    """`size` steps, each taking the one before's result, in our language."""
    calls = "".join(f"    v{n + 1} = work(v{n})\n" for n in range(size))
    return (
        "from dsl import pipeline, step\n\n@step(retry=None)\ndef work(n: int) -> int:\n    return n + 1\n\n"
        f"@pipeline\ndef chain(v0: int) -> int:\n{calls}    return v{size}\n"
    )


def their_chain(size: int) -> str:
    """The same in sfnx's language."""
    call = 'aws.optimized.lambda_.invoke(FunctionName="work", Payload={payload})'
    calls = "".join(
        f"    v{n + 1} = {call.format(payload=f'v{n}' + ('' if n == 0 else repr(['Payload']).replace(' ', '')))}\n"
        for n in range(size)
    )
    return f"from sfnx import aws, state_machine\n\n@state_machine\ndef chain(v0: int):\n{calls}    return v{size}\n"


def main() -> None:
    """Print the table."""
    print(f"{'steps':>6} {'ours s':>9} {'sfnx s':>9} {'ratio':>7} {'our states':>11} {'sfnx states':>12}")
    points: dict[str, list[tuple[float, float]]] = {"ours": [], "theirs": []}
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            found: dict[str, dict[str, Any]] = {}
            functions = _compilers(Path(folder), size, found)
            for function in functions.values():  # the first run imports what is lazy
                function()
            seconds = medians(functions, runs=9 if size <= 100 else 3)
            for name, value in seconds.items():
                points[name].append((size, value))
            counts = {name: len(definition["States"]) for name, definition in found.items()}
            ratio = seconds["theirs"] / seconds["ours"]
            print(
                f"{size:>6} {seconds['ours']:>9.4f} {seconds['theirs']:>9.4f} {ratio:>6.1f}x"
                f" {counts['ours']:>11} {counts['theirs']:>12}",
                flush=True,
            )
    for name, label in (("ours", "ours"), ("theirs", "sfnx")):
        whole, upper = exponent(points[name]), exponent(points[name][2:])
        print(f"growth of {label}: exponent {whole:.2f} over all sizes, {upper:.2f} from 1000 to 3000")


def _compilers(folder: Path, size: int, found: dict[str, dict[str, Any]]) -> dict[str, Callable[[], None]]:
    ours, theirs = folder / f"ours{size}.py", folder / f"theirs{size}.py"
    ours.write_text(our_chain(size))
    theirs.write_text(their_chain(size))

    def compile_ours() -> None:
        build = compile_module(ours)
        assert build.ok, build.diagnostics
        found["ours"] = build.pipelines["chain"].definition

    def compile_theirs() -> None:
        found["theirs"] = next(iter(definitions(read(str(theirs)), str(theirs), False).values()))

    return {"ours": compile_ours, "theirs": compile_theirs}


if __name__ == "__main__":
    main()
