"""JSONata in Step Functions' dialect: a parser, and an evaluator by closures.

    compile("$sum(orders.qty)").evaluate({}, {"orders": [{"qty": 1}, {"qty": 2}]})     # 3
    compile("$states.input.day").evaluate({"states": {"input": {"day": "mon"}}})       # "mon"
    compile("a +")                                                    # JsonataSyntaxError S0207

`parse` gives the tree, `compile` (cached) what evaluates it, `dialect` what Step Functions refuses before running. Values are
plain Python JSON; nothing is `UNDEFINED`. Whole numbers and fractions stay apart as they pass through.

Our own rather than a package: of those on PyPI, jsonata-python is several times slower than Node and gives wrong answers,
and the compiled ones cannot register functions or turn 0.0 into 0 (`benchmarks/jsonata.py` prints the figures).
"""

from runtime.local.jsonata.dialect import Problem, check_dialect, free_names
from runtime.local.jsonata.errors import JsonataError, JsonataSyntaxError
from runtime.local.jsonata.expression import CompiledExpression, compile
from runtime.local.jsonata.parser import parse
from runtime.local.jsonata.values import UNDEFINED, Function

__all__ = [
    "UNDEFINED",
    "CompiledExpression",
    "Function",
    "JsonataError",
    "JsonataSyntaxError",
    "Problem",
    "check_dialect",
    "compile",
    "free_names",
    "parse",
]
