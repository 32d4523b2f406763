"""The one timer of a case, by a clock that has not caught up with its firing."""

from datetime import UTC, datetime, timedelta

import pytest
from temporalio import workflow

from tests.waiting import eventually
from workflows.runtime.timer import Timer, TimerBeforeItsTaskError

BEFORE = datetime(2026, 11, 28, 14, 25, tzinfo=UTC)
DUE = BEFORE + timedelta(minutes=2)


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """The sleeps, each over at once; the clock stands at `BEFORE`."""
    spans: list[timedelta] = []

    async def sleep(span: timedelta, **_: object) -> None:
        spans.append(span)

    monkeypatch.setattr(workflow, "now", lambda: BEFORE)
    monkeypatch.setattr(workflow, "sleep", sleep)
    monkeypatch.setattr(workflow, "wait_condition", eventually)
    return spans


@pytest.mark.usefixtures("slept")
async def test_a_timer_that_fired_before_its_moment_is_of_no_task() -> None:
    """A query between the firing and its task is answered by the clock of the task before."""
    with pytest.raises(TimerBeforeItsTaskError):
        await Timer().wait(DUE, "Until it is due", lambda: False)


async def test_a_moment_whose_timer_fired_has_come(
    slept: list[timedelta], monkeypatch: pytest.MonkeyPatch
) -> None:
    timer, due = Timer(), BEFORE + timedelta(milliseconds=400)
    assert timer.present() == BEFORE
    await timer.wait(due, "Until it is due", lambda: False)
    assert timer.present() == due
    # What is waited for next counts from there, and time goes on.
    monkeypatch.setattr(workflow, "now", lambda: DUE)
    await timer.wait(DUE, "Until the next", lambda: False)
    assert slept == [timedelta(milliseconds=400), timedelta(0)]
    assert timer.present() == DUE
