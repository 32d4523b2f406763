"""The migrations: they lead to the tables as the code has them, on both databases."""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

import models
import models.storage.tables
from models.storage.database import open_database
from models.storage.migrations import current, head, upgrade

ROOT = Path(models.__file__).parents[1]


def test_from_nothing_to_the_newest(database_url: str) -> None:
    assert current(database_url) is None
    upgrade(database_url)
    assert current(database_url) == head()
    upgrade(database_url)
    assert current(database_url) == head()


def test_they_lead_to_the_tables_of_the_code(database_url: str) -> None:
    upgrade(database_url)
    engine = open_database(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def test_services_that_start_at_once(database_url: str) -> None:
    script = f"from models.storage.migrations import upgrade; upgrade({database_url!r})"
    services = [
        subprocess.Popen([sys.executable, "-W", "error", "-c", script], cwd=ROOT) for _ in range(4)
    ]
    upgrade(database_url)
    assert [service.wait() for service in services] == [0] * 4
    assert current(database_url) == head()


def test_a_path_with_a_percent_sign(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/100%.db"
    upgrade(url)
    assert current(url) == head()
