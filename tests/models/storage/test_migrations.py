"""The migrations: they lead to the tables as the code has them, on both databases."""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

import models
import models.storage.tables
from activities.read_model import ReadModel
from deploy.readiness import bring_database_up_to_date, check_database
from models.settings import ServiceSettings
from models.storage import migrations
from models.storage.database import open_database
from models.storage.migrations import current, head, upgrade
from tests.activities.snapshots import snapshot
from tests.forked_program import fork_program

ROOT = Path(models.__file__).parents[1]


def test_from_nothing_to_the_newest(empty_url: str) -> None:
    assert current(empty_url) is None
    upgrade(empty_url)
    assert current(empty_url) == head()
    upgrade(empty_url)
    assert current(empty_url) == head()


def test_they_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    upgrade(empty_url)
    engine = open_database(empty_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    engine.dispose()


def upgrade_as_argued() -> None:
    """What a service does at its start: DATABASE."""
    with warnings.catch_warnings(action="error"):
        upgrade(sys.argv[1])


async def test_services_that_start_at_once(empty_url: str) -> None:
    services = [
        await fork_program(upgrade_as_argued, empty_url, environment=os.environ) for _ in range(4)
    ]
    upgrade(empty_url)
    for service in services:
        assert service.stderr is not None
        assert (await service.stderr.read(), await service.wait()) == (b"", 0)
    assert current(empty_url) == head()


def test_a_path_with_a_percent_sign(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/100%.db"
    upgrade(url)
    assert current(url) == head()


def test_each_says_which_builds_may_use_what_it_leaves() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    for script in scripts.walk_revisions():
        older = {one.revision for one in scripts.iterate_revisions(script.revision, "base")}
        assert script.module.usable_from in older


_NEWER = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{head}"
usable_from = "{usable_from}"

def upgrade():
    op.add_column("case_view", sa.Column("added", sa.String(), nullable=True))
"""


@contextmanager
def newer_build(directory: Path, usable_from: str) -> Iterator[None]:
    """As a build that has one migration more."""
    scripts = directory / "migrations"
    shutil.copytree(Path(migrations.__file__).parent, scripts)
    content = _NEWER.format(head=head(), usable_from=usable_from)
    (scripts / "versions" / "9999_added.py").write_text(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "_SCRIPTS", scripts)
        yield


def test_the_build_before_works_on_what_a_newer_one_migrated(
    empty_url: str, tmp_path: Path
) -> None:
    upgrade(empty_url)
    with newer_build(tmp_path, usable_from=head()):
        upgrade(empty_url)
        assert current(empty_url) == "9999"
    ours = ServiceSettings(database_url=empty_url)
    assert check_database(ours) == []
    assert bring_database_up_to_date(ours) == []
    assert current(empty_url) == "9999"
    engine = open_database(empty_url)
    ReadModel(engine).write_snapshot(snapshot(1))
    engine.dispose()


def test_a_build_too_old_for_the_database_says_so_in_one_line(
    empty_url: str, tmp_path: Path
) -> None:
    upgrade(empty_url)
    with newer_build(tmp_path, usable_from="9999"):
        upgrade(empty_url)
    ours = ServiceSettings(database_url=empty_url)
    for problems in (check_database(ours), bring_database_up_to_date(ours)):
        [line] = problems
        assert "this build is too old to use it" in line


def test_a_newer_database_that_says_nothing_is_not_used(empty_url: str) -> None:
    upgrade(empty_url)
    engine = open_database(empty_url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = 'later'")
        connection.exec_driver_sql("DROP TABLE schema_compatibility")
    engine.dispose()
    [line] = check_database(ServiceSettings(database_url=empty_url))
    assert "this build is too old to use it" in line
