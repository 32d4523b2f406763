"""The moment at which every test begins, whatever the time of day it is run at.

`APPEALCLOCK_TEST_NOW`, an instant with offset such as `2028-02-29T23:30:00-05:00`, sets it for all
tests. Without it there are defaults: a test that needs no server begins in the night, at noon or
late in the evening, by turns; a test on a Temporal server at ten in the morning.

The clock of a Temporal server cannot go back, so tests on one begin in the future: an instant that
has passed is moved by whole weeks. Days at the level of a module are days of that instant.

Only tests of a whole running stack, whose clock nobody moves, ask `real_now`.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from time import monotonic
from zlib import crc32
from zoneinfo import ZoneInfo

import pendulum
import pytest

READERS = (
    "activities.delivery.delivering",
    "activities.delivery.ledger",
    "activities.delivery.outages",
    "activities.gone_cases",
    "cli.case.calendar_file",
    "cli.case.explained.command",
    "cli.case.ledger",
    "cli.case.rehearsal.command",
    "cli.case.start",
    "cli.case.timeline.command",
    "cli.caseload.due",
    "cli.caseload.imports.command",
    "cli.caseload.list",
    "cli.privacy.forgetting",
    "cli.privacy.holding",
    "cli.privacy.keys",
    "cli.reads",
    "cli.rulebook",
    "cli.service.purge",
    "deploy.builds",
    "deploy.calendars.keeping",
    "deploy.codec.app",
    "deploy.embedded.inbox.keeping",
    "deploy.embedded.inbox.sms_gateway",
    "deploy.embedded.inbox.smtp",
    "deploy.embedded.start_forms",
    "deploy.retention.purging",
    "models.encryption.family_keys",
    "workflows.visibility",
)
"""The modules of the service that read the clock of the machine."""

NEW_YORK = ZoneInfo("America/New_York")
"""The zone of a case by default."""

_DAY = date(2027, 5, 18)
"""A Tuesday with no holiday near it."""

_HOURS = (time(3, 30), time(12), time(23, 30))
"""Where tests that need no server begin, in New York: quiet hours, daytime, a day's last hour."""

_ON_A_SERVER = time(10)

_AHEAD = timedelta(days=1)
"""At least so far ahead a test on a server begins: no run of the suite takes longer."""


def real_now() -> datetime:
    """The instant it really is (UTC)."""
    return datetime.now(UTC)


def real_today() -> date:
    """The day it really is where cases are by default: a notice of it is not in the future."""
    return real_now().astimezone(NEW_YORK).date()


def _asked_for() -> datetime | None:
    written = os.environ.get("APPEALCLOCK_TEST_NOW")
    if not written:
        return None
    asked = datetime.fromisoformat(written)
    if asked.tzinfo is None:
        message = "APPEALCLOCK_TEST_NOW: expected an instant with offset"
        raise ValueError(message)
    return asked.astimezone(UTC)


def in_the_future(at: datetime) -> datetime:
    """The same hour in New York on the same day of the week, the first that is far enough ahead."""
    moved = at.astimezone(NEW_YORK)
    while moved < real_now() + _AHEAD:
        moved += timedelta(weeks=1)
    return moved.astimezone(UTC)


ON_A_SERVER = in_the_future(_asked_for() or datetime.combine(_DAY, _ON_A_SERVER, NEW_YORK))
"""Where every case of a test on a Temporal server begins (UTC)."""

_begins, _since = ON_A_SERVER, monotonic()


def without_a_server(test: str) -> datetime:
    """Where a test that needs no server begins (UTC), by its id."""
    hour = _HOURS[crc32(test.encode()) % len(_HOURS)]
    return _asked_for() or datetime.combine(_DAY, hour, NEW_YORK).astimezone(UTC)


def on_a_stage(test: str) -> datetime:
    """Where a test whose cases are played without a server begins (UTC), by its id.

    On the day on which tests on a server begin, so that days at the level of a module are its days.
    """
    if _asked_for() is not None:
        return ON_A_SERVER
    hour = without_a_server(test).astimezone(NEW_YORK).time()
    day = ON_A_SERVER.astimezone(NEW_YORK).date()
    return datetime.combine(day, hour, NEW_YORK).astimezone(UTC)


def on_a_plain_day(at: datetime) -> datetime:
    """The same hour of the default day, for a test of which reminders a limit of weeks has.

    Near weekends, holidays and changes of clocks several of them fall together.
    """
    day = in_the_future(datetime.combine(_DAY, _ON_A_SERVER, NEW_YORK)).astimezone(NEW_YORK).date()
    hour = at.astimezone(NEW_YORK).time()
    return datetime.combine(day, hour, NEW_YORK).astimezone(UTC)


@contextmanager
def beginning(at: datetime) -> Iterator[None]:
    """Let it be this instant for a test."""
    global _begins, _since
    before = _begins, _since
    _begins, _since = at, monotonic()
    try:
        yield
    finally:
        _begins, _since = before


def now() -> datetime:
    """The instant at which the running test begins (UTC)."""
    return _begins


def today(zone: str = "America/New_York") -> date:
    """The day it is in a zone when the running test begins."""
    return now().astimezone(ZoneInfo(zone)).date()


def days_ago(days: int) -> date:
    """A day before today in New York."""
    return today() - timedelta(days=days)


def start_of(day: date) -> datetime:
    """The instant at which a day begins in New York (UTC: hours counted from it are real ones)."""
    return datetime.combine(day, time(0), NEW_YORK).astimezone(UTC)


def end_of(day: date) -> datetime:
    """The instant at which a day ends in New York."""
    return datetime.combine(day + timedelta(days=1), time(0), NEW_YORK)


class _Moved(type(datetime)):  # type: ignore[misc]
    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, datetime)


class _Datetime(datetime, metaclass=_Moved):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return (now() + timedelta(seconds=monotonic() - _since)).astimezone(tz)


def move_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine's clock, where the service reads it, go on from the moment of the test."""
    for name in READERS:
        module = sys.modules.get(name)
        if hasattr(module, "datetime"):
            monkeypatch.setattr(module, "datetime", _Datetime)
    monkeypatch.setattr(
        pendulum, "today", lambda zone: pendulum.instance(now()).in_timezone(zone).start_of("day")
    )
