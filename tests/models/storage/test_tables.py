"""The tables: instants keep their meaning, and no column could hold who somebody is."""

from datetime import UTC, datetime

import pendulum
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, SQLModel, select

from models.storage.tables import CaseRow, DeadlineRow


def case_row(opened_at: datetime) -> CaseRow:
    return CaseRow(
        case_id="AC-1",
        sequence=1,
        taken_at=datetime(2026, 11, 2, 15, tzinfo=UTC),
        opened_at=opened_at,
        program="part_c",
        case_manager="cm-1",
        kind="appeal",
        stage="plan_reconsideration/filing",
        next_action="file",
        urgency="on_track",
        next_deadline=None,
    )


def test_an_instant_comes_back_as_the_same_instant_in_utc(engine: Engine) -> None:
    # The second 1:30 of the night in which clocks go back: its offset must not be lost.
    local = pendulum.datetime(2026, 11, 1, 1, 30, tz="America/Chicago", fold=1)
    with Session(engine) as session:
        session.add(case_row(local))
        session.commit()
    with Session(engine) as session:
        case = session.exec(select(CaseRow)).one()
        assert case.opened_at.isoformat() == "2026-11-01T07:30:00+00:00"
        assert case.opened_at.timestamp() == local.timestamp()
        assert case.next_deadline is None
        later = select(CaseRow).where(CaseRow.opened_at > local.subtract(seconds=1))
        assert session.exec(later).one()


def test_an_instant_without_a_zone_is_refused(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(case_row(datetime(2026, 11, 2, 9)))  # noqa: DTZ001
        with pytest.raises(StatementError, match="expected an instant with a time zone"):
            session.commit()


def test_a_deadline_needs_its_case(engine: Engine) -> None:
    with Session(engine) as session:
        session.add(
            DeadlineRow.model_validate(
                {
                    "case_id": "AC-2",
                    "id": "x",
                    "position": 0,
                    "purpose": "filing",
                    "title": "t",
                    "level": "l",
                    "who": "you",
                    "ours": True,
                    "due_on": "2027-01-06",
                    "expires_at": "2027-01-07T05:00:00Z",
                    "zone": "America/New_York",
                    "rule": "C.RECON.FILE",
                    "citation": "42 CFR 422.582(b)",
                    "evidence": "SEEN-2026",
                    "verified": True,
                    "status": "open",
                    "acknowledged": False,
                    "overridden": False,
                }
            )
        )
        with pytest.raises(IntegrityError):
            session.commit()


def test_sqlite_is_set_up_for_several_writers(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        pragmas = {
            name: connection.execute(text(f"PRAGMA {name}")).scalar_one()
            for name in ("journal_mode", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "foreign_keys": 1, "busy_timeout": 10_000}


def test_no_column_is_for_a_person_or_for_health() -> None:
    private = {"name", "email", "address", "phone", "service", "diagnosis", "person", "body"}
    tables = ("case_view", "deadline", "milestone", "delivery")
    columns = {column.name for table in tables for column in SQLModel.metadata.tables[table].c}
    assert not columns & private
