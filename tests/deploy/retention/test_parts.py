"""What may be purged, on both databases: by days, by family, and never of what is open or held."""

import threading
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, select

from activities.closed_cases import ClosedCases
from activities.gone_cases import TERMINATED, mark_ended, open_rows
from activities.read_model import ReadModel
from deploy.embedded.inbox.keeping import MAIL, SMS, keep, prepare
from deploy.retention.purging import Terms, expired, parts_of, purge
from models.retention import Expired
from models.storage.case_keys import CaseKeys, StoredKey
from models.storage.tables import (
    CaseKeyRow,
    CaseRow,
    ClosedCaseRow,
    DeadlineRow,
    DeliveryAttemptRow,
    DeliveryRow,
    FamilyHoldRow,
)
from tests.activities.snapshots import snapshot

NOW = datetime(2029, 1, 1, 9, tzinfo=UTC)
LEAP_DAY = datetime(2028, 2, 29, 23, 59, tzinfo=UTC)
ALL = Terms(closed_days=30, ledger_days=30)


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def store(engine: Engine, *rows: SQLModel) -> None:
    with Session(engine) as session:
        session.add_all(rows)
        session.commit()


def view(engine: Engine, case_id: str, at: datetime, *, ended: bool = True, **more: Any) -> None:
    """The view of a case as its last turn left it."""
    opened = more.pop("opened_at", at - timedelta(days=200))
    ending = {"ending": "favorable", "urgency": "closed"} if ended else {}
    values: dict[str, Any] = ending | more
    seen = snapshot(5, 0, 1, case_id=case_id, taken_at=at, opened_at=opened, **values)
    ReadModel(engine).write_snapshot(seen)


def closed(engine: Engine, case_id: str, at: datetime) -> None:
    """A case that has ended, as its last turn writes it."""
    view(engine, case_id, at)
    ClosedCases(engine).keep({"id": case_id}, at.isoformat())


def sent(engine: Engine, case_id: str, at: datetime, reminder: str = "first") -> None:
    row = DeliveryRow(
        case_id=case_id,
        about="filing",
        reminder=reminder,
        edition="",
        role="case_manager",
        channel="email",
        kind="deadline",
        status="accepted",
        attempts=1,
        possibly_doubled=False,
        due_to_send_at=at,
        first_written_at=at,
        last_attempt_at=at,
    )
    with Session(engine) as session:
        session.add(row)
        session.flush()
        assert row.id is not None
        session.add(
            DeliveryAttemptRow(delivery_id=row.id, number=1, begun_at=at, outcome="accepted")
        )
        session.commit()


def ids(engine: Engine, kind: Any = CaseRow) -> set[str]:
    with Session(engine) as session:
        return {row.case_id for row in session.exec(select(kind))}


def purged(
    engine: Engine, terms: Terms = ALL, running: Iterable[str] = (), now: datetime = NOW
) -> list[Expired]:
    """What was purged; the dry run before said the same, and nothing is left after."""
    found = expired(parts_of(engine, running, terms, now))
    assert purge(parts_of(engine, running, terms, now)) == found
    assert expired(parts_of(engine, running, terms, now)) == []
    return found


def test_closed_cases_go_with_all_that_is_theirs(engine: Engine) -> None:
    closed(engine, "OLD", ago(31))
    closed(engine, "OLDER", ago(45))
    closed(engine, "YOUNG", ago(30))
    assert purged(engine) == [
        Expired("case_view", 2, date(2028, 11, 17), date(2028, 12, 1)),
        Expired("deadline", 4, date(2028, 11, 17), date(2028, 12, 1)),
        Expired("closed_case", 2, date(2028, 11, 17), date(2028, 12, 1)),
    ]
    assert ids(engine) == ids(engine, ClosedCaseRow) == ids(engine, DeadlineRow) == {"YOUNG"}


@pytest.mark.parametrize(
    ("now", "goes"),
    [
        (datetime(2029, 2, 28, 23, 59, tzinfo=UTC), False),
        (datetime(2029, 3, 1, 0, 0, tzinfo=UTC), True),
    ],
)
def test_a_year_from_a_leap_day(engine: Engine, now: datetime, *, goes: bool) -> None:
    closed(engine, "LEAP", LEAP_DAY)
    found = purged(engine, Terms(closed_days=365), now=now)
    assert bool(found) is goes
    assert ids(engine) == (set() if goes else {"LEAP"})


