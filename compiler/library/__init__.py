"""The library of operations: what Python's operators, builtins and methods mean on JSON values, in JSONata.

    found = library.method(STR, "upper")
    library.check(found, (receiver,), {})      STR, or a Refusal with the nearest spelling that works

The type pass asks for entries and types; emission asks for text (`entry(key).text`). One file an area, gathered in
`table`.
"""

from compiler.library.arithmetic import binary, unary
from compiler.library.cautions import cautions, constant_refusal
from compiler.library.entry import Entry, Typed, check, constant_of, failures, lambda_parameters
from compiler.library.equality import compare
from compiler.library.formats import format_field
from compiler.library.operators import item, iterate, slice_
from compiler.library.signature import Refusal, Signature
from compiler.library.table import attribute, entry, function, functions, method, methods_of
from compiler.library.truth import truth
from compiler.library.variables import variable_name

__all__ = [
    "Entry",
    "Refusal",
    "Signature",
    "Typed",
    "attribute",
    "binary",
    "cautions",
    "check",
    "compare",
    "constant_of",
    "constant_refusal",
    "entry",
    "failures",
    "format_field",
    "function",
    "functions",
    "item",
    "iterate",
    "lambda_parameters",
    "method",
    "methods_of",
    "slice_",
    "truth",
    "unary",
    "variable_name",
]
