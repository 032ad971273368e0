"""`http(…)`: an HTTPS endpoint called by the state machine itself.

http("POST", url, connection=shop_api, body={…})      ServiceCall("arn:aws:states:::http:invoke", …)
"""

import ast

from compiler.diagnostics.codes import types
from compiler.forms.expressions import Constant, Mapping
from compiler.forms.program import Parameter, ServiceCall, Signature, Value
from compiler.forms.types import (
    ANY,
    BOOL,
    INT,
    NONE,
    STR,
    DictOf,
    FieldOf,
    ListOf,
    LiteralOf,
    Record,
    RecordKind,
    Union,
)
from compiler.passes.type.arguments import bind
from compiler.passes.type.body import Body
from dsl.definitions import StepOptions
from dsl.web import METHODS

RESPONSE = Record(
    "HttpResponse",
    (
        FieldOf("StatusCode", INT),
        FieldOf("StatusText", STR),
        FieldOf("Headers", DictOf(STR, ListOf(STR))),
        FieldOf("ResponseBody", ANY),
    ),
    RecordKind.TYPED_DICT,
)


def http_value(body: Body, node: ast.Call) -> Value:
    """`http(method, url, connection=…)`."""
    span = body.span(node)
    none, false = Constant(None, NONE, span), Constant(False, BOOL, span)
    parameters = (
        Parameter("method", LiteralOf(METHODS), None, span),
        Parameter("url", STR, None, span),
        Parameter("connection", STR, None, span),
        Parameter("query", Union((DictOf(STR, ANY), NONE)), none, span),
        Parameter("headers", Union((DictOf(STR, STR), NONE)), none, span),
        Parameter("body", ANY, none, span),
        Parameter("form", BOOL, false, span),
    )
    bound = bind(body, node, Signature(parameters, whole=False, result=RESPONSE), "http")
    if bound is None:
        return body.typed_hole(node, RESPONSE)
    url, connection = bound["url"], bound["connection"]
    if isinstance(url, Constant) and not str(url.value).startswith("https://"):
        body.error(types.BAD_OPTION, "an HTTP task calls `https://` addresses only", url.span)
    arguments: list[tuple[str, Value]] = [
        ("ApiEndpoint", url),
        ("Method", bound["method"]),
        ("Authentication", Mapping(((Constant("ConnectionArn", STR, span), connection),), DictOf(STR, STR), span)),  # type: ignore[arg-type]
    ]
    for name, key in (("query", "QueryParameters"), ("headers", "Headers"), ("body", "RequestBody")):
        value = bound.get(name)
        if value is not None and not (isinstance(value, Constant) and value.value is None):
            arguments.append((key, value))
    if _is_true(bound.get("form")):
        arguments.append(("Transform", _form(body, node)))
        header = Constant("application/x-www-form-urlencoded", STR, span)
        if "headers" not in bound:
            arguments.append(
                ("Headers", Mapping(((Constant("Content-Type", STR, span), header),), DictOf(STR, STR), span))
            )
    return ServiceCall(
        "arn:aws:states:::http:invoke", tuple(arguments), "http", StepOptions(retry=None), RESPONSE, span
    )


def _is_true(value: Value | None) -> bool:
    return isinstance(value, Constant) and value.value is True


def _form(body: Body, node: ast.Call) -> Value:
    """The body as a web form (Step Functions developer guide, "Call HTTPS APIs": `RequestBodyEncoding`)."""
    span = body.span(node)
    key, value = Constant("RequestBodyEncoding", STR, span), Constant("URL_ENCODED", STR, span)
    return Mapping(((key, value),), DictOf(STR, STR), span)