def test_over_the_end_of_a_year(engine: Engine) -> None:
    closed(engine, "LATE", datetime(2028, 12, 31, 23, 59, 59, tzinfo=UTC))
    closed(engine, "EARLY", datetime(2028, 12, 30, 23, 59, 59, tzinfo=UTC))
    purged(engine, Terms(closed_days=1), now=datetime(2029, 1, 1, 0, 0, tzinfo=UTC))
    assert ids(engine) == {"LATE"}


def test_a_family_goes_as_a_whole_or_stays(engine: Engine) -> None:
    view(engine, "OPEN", ago(100), ended=False)
    closed(engine, "OPEN.second-opinion", ago(300))
    sent(engine, "OPEN.second-opinion", ago(300))
    closed(engine, "WAITS", ago(300))
    closed(engine, "WAITS.records.2", ago(10))
    closed(engine, "GOES", ago(300))
    closed(engine, "GOES.records.2", ago(31))
    # Of another family, though it begins with the same letters.
    closed(engine, "GOES-2", ago(10))
    purged(engine)
    kept = {"OPEN", "OPEN.second-opinion", "WAITS", "WAITS.records.2", "GOES-2"}
    assert ids(engine) == kept
    assert ids(engine, DeliveryRow) == {"OPEN.second-opinion"}


def test_letters_that_mean_something_in_a_search_are_letters(engine: Engine) -> None:
    closed(engine, "A_1", ago(300))
    sent(engine, "A_1.records.2", ago(300))
    closed(engine, "AX1.grievance.1", ago(10))
    sent(engine, "AX1.grievance.1", ago(10))
    purged(engine)
    assert ids(engine) == ids(engine, DeliveryRow) == {"AX1.grievance.1"}


def test_what_temporal_still_runs_is_not_too_old(engine: Engine) -> None:
    """It ended, and takes corrections for some days."""
    closed(engine, "MENDED", ago(300))
    sent(engine, "MENDED", ago(300))
    assert purged(engine, running={"MENDED"}) == []
    assert ids(engine) == ids(engine, DeliveryRow) == {"MENDED"}


def test_a_held_family_stays(engine: Engine, tmp_path: Path) -> None:
    store(engine, FamilyHoldRow(family="HELD", since=ago(400)))
    for name in ("HELD", "HELD.grievance.1", "FREE"):
        closed(engine, name, ago(300))
        sent(engine, name, ago(300))
    inbox = tmp_path / "inbox"
    prepare(inbox)
    keep(inbox, b"a message", MAIL)
    terms = Terms(1, 1, 1, inbox)
    purged(engine, terms, now=NOW + timedelta(days=20_000))
    assert ids(engine) == ids(engine, ClosedCaseRow) == {"HELD", "HELD.grievance.1"}
    assert ids(engine, DeliveryRow) == {"HELD", "HELD.grievance.1"}
    assert len(list(inbox.iterdir())) == 1


def test_the_ledger_goes_by_the_last_attempt_and_never_of_open_cases(engine: Engine) -> None:
    view(engine, "OPEN", ago(100), ended=False)
    closed(engine, "ENDED", ago(5))
    for name in ("OPEN", "ENDED", "GONE", "digest-cm-7"):
        sent(engine, name, ago(31), "old")
        sent(engine, name, ago(30), "young")
    assert purged(engine, Terms(ledger_days=30)) == [
        Expired("delivery", 3, date(2028, 12, 1), date(2028, 12, 1)),
        Expired("delivery_attempt", 3, date(2028, 12, 1), date(2028, 12, 1)),
    ]
    with Session(engine) as session:
        left = {(row.case_id, row.reminder) for row in session.exec(select(DeliveryRow))}
        assert len(session.exec(select(DeliveryAttemptRow)).all()) == len(left)
    young = {(name, "young") for name in ("OPEN", "ENDED", "GONE", "digest-cm-7")}
    assert left == {*young, ("OPEN", "old")}


def test_nothing_goes_where_no_days_are_set(engine: Engine) -> None:
    closed(engine, "OLD", ago(9000))
    sent(engine, "OLD", ago(9000))
    assert purged(engine, Terms()) == []


