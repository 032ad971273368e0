"""The nightly pipeline on this machine: two private database servers, an embedded AWS, built packages, rows verified.

`python -m pipelines.demo` runs it; `make run` does so after preparing everything.
"""
