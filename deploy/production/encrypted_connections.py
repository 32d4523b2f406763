"""Whether what the service connects to is spoken to by TLS, and proves who it is.

A loopback address is no excuse: behind it may be a tunnel or a forwarded port, whose other end
nobody here can see. A Unix socket never leaves the machine, so PostgreSQL may be reached by one.
"""

from collections.abc import Mapping
from typing import Any

from psycopg import pq
from sqlalchemy import make_url

_DATABASE = "APPEALCLOCK_DATABASE_URL"

_PROVEN = frozenset({"verify-ca", "verify-full"})
"""Values of `sslmode` with which libpq checks the server's certificate."""

_EXAMPLES = frozenset({"", "password", "secret", "changeme", "postgres", "appealclock"})
"""Passwords of examples and of images."""


def unencrypted_temporal(config: Mapping[str, Any]) -> list[str]:
    """What is missing for TLS to Temporal.

    Args:
        config: As `ClientConfig.load_client_connect_config` has it: an API key brings TLS with it,
            unless TLS is switched off.
    """
    if config.get("tls"):
        return []
    return [
        "TEMPORAL_TLS: production needs TLS to Temporal; set TEMPORAL_TLS=true, its certificates, "
        "or TEMPORAL_API_KEY"
    ]


def unencrypted_database(url: str) -> list[str]:
    """What is missing for a connection to the database that others cannot read or stand in for.

    libpq's own variables and service files count, as they do when it connects.
    """
    if make_url(url).get_backend_name() != "postgresql":
        return [
            f"{_DATABASE}: production needs PostgreSQL; an SQLite file holds the keys of cases "
            "beside the rest, so that a backup of it brings forgotten cases back"
        ]
    options = _options(url)
    problems = []
    if not _is_by_socket(options) and options.get("sslmode") not in _PROVEN:
        problems.append(
            f"{_DATABASE}: production needs TLS to a PostgreSQL that proves who it is; add "
            "`?sslmode=verify-full`, or set PGSSLMODE"
        )
    password = options.get("password")
    if password is not None and password in {*_EXAMPLES, options.get("user")}:
        problems.append(f"{_DATABASE}: the password is that of an example, or the user's own name")
    return problems


def _options(url: str) -> dict[str, str]:
    """The parameters that libpq connects with."""
    parsed = make_url(url)
    dialect = parsed.get_dialect()()
    named = {name: str(value) for name, value in dialect.create_connect_args(parsed)[1].items()}
    if "service" in named:
        # Its file may say otherwise than the variables do, and is read on connecting alone.
        return named
    defaults = {
        option.keyword.decode(): option.val.decode()
        for option in pq.Conninfo.get_defaults()
        if option.val is not None
    }
    return defaults | named


def _is_by_socket(options: Mapping[str, str]) -> bool:
    if "hostaddr" in options or "service" in options:
        return False
    # Without a host, libpq looks for a socket where its builder put it.
    hosts = options.get("host", "").split(",")
    return all(not host or host.startswith(("/", "@")) for host in hosts)
