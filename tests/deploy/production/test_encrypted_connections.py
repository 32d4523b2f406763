"""TLS to Temporal and to the database, as their own settings say it."""

from pathlib import Path

import pytest
from temporalio.envconfig import ClientConfig

from deploy.production.encrypted_connections import unencrypted_database, unencrypted_temporal

TLS = "APPEALCLOCK_DATABASE_URL: production needs TLS to a PostgreSQL that proves who it is"


@pytest.fixture(autouse=True)
def no_variables_of_libpq(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSSLMODE", "PGSERVICE", "PGSERVICEFILE", "PGPASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("variables", "is_encrypted"),
    [
        ({}, False),
        ({"TEMPORAL_ADDRESS": "127.0.0.1:7233"}, False),
        ({"TEMPORAL_ADDRESS": "localhost:7233"}, False),
        ({"TEMPORAL_TLS": "false"}, False),
        ({"TEMPORAL_TLS": "true"}, True),
        ({"TEMPORAL_TLS_SERVER_NAME": "temporal.internal"}, True),
        ({"TEMPORAL_API_KEY": "hunter2"}, True),
        ({"TEMPORAL_API_KEY": "hunter2", "TEMPORAL_TLS": "false"}, False),
    ],
)
def test_tls_to_temporal(variables: dict[str, str], *, is_encrypted: bool) -> None:
    config = ClientConfig.load_client_connect_config(override_env_vars=variables, disable_file=True)
    lines = unencrypted_temporal(dict(config))
    assert (lines == []) is is_encrypted
    assert "hunter2" not in "".join(lines)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@db.hospital.org/name?sslmode=verify-full",
        "postgresql://u:hunter2@db.hospital.org/name?sslmode=verify-ca&sslrootcert=/etc/ca.crt",
        "postgresql+psycopg://u:hunter2@db.hospital.org/name?sslmode=verify-full",
        "postgresql://u@/name?host=/run/postgresql",
        "postgresql://u@/name",
        "postgresql://u@/name?service=desk&sslmode=verify-full",
    ],
)
def test_databases_that_are_spoken_to_unread(url: str) -> None:
    assert unencrypted_database(url) == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@db.hospital.org/name",
        "postgresql://u:hunter2@127.0.0.1/name",
        "postgresql://u:hunter2@db.hospital.org/name?sslmode=disable",
        "postgresql://u:hunter2@db.hospital.org/name?sslmode=prefer",
        # Encrypted, to whoever answers.
        "postgresql://u:hunter2@db.hospital.org/name?sslmode=require",
        "postgresql://u:hunter2@/name?host=/run/postgresql&hostaddr=10.0.0.1",
        "postgresql://u:hunter2@/name?host=/run/postgresql&host=db.hospital.org",
        "postgresql://u:hunter2@/name?service=desk",
    ],
)
def test_databases_that_are_not(url: str) -> None:
    [line] = unencrypted_database(url)
    assert line.startswith(TLS)
    assert "hunter2" not in line


def test_libpqs_own_variables_count(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    url = "postgresql://u:hunter2@db.hospital.org/name"
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert unencrypted_database(url) == []
    # A service in the address is read before the variables are.
    [line] = unencrypted_database(f"{url}?service=desk")
    assert line.startswith(TLS)
    monkeypatch.delenv("PGSSLMODE")
    monkeypatch.setenv("PGHOST", "db.hospital.org")
    [line] = unencrypted_database("postgresql://u@/name")
    assert line.startswith(TLS)
    monkeypatch.delenv("PGHOST")
    services = tmp_path / "services.conf"
    services.write_text("[desk]\nhost=db.hospital.org\nsslmode=verify-full\n")
    monkeypatch.setenv("PGSERVICEFILE", str(services))
    monkeypatch.setenv("PGSERVICE", "desk")
    assert unencrypted_database("postgresql://u@/name") == []
    services.write_text("[desk]\nhost=db.hospital.org\n")
    [line] = unencrypted_database("postgresql://u@/name")
    assert line.startswith(TLS)


@pytest.mark.parametrize(
    ("user", "password"),
    [("user", "password"), ("appealclock", "appealclock"), ("postgres", "postgres"), ("u", "u")],
)
def test_passwords_of_examples(monkeypatch: pytest.MonkeyPatch, user: str, password: str) -> None:
    said = "APPEALCLOCK_DATABASE_URL: the password is that of an example, or the user's own name"
    host = "db.hospital.org/name?sslmode=verify-full"
    assert unencrypted_database(f"postgresql://{user}:{password}@{host}") == [said]
    monkeypatch.setenv("PGPASSWORD", password)
    assert unencrypted_database(f"postgresql://{user}@{host}") == [said]


def test_an_sqlite_file_is_not_for_production() -> None:
    [line] = unencrypted_database("sqlite:////srv/appealclock.sqlite3")
    assert line.startswith("APPEALCLOCK_DATABASE_URL: production needs PostgreSQL")
    assert "/srv" not in line
