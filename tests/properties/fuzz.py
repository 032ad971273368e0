"""`make fuzz`: random programs, three ways, for as long as asked; counts what ran, what was refused, what differed.

python -m tests.properties.fuzz --minutes 10 --seed 7
"""

import argparse
import random
import sys
import tempfile
import time
import warnings
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import NonInteractiveExampleWarning

from compiler.forms import entering
from tests.properties.comparing import compare
from tests.properties.programs import Program, programs


def main() -> None:
    """Run rounds of programs until the time is up; exits with 1 where two executions differed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--seed", type=int, default=random.randrange(10**6))
    options = parser.parse_args()
    warnings.simplefilter("ignore", NonInteractiveExampleWarning)
    counted: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    failures: list[str] = []
    ends = time.monotonic() + options.minutes * 60
    number = options.seed
    while time.monotonic() < ends:
        _round(number, counted, refused, failures)
        number += 1
        print(f"seed {number}: {dict(counted)}, refused by {dict(refused.most_common(8))}", flush=True)
    for failure in failures[:5]:
        print(failure)
    print(f"{counted['programs']} programs, {counted['refused']} refused, {len(failures)} rounds with a difference")
    sys.exit(bool(failures))


def _round(number: int, counted: "Counter[str]", refused: "Counter[str]", failures: list[str]) -> None:
    # Small random blocks are rarely worth sharing; every other round shares all that is called at all.
    entering.LEAST_STATES, entering.LEAST_SAVED = (2, 3) if number % 2 else (0, -100)
    with tempfile.TemporaryDirectory() as folder:

        @seed(number)
        @settings(
            max_examples=100,
            deadline=None,
            report_multiple_bugs=False,
            database=None,
            phases=[Phase.generate, Phase.shrink],
            suppress_health_check=list(HealthCheck),
        )
        @given(programs())
        def one_round(program: Program) -> None:
            counted["programs"] += 1
            if codes := compare(program, Path(folder)):
                counted["refused"] += 1
                refused.update(set(codes))

        try:
            one_round()
        except Exception as error:  # the shrunk difference; go on with another seed
            failures.append(f"seed {number}: {type(error).__name__}: {error}")
            print(failures[-1], flush=True)


if __name__ == "__main__":
    main()
