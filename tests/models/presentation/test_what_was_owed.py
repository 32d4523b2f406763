"""The read model is given what was owed and not said, not what might have been."""

from datetime import UTC, datetime, timedelta
from typing import Any

from models.presentation.shapes import ReminderView
from models.presentation.shown import shown
from models.presentation.snapshot import snapshot
from tests.stories.playing import Stage

CASE = "AC-1"
OPENED = datetime(2026, 11, 10, 15, tzinfo=UTC)
INTAKE: dict[str, Any] = {
    "program": "part_c",
    "notice_date": "2026-11-02",
    "service": "MRI",
    "case_manager": {"email": "manager@legalaid.example"},
    "beneficiary": {"name": "Ann Rivers", "email": "ann@home.example"},
}


def opened() -> Stage:
    stage = Stage(OPENED)
    stage.begin("AppealCase", CASE, INTAKE, None)
    return stage


def owed(stage: Stage) -> tuple[ReminderView, ...]:
    return snapshot(shown(stage.members[CASE].state, stage.now), sequence=1).reminders


def test_what_a_clock_that_was_met_would_have_had_was_never_owed() -> None:
    stage = opened()
    stage.now += timedelta(hours=30)
    stage.report(CASE, "file_appeal", {"filed_on": "2026-11-11"})
    assert owed(stage) == ()
    stage.forward(stage.now + timedelta(days=10))
    won = {"outcome": "favorable", "notice_date": "2026-11-20"}
    stage.report(CASE, "record_decision", won)
    stage.report(CASE, "record_effectuation", {"on": "2026-11-20"})
    stage.rest()
    assert owed(stage) == ()


def test_a_filing_on_the_morning_of_a_reminder_leaves_none_owed() -> None:
    """The reminder of a week before is due at nine; the filing is reported an hour earlier."""
    stage = opened()
    stage.forward(datetime(2026, 12, 30, 13, tzinfo=UTC))
    stage.report(CASE, "file_appeal", {"filed_on": "2026-12-30"})
    assert owed(stage) == ()


def test_what_came_due_while_nobody_looked_was_owed() -> None:
    stage = opened()
    # No worker runs for weeks; then the filing is reported first of all.
    stage.now = datetime(2026, 12, 26, 16, tzinfo=UTC)
    stage.report(CASE, "file_appeal", {"filed_on": "2026-12-26"})
    found = owed(stage)
    assert {one.outcome for one in found} == {"superseded"}
    assert {one.key for one in found} == {"30d", "14d"}
    assert all(one.due_at < stage.now for one in found)


def test_every_reminder_of_a_day_that_was_missed_was_owed() -> None:
    stage = opened()
    stage.now = datetime(2027, 1, 20, 16, tzinfo=UTC)
    stage.rest()
    found = owed(stage)
    assert {"14d", "7d", "3d", "1d", "0d"} <= {one.key for one in found}
    assert {one.outcome for one in found} == {"superseded"}


def test_what_was_acknowledged_was_owed_and_skipped() -> None:
    stage = opened()
    stage.report(CASE, "acknowledge", {"by": "Lee"})
    stage.forward(datetime(2026, 12, 31, 16, tzinfo=UTC))
    stage.report(CASE, "file_appeal", {"filed_on": "2026-12-31"})
    assert {(one.outcome, one.note) for one in owed(stage)} == {("skipped", "acknowledged")}
    assert all(one.due_at < stage.now for one in owed(stage))