def test_a_terminated_case_is_as_old_as_its_mark(engine: Engine) -> None:
    """Its last turn may have been long before somebody terminated it."""
    view(engine, "TERMINATED", datetime(2020, 1, 1, tzinfo=UTC), ended=False)
    [row] = open_rows(engine)
    assert mark_ended(engine, row, TERMINATED)
    with Session(engine) as session:
        now = session.exec(select(CaseRow.taken_at)).one()
    assert now > datetime(2021, 1, 1, tzinfo=UTC)
    assert purged(engine, Terms(closed_days=1), now=now + timedelta(days=1)) == []
    assert purged(engine, Terms(closed_days=1), now=now + timedelta(days=2)) != []


def test_keys_that_nobody_claimed_are_destroyed_after_seven_days(engine: Engine) -> None:
    keys = CaseKeys(engine)
    keys.add(StoredKey("old", None, "ring.AAAA"), NOW - timedelta(days=7, seconds=1))
    keys.add(StoredKey("young", None, "ring.AAAA"), NOW - timedelta(days=7))
    keys.add(StoredKey("claimed", "Lee-2026", "ring.AAAA"), ago(900))
    assert purged(engine, Terms()) == [
        Expired("case_keys", 1, date(2028, 12, 25), date(2028, 12, 25))
    ]
    with Session(engine) as session:
        left = {row.id for row in session.exec(select(CaseKeyRow)) if row.wrapped is not None}
    assert left == {"young", "claimed"}


def test_the_inbox_goes_by_the_day_of_arrival(engine: Engine, tmp_path: Path) -> None:
    old = [
        "20280229T235959.999999Z-0123abcd.eml",
        "20280228T000000.000000Z-0123abcd.sms",
    ]
    others = ["20280301T000000.000000Z-0123abcd.eml", "notes.txt", "20280101.eml"]
    for name in (*old, *others):
        (tmp_path / name).write_bytes(b"a message")
    terms = Terms(inbox_days=306, inbox=tmp_path)
    assert purged(engine, terms) == [Expired("inbox", 2, date(2028, 2, 28), date(2028, 2, 29))]
    left = {file.name for file in tmp_path.iterdir()}
    assert left.isdisjoint(old)
    assert left.issuperset(others)


def test_what_the_inbox_keeps_is_known_by_its_name(engine: Engine, tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    prepare(inbox)
    keep(inbox, b"a mail", MAIL)
    name = keep(inbox, b"a text message", SMS)
    now = datetime.strptime(name[:8], "%Y%m%d").replace(tzinfo=UTC)
    assert purged(engine, Terms(inbox_days=1, inbox=inbox), now=now + timedelta(days=1)) == []
    [found] = purged(engine, Terms(inbox_days=1, inbox=inbox), now=now + timedelta(days=3))
    assert (found.rows, list(inbox.iterdir())) == (2, [])


def test_an_inbox_that_is_not_there(engine: Engine, tmp_path: Path) -> None:
    assert purged(engine, Terms(inbox_days=1, inbox=tmp_path / "none")) == []


def test_a_case_that_is_opened_again_just_then_stays(engine: Engine) -> None:
    """It was read as ended, and took a turn before its rows were deleted."""
    closed(engine, "AGAIN", ago(300))
    sent(engine, "AGAIN", ago(300))
    parts = parts_of(engine, (), ALL, NOW)
    view(engine, "AGAIN", NOW, ended=False, opened_at=NOW)
    purge(parts)
    assert ids(engine) == ids(engine, DeliveryRow) == {"AGAIN"}


def test_a_family_that_is_put_on_hold_just_then_stays(engine: Engine) -> None:
    closed(engine, "HELD", ago(300))
    sent(engine, "HELD", ago(300))
    parts = parts_of(engine, (), ALL, NOW)
    store(engine, FamilyHoldRow(family="HELD", since=NOW))
    assert purge(parts) == []
    assert ids(engine) == ids(engine, DeliveryRow) == {"HELD"}


def test_a_purge_while_cases_are_written(engine: Engine) -> None:
    names = [f"CASE-{number}" for number in range(24)]
    for name in names:
        closed(engine, name, ago(300))
        sent(engine, name, ago(300))
    again, failed = names[::2], list[BaseException]()

    def write() -> None:
        try:
            for name in reversed(again):
                view(engine, name, NOW, ended=False, opened_at=NOW)
        except BaseException as error:  # noqa: BLE001
            failed.append(error)

    writer = threading.Thread(target=write)
    writer.start()
    purge(parts_of(engine, (), ALL, NOW))
    writer.join()
    assert failed == []
    assert ids(engine) == ids(engine, DeadlineRow) == set(again)
    assert ids(engine, DeliveryRow) <= set(again)
