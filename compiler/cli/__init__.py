"""The `statemill` command.

    statemill build pipelines/nightly_orders.py -o build
    statemill run pipelines/nightly_orders.py --input '{"day": "2024-01-31"}'

Exit codes: 0 clean, 1 findings or a failed run, 2 wrong use of the command, 3 our bug.
"""

from compiler.cli.command import main

__all__ = ["main"]
