"""Figures against peers, run by hand: `make bench`, or one with `python -m benchmarks.compile_time`.

Every figure is a ratio or a growth exponent measured within one run, because machines differ and are shared.
"""
