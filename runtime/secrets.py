"""Secrets of AWS Secrets Manager: fetched once, kept for some minutes, never logged.

    from runtime import secrets

    secrets.text(api_key)                 "sk-…"
    secrets.document(shop)["username"]    a JSON secret as a dict
    secrets.binary(certificate)           bytes
    secrets.text(billing, part="key")     one text of a JSON secret
    secrets.refresh(shop)                 asks again now, after a login was refused

A secret is a `dsl.Secret`, a name or an ARN. Everything fetched is registered with `runtime.redaction`, which blanks
it in logs and in the messages of errors.
"""

import json
import random
import time
from dataclasses import dataclass, field
from typing import Any, Protocol

from runtime import clients, contract
from runtime.redaction import conceal, conceal_document
from runtime.resources import physical

MAX_AGE = 300.0
"""Seconds that a secret is kept; some are kept a little shorter, so that a fleet does not ask all at once."""

STALE_LIMIT = 3600.0
"""Seconds after its fetch that an old secret still serves while Secrets Manager does not answer."""

CURRENT = "AWSCURRENT"
PREVIOUS = "AWSPREVIOUS"


class SecretUnavailable(RuntimeError):
    """A secret cannot be had: it does not exist, may not be read, or is not of the form asked for."""


class Named(Protocol):
    """A resource with a name, such as `dsl.Secret`."""

    @property
    def name(self) -> str:
        """The declared name."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One version of a secret."""

    name: str
    version: str
    value: str | bytes = field(repr=False)
    fetched: float = field(repr=False)
    expires: float = field(repr=False)


_kept: dict[tuple[str, str], Fetched] = {}


def text(secret: Named | str, *, part: str | None = None, stage: str = CURRENT) -> str:
    """A text secret, or the text under one key of a JSON secret. Raises SecretUnavailable."""
    if part is not None:
        value = document(secret, stage=stage).get(part)
        if not isinstance(value, str):
            raise SecretUnavailable(f"the secret {_name(secret)} has no text under {part!r}")
        return value
    found = get(secret, stage=stage).value
    if isinstance(found, bytes):
        raise SecretUnavailable(f"the secret {_name(secret)} is binary; read it with secrets.binary")
    return found


def binary(secret: Named | str, *, stage: str = CURRENT) -> bytes:
    """A binary secret, or the UTF-8 of a text one. Raises SecretUnavailable."""
    found = get(secret, stage=stage).value
    return found if isinstance(found, bytes) else found.encode()


def document(secret: Named | str, *, stage: str = CURRENT) -> dict[str, Any]:
    """A JSON secret. Raises SecretUnavailable where it is not a JSON object."""
    fetched = get(secret, stage=stage)
    try:
        found = json.loads(fetched.value)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        # The text itself must not be part of the message, nor of the chained error's.
        raise SecretUnavailable(f"the secret {fetched.name} is not a JSON object")
    return found


def get(secret: Named | str, *, stage: str = CURRENT) -> Fetched:
    """A secret's value and version, from memory while it is fresh. Raises SecretUnavailable."""
    name = _name(secret)
    kept = _kept.get((name, stage))
    now = time.monotonic()
    if kept is not None and now < kept.expires:
        return kept
    return _fetch(name, stage, kept)


def refresh(secret: Named | str, *, stage: str = CURRENT) -> Fetched:
    """Asks Secrets Manager again, whatever is in memory. Raises SecretUnavailable."""
    return _fetch(_name(secret), stage, None)


def _fetch(name: str, stage: str, kept: Fetched | None) -> Fetched:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        # Without a stage some implementations answer with the version from before a rotation.
        answer = clients.client("secretsmanager", _region(name)).get_secret_value(SecretId=name, VersionStage=stage)
    except (ClientError, BotoCoreError) as error:
        if kept is not None and _may_pass(error) and time.monotonic() < kept.fetched + STALE_LIMIT:
            return kept
        raise SecretUnavailable(_reason(name, error)) from error
    value = answer["SecretString"] if "SecretString" in answer else bytes(answer["SecretBinary"])
    _register(value)
    now = time.monotonic()
    lasting = MAX_AGE * random.uniform(0.8, 1.0)  # noqa: S311  (spreads load, guards nothing)
    _kept[name, stage] = Fetched(name, str(answer.get("VersionId", "")), value, now, now + lasting)
    return _kept[name, stage]


def _register(value: str | bytes) -> None:
    """Makes every part of the secret that is secret invisible to logs."""
    try:
        found = json.loads(value)
    except ValueError:
        found = None
    if isinstance(found, dict | list):
        conceal_document(found)
    conceal(value)


def _may_pass(error: Exception) -> bool:
    """Whether asking later may help: throttling and the service's own failures, never a refusal."""
    code = clients.error_code(error)
    status = getattr(error, "response", {}).get("ResponseMetadata", {}).get("HTTPStatusCode", 500)
    return not code or status >= 500 or code in ("ThrottlingException", "Throttling", "InternalServiceError")


def _reason(name: str, error: Exception) -> str:
    match clients.error_code(error):
        case "ResourceNotFoundException":
            return f"there is no secret {name} in this account and region"
        case "AccessDeniedException" | "AccessDenied":
            return f"this step may not read the secret {name}; list it in the step's uses=[...]"
        case "":
            return f"Secrets Manager does not answer for the secret {name}: {type(error).__name__}"
        case code:
            return f"Secrets Manager refuses the secret {name}: {code}"


def _name(secret: Named | str) -> str:
    return physical(contract.secret_variable, secret if isinstance(secret, str) else secret.name)


def _region(name: str) -> str | None:
    """The region in an ARN, so that a secret of another region is asked for where it is."""
    parts = name.split(":")
    return parts[3] if name.startswith("arn:") and len(parts) > 6 else None


def forget() -> None:
    """Empties the cache, for tests and after a restore from a snapshot."""
    _kept.clear()
