"""The language against sfnx: growth of ifs, loops and nesting, and the transitions that two dozen flows take.

Both compile the same flows, and both definitions run in our engine with the same answers.

python -m benchmarks.language
"""

import json
import tempfile
import time
from pathlib import Path
from typing import Any

from sfnx.compiler import definitions, read

from benchmarks.flows import INPUT, OUR_HEAD, THEIR_HEAD, flows
from compiler import compile_module
from runtime.local import Call, execute

SHAPES = {
    "ifs": ((20, 40, 80, 150), "n: int", "    if n > {at}:\n        {call}\n"),
    "loops": ((10, 20, 40, 80), "xs: list[int]", "    for x in xs:\n        {call}\n"),
}
SLOWEST = {"ifs": 80, "loops": 40}
"""The largest size at which sfnx is waited for."""


def ours(folder: Path, text: str) -> tuple[dict[str, Any], float]:
    """Our definition, and the CPU seconds it took."""
    path = folder / "ours.py"
    path.write_text(OUR_HEAD + text)
    began = time.process_time()
    build = compile_module(path)
    seconds = time.process_time() - began
    assert build.ok, [str(one.message) for one in build.diagnostics]
    return next(iter(build.pipelines.values())).definition, seconds


def theirs(folder: Path, text: str) -> tuple[dict[str, Any], float]:
    """Sfnx's."""
    path = folder / "theirs.py"
    path.write_text(_called(THEIR_HEAD) + text)
    began = time.process_time()
    (definition,) = definitions(read(str(path)), str(path), False).values()
    return definition, time.process_time() - began


def growth(folder: Path) -> None:
    """Seconds and bytes of long and deep programs."""
    print(f"{'shape':>12} {'ours s':>8} {'bytes':>8} {'sfnx s':>8} {'bytes':>8}")
    for name, (sizes, parameter, body) in SHAPES.items():
        for size in sizes:
            mine = "".join(body.format(at=at, call="work(1)") for at in range(size))
            other = "".join(body.format(at=at, call='WORK(Payload={"n": 1})') for at in range(size))
            found = ours(folder, f"@pipeline\ndef flow({parameter}) -> None:\n{mine}")
            text = f"{name} {size}"
            if size > SLOWEST[name]:
                print(f"{text:>12} {found[1]:>8.3f} {_bytes(found[0]):>8} {'-':>8} {'-':>8}", flush=True)
                continue
            peer = theirs(folder, f"@state_machine\ndef flow({_input(parameter)}):\n{_called(other)}")
            print(f"{text:>12} {found[1]:>8.3f} {_bytes(found[0]):>8} {peer[1]:>8.3f} {_bytes(peer[0]):>8}", flush=True)
    for depth in (3, 5, 7):
        nested = _nested(depth)
        definition, seconds = ours(folder, f"@pipeline\ndef flow(n: int):\n    return {nested}\n")
        print(f"{f'nested {2 ** (depth + 1) - 1}':>12} {seconds:>8.3f} {_bytes(definition):>8}", flush=True)


def _nested(depth: int) -> str:
    return "work(n)" if depth == 0 else f"parallel({_nested(depth - 1)}, {_nested(depth - 1)})"


def _input(parameter: str) -> str:
    return parameter


def _called(text: str) -> str:
    return text.replace("WORK(", 'aws.optimized.lambda_.invoke(FunctionName="work", ')


def _bytes(definition: dict[str, Any]) -> int:
    return len(json.dumps(definition, separators=(",", ":")))


def transitions(folder: Path) -> None:
    """States entered by each flow, both ways."""
    print(f"\n{'flow':>28} {'ours':>6} {'sfnx':>6}")
    for name, mine, other in flows():
        counts = [
            _entered(ours(folder, f"@pipeline\n{mine}")[0], payload=False),
            _entered(theirs(folder, f"@state_machine\n{_called(other)}")[0], payload=True),
        ]
        print(f"{name:>28} {counts[0]:>6} {counts[1]:>6}{'' if counts[0] <= counts[1] else '   more'}", flush=True)


def _entered(definition: dict[str, Any], *, payload: bool) -> int:
    def answer(call: Call) -> Any:
        given = call.arguments["Payload"] if payload else call.arguments
        found = given["n"] * 2 if isinstance(given, dict) and "n" in given else None
        return {"Payload": found, "StatusCode": 200} if payload else found

    run = execute(definition, INPUT, tasks=answer, clock="virtual")
    assert run.status == "SUCCEEDED", (run.error, run.cause)
    return len(run.states)


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory() as folder:
        growth(Path(folder))
        transitions(Path(folder))


if __name__ == "__main__":
    main()
