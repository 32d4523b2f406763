"""The access log: a chain that shows what was changed, on SQLite and PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from models.access import Access, Act, Head
from models.storage.access_log import AccessLog
from models.turns.access import reports_of

pytestmark = pytest.mark.server

_AT = datetime(2028, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)


def read(about: str, second: int = 0) -> Access:
    at = _AT + timedelta(seconds=second)
    return Access(at=at, who="kim", how="asserted", act=Act.READ, about=about, detail="panel")


@pytest.fixture
def log(engine: Engine) -> AccessLog:
    found = AccessLog(engine)
    found.append(*(read(f"Lee-{number}", number) for number in range(1, 6)))
    return found


def test_entries_come_back_as_they_were_written(log: AccessLog) -> None:
    entries = list(log.entries())
    assert [one.number for one in entries] == [1, 2, 3, 4, 5]
    assert entries[2].access == read("Lee-3", 3)
    assert log.head() == Head(5, entries[-1].hash)
    assert log.first_broken() is None
    assert [one.number for one in log.entries(about="Lee-4")] == [4]
    log.append(read("Lee-4,Kim-1"))
    assert [one.number for one in log.entries(about="Lee-4")] == [4, 6]


def test_a_case_is_in_what_is_about_its_family(log: AccessLog) -> None:
    log.append(read("Lee-4.second-opinion"), read("Lee-4.appeal.2"), read("Lee-44"))
    # The codec server notes the family alone.
    assert [one.number for one in log.entries(about="Lee-4.appeal.2")] == [4, 7]
    assert [one.number for one in log.entries(about="Lee-4")] == [4, 6, 7]


@pytest.mark.parametrize(
    ("change", "found_at"),
    [
        ("UPDATE access_log SET who = 'lopez' WHERE number = 3", 3),
        ("UPDATE access_log SET about = 'Kim-9' WHERE number = 1", 1),
        ("DELETE FROM access_log WHERE number = 2", 2),
        ("DELETE FROM access_log WHERE number = 5", 5),
        ("UPDATE access_log SET number = 9 WHERE number = 5", 5),
    ],
)
def test_what_was_changed_is_found(
    log: AccessLog, engine: Engine, change: str, found_at: int
) -> None:
    with engine.begin() as connection:
        connection.execute(text(change))
    assert log.first_broken() == found_at


def test_a_log_that_was_cut_and_written_anew_lacks_the_head_that_was_mailed(
    log: AccessLog, engine: Engine
) -> None:
    mailed = str(log.head())
    assert log.first_broken(mailed) is None
    log.append(read("Kim-1"))
    assert log.first_broken(mailed) is None
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM access_log"))
        connection.execute(text("UPDATE access_head SET number = 0, hash = :h"), {"h": "0" * 64})
    log.append(*(read(f"Other-{number}") for number in range(7)))
    assert log.first_broken() is None
    assert log.first_broken(mailed) == 8
    assert log.first_broken("5:abc") == 8


def test_many_writers_make_one_chain(engine: Engine) -> None:
    log = AccessLog(engine)
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(lambda number: log.append(read(f"Lee-{number}")), range(24)))
    assert [one.number for one in log.entries()] == list(range(1, 25))
    assert log.first_broken() is None


def test_each_report_is_noted_once(engine: Engine) -> None:
    log = AccessLog(engine)
    entries = [
        {
            "number": 1,
            "kind": "intake",
            "at": _AT.isoformat(),
            "update": "run-1",
            "said_by": "kim@x",
        },
        {"number": 2, "kind": "heard", "at": _AT.isoformat()},
        {"number": 3, "kind": "add_note", "at": _AT.isoformat(), "update": "u-1"},
    ]
    log.append_reports(reports_of("Lee", entries))
    entries.append({"number": 4, "kind": "close", "at": _AT.isoformat(), "update": "u-2"})
    log.append_reports(reports_of("Lee", entries))
    log.append_reports(reports_of("Lee", entries))
    assert [(one.access.detail, one.access.who, one.access.how) for one in log.entries()] == [
        ("intake", "kim@x", "authenticated"),
        ("add_note", "", "unknown"),
        ("close", "", "unknown"),
    ]
    assert log.first_broken() is None
