"""The one timer of a case, by a clock that has not caught up with its firing."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow

from tests.waiting import eventually
from workflows.runtime.timer import Timer

BEFORE = datetime(2026, 11, 28, 14, 25, tzinfo=UTC)
DUE = BEFORE + timedelta(minutes=2)


async def test_a_moment_whose_timer_fired_has_come_whatever_the_clock_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A query between the firing and its task is answered by the clock of the task before.

    The case waited once more then, where a replay took its turn: it could not go on.
    """
    slept: list[timedelta] = []

    async def sleep(span: timedelta, **_: object) -> None:
        slept.append(span)

    monkeypatch.setattr(workflow, "now", lambda: BEFORE)
    monkeypatch.setattr(workflow, "sleep", sleep)
    monkeypatch.setattr(workflow, "wait_condition", eventually)
    timer = Timer()
    assert timer.present() == BEFORE
    await timer.wait(DUE, "Until it is due", lambda: False)
    assert timer.present() == DUE
    # What is waited for next counts from there, and time goes on.
    await timer.wait(DUE + timedelta(hours=1), "Until the next", lambda: False)
    assert slept == [timedelta(minutes=2), timedelta(hours=1)]
    monkeypatch.setattr(workflow, "now", lambda: DUE + timedelta(hours=2))
    assert timer.present() == DUE + timedelta(hours=2)
