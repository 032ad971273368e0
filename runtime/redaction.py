"""Keeps secrets out of whatever text leaves a step: log lines and error messages.

    conceal("hunter2-long-enough")                     every secret fetched is registered so
    redact("login as app/hunter2-long-enough")         'login as app/***'
    redact_fields({"api_key": "abc", "rows": 3})       {'api_key': '***', 'rows': 3}

Texts shorter than four characters are not blanked: they would blank half of every line.
"""

import base64
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, quote_plus

MARK = "***"

SENSITIVE = re.compile(
    r"pass(word|wd|phrase)?$|secret|token$|authori[sz]ation|api.?key|access.?key|private.?key|credential|cookie|^pwd$",
    re.IGNORECASE,
)
"""Keys whose values are never shown."""

_PAIR = re.compile(
    r"""(?P<key>["']?\b[\w.-]*(?:password|passwd|secret|token|api_?key)["']?\s*[=:]\s*)(?P<value>"[^"]*"|'[^']*'|[^\s,;&}\])]+)""",
    re.IGNORECASE,
)
_SHORTEST = 4
"""A shorter secret would blank out ordinary words; it is still hidden under a sensitive key."""

_OPEN_KEYS = frozenset(
    {"host", "port", "username", "user", "engine", "dbname", "database", "db", "proxy", "ssl_ca", "tls"}
    | {"dbinstanceidentifier", "dbclusteridentifier", "masterarn", "region", "url_path"}
)
"""Keys of a database secret that logs may show."""

_concealed: dict[str, None] = {}
_pattern: re.Pattern[str] | None = None


def conceal(value: str | bytes) -> None:
    """Registers a secret value: it and its usual encodings are replaced from now on."""
    global _pattern
    raw = value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")
    forms = {base64.b64encode(raw).decode(), base64.urlsafe_b64encode(raw).decode(), raw.hex()}
    if isinstance(value, str):
        forms |= {value, quote(value, safe="", errors="replace"), quote_plus(value, errors="replace")}
        forms |= {json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], repr(value)[1:-1]}
    new = [form for form in forms if len(form) >= _SHORTEST and form not in _concealed]
    if new:
        _concealed.update(dict.fromkeys(new))
        longest_first = sorted(_concealed, key=len, reverse=True)
        _pattern = re.compile("|".join(map(re.escape, longest_first)))


def conceal_document(document: Any) -> None:
    """Registers what is secret in a JSON secret: every text but those under keys that name a place or a user."""
    if isinstance(document, Mapping):
        for key, value in document.items():
            if not (isinstance(key, str) and key.lower() in _OPEN_KEYS):
                conceal_document(value)
    elif isinstance(document, list):
        for value in document:
            conceal_document(value)
    elif isinstance(document, str) and document:
        conceal(document)


def without_secrets(text: str) -> str:
    """`text` without registered secrets; every other word stays."""
    return text if _pattern is None else _pattern.sub(MARK, text)


def redact(text: str) -> str:
    """`text` without registered secrets, and without what follows `password=` and the like."""
    return _PAIR.sub(rf"\g<key>{MARK}", without_secrets(text))


def redact_fields(value: Any) -> Any:
    """A JSON-like value with sensitive keys blanked and every text redacted."""
    if isinstance(value, Mapping):
        return {
            redact(str(key)): MARK if SENSITIVE.search(str(key)) and item is not None else redact_fields(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [redact_fields(item) for item in value]
    if value is None or isinstance(value, bool | int | float):
        return value
    return redact(value if isinstance(value, str) else str(value))


def forget() -> None:
    """Empties the register, for tests."""
    global _pattern
    _concealed.clear()
    _pattern = None
