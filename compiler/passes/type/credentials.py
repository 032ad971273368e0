"""Text that looks like a credential, and calls of services that answer with one.

    PASSWORD = "hunter2"                            SM417: by the name
    url = "mysql://app:hunter2@db/shop"             SM417: by the value
    aws.secretsmanager.get_secret_value(…)          SM414: the answer stands in the execution's history

A name counts where its last word says so (`db_password`, `api_key`), and a value where it is no word, no name of
something and no placeholder: few findings, so that each is worth a look.
"""

import ast
import re
from collections.abc import Iterator

from compiler.diagnostics.codes import flows
from compiler.forms.sources import span_of
from compiler.passes.type.body import Body
from compiler.passes.type.unit import Unit

_SECRET_NAME = re.compile(
    r"(?:^|_)(?:password|passwd|passphrase|pwd|secret|token|credentials?|(?:api|access|private|secret|signing)_?key)$",
    re.IGNORECASE,
)
_OPEN_NAME = re.compile(
    r"(?:^|_)(?:next|page|pagination|continuation|update|lock|task|request|client_request|idempotency|cancellation)_?token$",
    re.IGNORECASE,
)
_VALUES = (
    (re.compile(r"\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"), "an AWS access key"),
    (re.compile(r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"), "a private key"),
    (re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}|\bgithub_pat_\w{22,}"), "a GitHub token"),
    (re.compile(r"\bxox[abprs]-[A-Za-z0-9-]{10,}"), "a Slack token"),
    (re.compile(r"\bsk_live_[A-Za-z0-9]{16,}"), "a Stripe key"),
    (re.compile(r"\bAIza[A-Za-z0-9_-]{35}"), "a Google API key"),
    (re.compile(r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}"), "a signed token"),
    (re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s/:@{}$\[]+:[^\s/@{}$*\[\]]{3,}@"), "a URL with a password"),
)
_PLACEHOLDER = re.compile(r"[{}<>$%*…]|\.\.\.|^arn:|example|dummy|change_?me", re.IGNORECASE)
_NAME_OF_SOMETHING = re.compile(r"[a-z]+(?:[-_./][a-z0-9]+)+|[A-Z]+(?:_[A-Z0-9]+)+|[A-Za-z]\w*(?:[./]\w+)+")

ANSWERS_WITH_SECRETS = {
    "secretsmanager:getSecretValue": "",
    "secretsmanager:batchGetSecretValue": "",
    "secretsmanager:getRandomPassword": "",
    "ssm:getParameter": "WithDecryption",
    "ssm:getParameters": "WithDecryption",
    "ssm:getParametersByPath": "WithDecryption",
    "kms:decrypt": "",
    "kms:generateDataKey": "",
    "sts:assumeRole": "",
    "sts:getSessionToken": "",
    "sts:getFederationToken": "",
    "ecr:getAuthorizationToken": "",
    "codeartifact:getAuthorizationToken": "",
    "iam:createAccessKey": "",
    "redshift:getClusterCredentials": "",
}
"""Service and operation → the argument without which it answers with no secret."""


def report_answer(body: Body, node: ast.Call, resource: str) -> None:
    """Warn of a call whose answer, which the history keeps, is a secret."""
    operation = ":".join(resource.split(":")[-2:])
    needed = ANSWERS_WITH_SECRETS.get(operation)
    given = {one.arg: one.value for one in node.keywords}
    refused = needed and (needed not in given or getattr(given[needed], "value", True) is False)
    if needed is not None and not refused:
        body.error(
            flows.LEAKED_SECRET,
            f"the answer of `{operation}` is a secret, and the execution's history shows it",
            node,
            "read it in the step that needs it: `runtime.secrets`, or boto3",
        )


def report_credentials(unit: Unit) -> None:
    """Warn of each text of the module's source that looks like a credential."""
    source = unit.module.source
    for node, kind in credentials_in(source.tree):
        unit.report.add(
            flows.CREDENTIAL_IN_SOURCE,
            f"this looks like a credential: {kind}",
            span_of(source, node),
            help='keep it in Secrets Manager, declare `Secret("…")`, and read it in the step with `runtime.secrets`',
        )


def credentials_in(tree: ast.Module) -> Iterator[tuple[ast.Constant, str]]:
    """The texts of a module that look like credentials, and what each looks like; docstrings are left out."""
    nodes = list(ast.walk(tree))
    texts = [node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    if not texts:
        return
    by_name = {id(value): name for name, value in _named(nodes)}
    prose = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    for node in texts:
        if isinstance(node.value, str) and id(node) not in prose:
            kind = next((kind for pattern, kind in _VALUES if pattern.search(node.value)), None)
            if kind and not _PLACEHOLDER.search(node.value):
                yield node, kind
            elif (name := by_name.get(id(node))) and _may_be_secret(name, node.value):
                yield node, f"the value of `{name}`"


def _named(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.expr]]:
    """Values with the names that they are given: variables, attributes, arguments, defaults, keys."""
    for node in nodes:
        match node:
            case ast.Assign(targets=targets, value=value):
                yield from ((name, value) for target in targets if (name := _name_of(target)))
            case ast.AnnAssign(target=target, value=ast.expr() as value) if name := _name_of(target):
                yield name, value
            case ast.keyword(arg=str(name), value=value):
                yield name, value
            case ast.Dict(keys=keys, values=values):
                for key, value in zip(keys, values, strict=True):
                    if isinstance(key, ast.Constant) and isinstance(key.value, str):
                        yield key.value, value
            case ast.arguments():
                positional = [*node.posonlyargs, *node.args]
                defaulted = positional[len(positional) - len(node.defaults) :]
                yield from ((one.arg, value) for one, value in zip(defaulted, node.defaults, strict=True))
                keyword_only = zip(node.kwonlyargs, node.kw_defaults, strict=True)
                yield from ((one.arg, given) for one, given in keyword_only if given is not None)
            case _:
                pass


def _name_of(target: ast.expr) -> str | None:
    match target:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case ast.Subscript(slice=ast.Constant(str(name))):
            return name
        case _:
            return None


def _may_be_secret(name: str, value: str) -> bool:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_")
    if not _SECRET_NAME.search(words) or _OPEN_NAME.search(words):
        return False
    if len(value) < 6 or re.search(r"\s", value) or _PLACEHOLDER.search(value) or _NAME_OF_SOMETHING.fullmatch(value):
        return False
    return bool(re.search(r"\d|[^\w/.:-]", value)) and not value.startswith(("/", "http"))
