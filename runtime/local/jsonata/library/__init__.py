"""The functions that expressions can call, one file an area, gathered by name in `FUNCTIONS`.

    FUNCTIONS["sum"].call([[1, 2]], UNDEFINED, run)     # 3

Each area ends in a tuple of `Native`s: the name, the signature, how many arguments a higher-order function may pass,
and the Python function. Missing arguments are `UNDEFINED`.
"""

from runtime.local.jsonata.library import arrays, aws, dates, higher_order, numbers, objects, text
from runtime.local.jsonata.library.native import Native

FUNCTIONS: dict[str, Native] = {
    native.name: native
    for area in (
        text.FUNCTIONS,
        numbers.FUNCTIONS,
        arrays.FUNCTIONS,
        objects.FUNCTIONS,
        higher_order.FUNCTIONS,
        dates.FUNCTIONS,
        aws.FUNCTIONS,
    )
    for native in area
}
"""Every function of Step Functions' dialect, by its name without `$`. `$eval` is not among them."""
