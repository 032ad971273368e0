"""Start-up of the command, against sfnx: CPU seconds of `--version`, each in a process of its own.

python -m benchmarks.start_up
"""

import statistics
import sys
from pathlib import Path

from benchmarks.measuring import process_cpu_seconds


def main() -> None:
    """Print the medians and the ratio."""
    folder = Path(sys.executable).parent
    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(9):
        ours.append(process_cpu_seconds([str(folder / "statemill"), "--version"]))
        theirs.append(process_cpu_seconds([str(folder / "sfnx"), "--version"]))
    mine, other = statistics.median(ours), statistics.median(theirs)
    print(f"statemill --version {mine:.3f} s CPU, sfnx --version {other:.3f} s CPU: {other / mine:.1f} times quicker")


if __name__ == "__main__":
    main()
