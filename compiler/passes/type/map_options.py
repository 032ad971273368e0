"""Options of `each`: those that are known now, and those that the pipeline computes.

batch=100                                     known["batch"] = 100
tolerate=allowed                              computed["tolerate"] = Local("allowed")
source=S3Csv("landing", f"{day}.csv")         known["source"] = S3Csv("landing", …), computed["source.key"] = Format(…)
"""

import ast
from dataclasses import dataclass, field, fields
from typing import Any

from compiler.diagnostics.codes import types
from compiler.forms.program import Value
from compiler.forms.types import FLOAT, INT, STR, UNKNOWN, Type
from compiler.library.shapes import spelled
from compiler.passes.type import expressions
from compiler.passes.type.body import Body
from compiler.passes.type.names import constant_value
from compiler.passes.type.operators import missing_none_check
from compiler.passes.type.options import NotConstant, static_value
from compiler.passes.type.resolve import static_of
from dsl.errors import DeclarationError, Problems
from dsl.maps import OPTIONS, check_each
from dsl.resources import Bucket
from dsl.sources import Source

_COMPUTED: dict[str, tuple[Type, ...]] = {
    "concurrency": (INT,),
    "batch": (INT,),
    "batch_bytes": (INT,),
    "tolerate": (INT, FLOAT),
    "results": (STR,),
}
"""Options that a state machine can compute, and what they are."""
_PARTS: dict[str, tuple[Type, object]] = {
    "bucket": (STR, "bucket"),
    "key": (STR, "key"),
    "prefix": (STR, "prefix"),
    "most": (INT, 1),
}
"""Parts of a source that it can compute, and what stands for them until then."""


@dataclass(slots=True)
class MapOptions:
    """What the keywords of one `each` say."""

    known: dict[str, Any] = field(default_factory=dict)
    computed: dict[str, Value] = field(default_factory=dict)
    fine: bool = True

    def __contains__(self, name: str) -> bool:
        return self.known.get(name) is not None or name in self.computed


def map_options(body: Body, node: ast.Call) -> MapOptions:
    """The options, each problem with them reported."""
    found = MapOptions()
    for keyword in node.keywords:
        _option(body, keyword, found)
    found.known = {name: value for name, value in found.known.items() if value is not None}
    _check(body, node, found)
    _place(body, node, found)
    return found


def _option(body: Body, keyword: ast.keyword, found: MapOptions) -> None:
    name = str(keyword.arg)
    if name not in OPTIONS:
        listed = ", ".join(OPTIONS)
        body.error(types.UNEXPECTED_ARGUMENT, f"`each` has no option `{name}`", keyword, f"there are {listed}")
        found.fine = False
        return
    if name == "source" and isinstance(keyword.value, ast.Call):
        _source(body, keyword.value, found)
        return
    try:
        found.known[name] = static_value(body, keyword.value)
    except NotConstant as problem:
        if name in _COMPUTED:
            _compute(body, name, keyword.value, _COMPUTED[name], found)
            return
        body.error(types.BAD_OPTION, str(problem), keyword.value, problem.help)
        found.fine = False


def _compute(body: Body, name: str, node: ast.expr, wanted: tuple[Type, ...], found: MapOptions) -> None:
    value = expressions.value_of(body, node)
    if value.type in wanted:
        found.computed[name] = value
        return
    found.fine = False
    if value.type is UNKNOWN or missing_none_check(body, node, value, name.rpartition(".")[2]):
        return
    said = " or ".join(spelled(one) for one in wanted)
    article = "an" if said.startswith("int") else "a"
    body.error(
        types.WRONG_ARGUMENT, f"`{name.rpartition('.')[2]}` is {article} {said}, not `{spelled(value.type)}`", node
    )


def _source(body: Body, node: ast.Call, found: MapOptions) -> None:
    """`S3Csv(…)` written in the call: its bucket, key, prefix and number of items may be computed."""
    kind = static_of(body, node.func)
    if not (isinstance(kind, type) and issubclass(kind, Source)):
        _constant_source(body, node, found)
        return
    parts = dict(zip((one.name for one in fields(kind)), node.args, strict=False))
    parts |= {str(one.arg): one.value for one in node.keywords}
    given: dict[str, Any] = {}
    for name, part in parts.items():
        try:
            given[name] = static_value(body, part)
        except NotConstant as problem:
            if name not in _PARTS:
                body.error(types.BAD_OPTION, str(problem), part, problem.help)
                found.fine = False
                continue
            wanted, given[name] = _PARTS[name]
            _compute(body, f"source.{name}", part, (wanted,), found)
    try:
        found.known["source"] = kind(**given)
    except (DeclarationError, TypeError) as error:
        _report_declaration(body, node, kind.__name__, error)
        found.fine = False


def _constant_source(body: Body, node: ast.Call, found: MapOptions) -> None:
    try:
        found.known["source"] = static_value(body, node)
    except NotConstant as problem:
        body.error(types.BAD_OPTION, str(problem), node, problem.help)
        found.fine = False


def _report_declaration(body: Body, node: ast.Call, name: str, error: Exception) -> None:
    problems = error.problems if isinstance(error, DeclarationError) else (str(error),)
    for text in problems:
        said, _, advice = text.partition("; ")
        body.error(types.BAD_OPTION, f"`{name}`: {said}", node, advice or None)


def _place(body: Body, node: ast.Call, found: MapOptions) -> None:
    """A bucket of the stack has a name when it is deployed."""
    source = found.known.get("source")
    if isinstance(source, Source) and isinstance(source.bucket, Bucket):
        found.computed["source.bucket"] = constant_value(body, node, source.bucket)


def _check(body: Body, node: ast.Call, found: MapOptions) -> None:
    problems = Problems("each")
    check_each(problems, **{name: value for name, value in found.known.items() if name != "source"})
    source = found.known.get("source")
    problems.add(source is None or isinstance(source, Source), f"source is {source!r}; give S3Csv(…), S3Objects(…), …")
    for problem in problems.found:
        said, _, advice = problem.partition("; ")
        body.error(types.BAD_OPTION, f"`each`: {said}", node, advice or None)
    found.fine = found.fine and not problems.found
