"""How to reach a database: what its secret says, and what the step says on top.

    login_of({"username": "app", "password": "…", "host": "db.internal", "dbname": "shop"}, database="archive")

The names that RDS, its rotation functions and its proxies write are all understood. A secret that RDS manages holds a
user and a password only: host and database are then given to `connect`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

_NAMES: dict[str, tuple[str, ...]] = {
    "host": ("host", "proxy", "endpoint", "hostname", "address"),
    "port": ("port",),
    "user": ("username", "user"),
    "password": ("password",),
    "database": ("dbname", "database", "db", "dbName", "schema"),
    "tls_ca": ("ssl_ca", "tls_ca", "ca"),
}
"""The keys under which secrets hold each part, the usual first."""


class LoginIncomplete(ValueError):
    """A secret and the step's own settings leave something out that a login needs."""


@dataclass(frozen=True, slots=True)
class Login:
    """Everything that opens a connection."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 3306
    database: str | None = None
    tls_ca: str | None = None
    """The file with the certificates that the server's must descend from; the server's name is then checked too."""
    tls: bool = True
    """Whether to speak TLS where the server can; False for a server whose TLS is broken."""

    def identity(self) -> tuple[Any, ...]:
        """What tells connections apart for reuse: all but the password, which a rotation changes."""
        return (self.host, self.port, self.user, self.database, self.tls_ca, self.tls)


def login_of(secret: Mapping[str, Any], name: str = "", **given: Any) -> Login:
    """The login in a secret's document; what is `given` and not None wins. Raises LoginIncomplete."""
    parts = {part: _first(secret, keys) for part, keys in _NAMES.items()}
    parts |= {part: value for part, value in given.items() if value is not None}
    absent = [_NAMES[part][0] for part in ("host", "user", "password") if parts.get(part) in (None, "")]
    if absent:
        raise LoginIncomplete(f"the secret {name} has no {', no '.join(absent)}; put it there or give it to connect(…)")
    try:
        port = int(parts.pop("port") or 3306)
    except ValueError:
        raise LoginIncomplete(f"the secret {name} has a port that is no number") from None
    return Login(port=port, **parts)


def _first(secret: Mapping[str, Any], keys: tuple[str, ...]) -> Any:
    for key in keys:
        if secret.get(key) not in (None, ""):
            return secret[key]
    return None
