"""The folder of calendars follows the cases: assigned, covered, moved, closed."""

import json
import os
import re
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, col, update

from deploy.calendars.entries import feed
from deploy.calendars.folder import CalendarFolder, check_folder
from deploy.calendars.keeping import calendars_kept, check_calendars, check_kept, keep_all, keep_one
from models.cases.people import case_manager_code
from models.local_time import end_of_day
from models.settings import ServiceSettings
from models.storage.database import open_database
from models.storage.tables import CaseRow, DeadlineRow
from tests.activities.digest.caseloads import case, limit, store
from tests.activities.messages.test_calendar_file import read
from tests.clock import real_now
from tests.waiting import eventually

LEE, KIM = (case_manager_code(f"{name}@legalaid.example") for name in ("lee", "kim"))
DAY = date(2027, 1, 6)


@pytest.fixture
def engine(engine: Engine) -> Engine:
    """Three open cases of two managers, once in SQLite and once in PostgreSQL."""
    store(
        engine,
        case("AC-1", manager_id=LEE),
        case("AC-2", manager_id=LEE),
        case("AC-3", manager_id=KIM),
        limit(DAY, "AC-1"),
        limit(DAY - timedelta(days=300), "AC-1", status="met"),
        limit(DAY + timedelta(days=3), "AC-2", ours=False, title="Decision by the plan"),
        limit(DAY + timedelta(days=5), "AC-3"),
    )
    return engine


@pytest.fixture
def folder(tmp_path: Path) -> CalendarFolder:
    return CalendarFolder(tmp_path / "calendars")


def change(engine: Engine, table: type[CaseRow | DeadlineRow], case_id: str, **values: Any) -> None:
    with Session(engine) as session:
        session.exec(update(table).where(col(table.case_id) == case_id).values(**values))
        session.commit()


def feed_of(folder: CalendarFolder, manager: str) -> Path:
    return folder.feed(folder.names()[manager])


def days(folder: CalendarFolder, manager: str) -> dict[str, date]:
    """What the feed of a manager says, which must be what their entries say one by one."""
    found = read(feed_of(folder, manager).read_bytes())
    in_feed = {str(one["SUMMARY"]).partition(":")[0]: one.start for one in found.events}
    single = [read(one).events[0] for one in folder.entries(manager).values()]
    assert {str(one["SUMMARY"]).partition(":")[0]: one.start for one in single} == in_feed
    return in_feed


def test_each_manager_has_the_open_days_of_their_open_cases(
    engine: Engine, folder: CalendarFolder
) -> None:
    keep_all(folder, engine)
    assert days(folder, LEE) == {"AC-1": DAY, "AC-2": DAY + timedelta(days=3)}
    assert days(folder, KIM) == {"AC-3": DAY + timedelta(days=5)}
    assert re.fullmatch(r"feed-[0-9a-f]{32}\.ics", feed_of(folder, LEE).name)
    properties = json.loads((folder.collection(LEE) / ".Radicale.props").read_bytes())
    assert properties["tag"] == "VCALENDAR"
    assert {one.suffix for one in folder.collection(LEE).glob("[!.]*")} == {".ics"}


def test_an_assignment_a_cover_a_moved_day_and_an_end_are_followed(
    engine: Engine, folder: CalendarFolder
) -> None:
    keep_all(folder, engine)
    before = set(folder.entries(LEE))
    change(engine, CaseRow, "AC-1", manager_id=KIM)
    keep_all(folder, engine)
    assert set(days(folder, LEE)) == {"AC-2"}
    assert set(days(folder, KIM)) == {"AC-1", "AC-3"}
    # Covered by Kim for some days, then back.
    change(engine, CaseRow, "AC-2", manager_id=KIM, owner_id=LEE, covered_until=DAY)
    keep_all(folder, engine)
    assert (days(folder, LEE), set(days(folder, KIM))) == ({}, {"AC-1", "AC-2", "AC-3"})
    assert feed_of(folder, LEE).read_bytes() == feed([])
    change(engine, CaseRow, "AC-2", manager_id=LEE, owner_id="", covered_until=None)
    later = DAY + timedelta(days=9)
    ends = end_of_day(later, "America/New_York")
    change(engine, DeadlineRow, "AC-2", due_on=later, expires_at=ends)
    keep_all(folder, engine)
    assert days(folder, LEE) == {"AC-2": later}
    assert set(folder.entries(LEE)) < before
    change(engine, CaseRow, "AC-3", ending="won")
    keep_all(folder, engine)
    assert set(days(folder, KIM)) == {"AC-1"}


def test_what_says_the_same_is_not_written_again(engine: Engine, folder: CalendarFolder) -> None:
    keep_all(folder, engine)
    files = [one for one in folder.path.rglob("*") if one.is_file() and one.name != ".kept"]
    before = {one: (one.stat().st_ino, one.stat().st_mtime_ns) for one in files}
    keep_all(folder, engine)
    keep_one(folder, engine, LEE)
    assert {one: (one.stat().st_ino, one.stat().st_mtime_ns) for one in files} == before


def test_what_somebody_did_to_the_files_is_put_right(
    engine: Engine, folder: CalendarFolder
) -> None:
    keep_all(folder, engine)
    first, *_ = (folder.collection(LEE) / name for name in folder.entries(LEE))
    first.unlink()
    (folder.collection(LEE) / "of-a-client.ics").write_bytes(b"another")
    (folder.collection(LEE) / ".writing-killed").write_bytes(b"half an ent")
    feed_of(folder, LEE).unlink()
    keep_all(folder, engine)
    assert set(days(folder, LEE)) == {"AC-1", "AC-2"}
    assert not (folder.collection(LEE) / ".writing-killed").exists()


