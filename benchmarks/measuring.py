"""How benchmarks measure: CPU time, medians of interleaved runs, exponents of growth.

seconds = medians({"ours": ours, "theirs": theirs}, runs=5)
exponent([(100, 0.02), (1000, 0.21)])         1.02
"""

import gc
import math
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence


def cpu_seconds(function: Callable[[], object]) -> float:
    """CPU seconds of this process that one call takes."""
    gc.collect()
    started = time.process_time()
    function()
    return time.process_time() - started


def medians(functions: Mapping[str, Callable[[], object]], runs: int) -> dict[str, float]:
    """Median CPU seconds of each function, their runs taking turns so that a busy moment hits all of them."""
    found: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(runs):
        for name, function in functions.items():
            found[name].append(cpu_seconds(function))
    return {name: statistics.median(values) for name, values in found.items()}


def process_cpu_seconds(command: Sequence[str]) -> float:
    """CPU seconds, user and system, of a command and its children; raises CalledProcessError when it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (after.ru_utime - before.ru_utime) + (after.ru_stime - before.ru_stime)


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The exponent k of y = c·x^k that fits the points best, by least squares of the logarithms."""
    xs, ys = zip(*[(math.log(x), math.log(y)) for x, y in points], strict=True)
    return statistics.linear_regression(xs, ys).slope
