"""JSONata in Step Functions' dialect: a parser, and an evaluator by closures.

    compile("$sum(orders.qty)").evaluate({}, {"orders": [{"qty": 1}, {"qty": 2}]})     # 3
    compile("$states.input.day").evaluate({"states": {"input": {"day": "mon"}}})       # "mon"
    compile("a +")                                                    # JsonataSyntaxError S0207

`parse` gives the tree, `compile` (cached) what evaluates it, `dialect` what Step Functions refuses before running.
Values are plain Python JSON; nothing is `UNDEFINED`. Whole numbers and fractions stay apart as they pass through.

Our own rather than a package: the pure-Python jsonata-python is 3 to 20 times slower (`benchmarks/jsonata.py` prints
the figures) and gives wrong answers; the compiled jlens and jsonatapy turn 0.0 into 0 and lose large integers.
"""

from runtime.local.jsonata.dialect import Problem, check_dialect, free_names, states_fields
from runtime.local.jsonata.errors import JsonataError, JsonataSyntaxError
from runtime.local.jsonata.expression import CompiledExpression, compile  # noqa: A004 - the word for it
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
    "states_fields",
]