def test_a_revoked_feed_is_gone_and_comes_back_under_another_name(
    engine: Engine, folder: CalendarFolder
) -> None:
    keep_all(folder, engine)
    old, other = feed_of(folder, LEE), feed_of(folder, KIM)
    kept = keep_one(folder, engine, LEE, revoke=True)
    assert (old.exists(), kept.feed.exists(), other.exists()) == (False, True, True)
    keep_all(folder, engine)
    assert {one.name for one in (folder.path / "feeds").iterdir()} == {kept.feed.name, other.name}
    assert (kept.entries, set(days(folder, LEE))) == (2, {"AC-1", "AC-2"})


def test_many_at_once_write_what_one_would(
    database_url: str, engine: Engine, folder: CalendarFolder
) -> None:
    def another(number: int) -> None:
        own = open_database(database_url)
        try:
            keep_one(folder, own, LEE) if number % 3 else keep_all(folder, own)
        finally:
            own.dispose()

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(another, range(24)))
    keep_all(folder, engine)
    assert len(list((folder.path / "feeds").iterdir())) == 2
    assert set(days(folder, LEE)) == {"AC-1", "AC-2"}


def test_files_are_for_their_owner_or_for_the_group_of_the_folder(
    engine: Engine, folder: CalendarFolder
) -> None:
    keep_all(folder, engine)
    modes = {one.stat().st_mode & 0o777 for one in folder.path.rglob("*") if one.is_file()}
    assert modes == {0o600}
    assert folder.path.stat().st_mode & 0o777 == 0o700
    shared = CalendarFolder(folder.path.with_name("shared"))
    shared.path.mkdir()
    shared.path.chmod(0o750)
    keep_all(shared, engine)
    assert feed_of(shared, LEE).stat().st_mode & 0o777 == 0o640
    assert shared.collection(LEE).stat().st_mode & 0o777 == 0o750
    # Who may read the feeds need not know whose they are.
    assert (shared.path / ".feeds.json").stat().st_mode & 0o777 == 0o600


def test_nobody_is_named_in_any_file(engine: Engine, folder: CalendarFolder) -> None:
    keep_all(folder, engine)
    said = b"".join(one.read_bytes() for one in folder.path.rglob("*") if one.is_file())
    names = " ".join(str(one) for one in folder.path.rglob("*"))
    for private in ("legalaid", "lee@", "@legalaid"):
        assert private not in said.decode()
        assert private not in names


async def test_the_service_keeps_them_and_goes_on_after_a_failure(
    database_url: str, engine: Engine, folder: CalendarFolder, caplog: pytest.LogCaptureFixture
) -> None:
    settings = ServiceSettings(database_url=database_url, calendars=folder.path)
    folder.path.mkdir()
    (folder.path / ".feeds.json").write_text("changed by hand")

    async def said(words: str) -> bool:
        return any(words in one.getMessage() for one in caplog.records)

    async def is_kept(ids: set[str]) -> bool:
        # While nobody writes, as Radicale reads it.
        with folder.locked():
            return LEE in folder.names() and set(days(folder, LEE)) == ids

    async with calendars_kept(settings, every=0.02):
        await eventually(lambda: said("the calendars were not written: JSONDecodeError"))
        (folder.path / ".feeds.json").unlink()
        await eventually(lambda: said("the calendars are written again"))
        await eventually(lambda: is_kept({"AC-1", "AC-2"}))
        change(engine, CaseRow, "AC-2", ending="lost")
        await eventually(lambda: is_kept({"AC-1"}))
    failures = [one for one in caplog.records if "not written" in one.getMessage()]
    assert len(failures) == 1


async def test_without_the_setting_nothing_is_kept(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.calendars.keeping.keep_all", None)
    settings = ServiceSettings(database_url=database_url)
    async with calendars_kept(settings, every=0.01):
        pass
    assert check_calendars(settings) == check_kept(settings) == []


def test_what_keeps_it_from_being_written_is_said(
    database_url: str, engine: Engine, folder: CalendarFolder, tmp_path: Path
) -> None:
    settings = ServiceSettings(database_url=database_url, calendars=folder.path)
    assert check_calendars(settings) == []
    assert not folder.path.exists()
    keep_all(folder, engine)
    assert check_calendars(settings) == check_kept(settings) == []
    long_ago = (real_now() - timedelta(hours=2)).timestamp()
    os.utime(folder.path / ".kept", (long_ago, long_ago))
    (left_behind,) = check_kept(settings)
    assert "no service has kept them for 12" in left_behind
    folder.path.chmod(0o755)
    assert "run `chmod o-rwx` on it" in check_calendars(settings)[0]
    (tmp_path / "file").write_text("")
    assert check_folder(tmp_path / "file") == [f"{tmp_path}/file is no directory"]
    assert check_folder(tmp_path / "file" / "in")[0].endswith("cannot be written to")


def test_a_folder_that_another_holds_is_waited_for_and_then_said(
    engine: Engine, folder: CalendarFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("deploy.calendars.folder._PATIENCE", 0.0)
    with folder.locked(), pytest.raises(TimeoutError, match="held by another process"):
        keep_all(CalendarFolder(folder.path), engine)
    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr("deploy.calendars.folder._PATIENCE", 60.0)
        with folder.locked():
            waiting = threads.submit(keep_all, CalendarFolder(folder.path), engine)
            time.sleep(0.01)
            assert not waiting.done()
        waiting.result()
