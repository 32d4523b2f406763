"""The migrations: they lead to the tables as the code has them, on both databases."""

import subprocess
import sys
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import Session, SQLModel, select

import models
import models.storage.tables
from models.storage.database import open_database
from models.storage.migrations import current, head, upgrade
from models.storage.tables import DeadlineRow, DocketRow

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


def test_the_cases_of_the_first_version_stay(database_url: str) -> None:
    """With their deadlines, which hang on them: a copied table would have taken them along."""
    upgrade(database_url, "0001")
    engine = open_database(database_url)
    noon = "'2026-11-02 12:00:00'"
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO appeal_case VALUES ('AC-1', 3, "
                f"{noon}, {noon}, 'part_c', 'cm-1', 'council', 'filing', 'council.filing', "
                f"'file council', 'urgent', {noon}, NULL)"
            )
        )
        connection.execute(
            text(
                "INSERT INTO deadline VALUES ('AC-1', 'council.filing.1', 0, 'filing', 'Council', "
                f"'council', 'you', true, '2027-01-06', {noon}, 'America/New_York', NULL, NULL, "
                "'C.COUNCIL.FILE', '42 CFR 422.608', 'SEEN', true, 'open', false, false)"
            )
        )
    upgrade(database_url)
    with Session(engine) as session:
        docket = session.exec(select(DocketRow)).one()
        assert (docket.case_id, docket.kind, docket.stage) == ("AC-1", "appeal", "council.filing")
        assert session.exec(select(DeadlineRow)).one().id == "council.filing.1"
    engine.dispose()


def test_of_a_case_written_before_its_code_stands_for_the_person(database_url: str) -> None:
    upgrade(database_url, "0004")
    engine = open_database(database_url)
    noon = "'2026-11-02 12:00:00'"
    names = "case_id, kind, sequence, taken_at, opened_at, program, case_manager, stage"
    values = f"'AC-1', 'appeal', 1, {noon}, {noon}, 'part_c', 'cm-7', 'x.filing'"
    with engine.begin() as connection:
        statement = (
            f"INSERT INTO docket ({names}, next_action, urgency) VALUES ({values}, 'f', 'u')"
        )
        connection.execute(text(statement))
    upgrade(database_url)
    with Session(engine) as session:
        [case] = session.exec(select(DocketRow)).all()
    engine.dispose()
    assert (case.manager_id, case.waiting_on) == ("cm-7", "")
