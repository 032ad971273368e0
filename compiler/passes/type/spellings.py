"""Functions of the standard library without a meaning of their own here, and what says the same.

nearest_spelling(functools.reduce)      "write a `for` loop"
"""

_NEAREST: dict[tuple[str, str], str] = {
    ("itertools", "batched"): "write `[xs[at : at + n] for at in range(0, len(xs), n)]`",
    ("itertools", "chain"): "write `[*xs, *ys]`",
    ("itertools", "product"): "write `[(x, y) for x in xs for y in ys]`",
    ("itertools", "pairwise"): "write `zip(xs, xs[1:])`",
    ("itertools", "islice"): "write `xs[a:b]`",
    ("functools", "reduce"): "write a `for` loop",
    ("math", "prod"): "write a `for` loop",
    ("statistics", "mean"): "write `sum(xs) / len(xs)`",
    ("statistics", "fmean"): "write `sum(xs) / len(xs)`",
    ("copy", "copy"): "write `list(xs)` or `dict(d)`",
    ("copy", "deepcopy"): "write `list(xs)` or `dict(d)`",
    ("zoneinfo", "ZoneInfo"): "a zone's rules need a step; a fixed offset is `timezone(timedelta(hours=9))`",
    ("time", "sleep"): "write `wait(seconds(n))`",
    ("builtins", "print"): "print in a step: a state machine has no output but its history",
    ("builtins", "open"): "read and write files in a step",
    ("builtins", "input"): "take it as a parameter of the pipeline",
    ("builtins", "iter"): "write a `for` loop over the list",
    ("builtins", "next"): "write `xs[0]`",
    ("builtins", "getattr"): "name the attribute: `x.name`",
    ("builtins", "setattr"): "name the attribute: `x.name = value`",
    ("builtins", "type"): "ask with `isinstance(x, C)`",
}


def nearest_spelling(function: object) -> str | None:
    """What to write instead of a call of this function; None where nothing is near."""
    name = getattr(function, "__name__", "")
    return _NEAREST.get((str(getattr(function, "__module__", "")).lstrip("_"), name))
