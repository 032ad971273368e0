"""Real, runnable pipelines. Each one is an example, a golden test and a run test.

    statemill run pipelines/classics.py:first_then_second --input '{"name": "Ada"}'

`nightly_orders` copies a day of a shop's orders to a warehouse; `python -m pipelines.demo` runs it on this machine.
"""
