"""Queries look from the later of the workflow's clock and the wall clock."""

from datetime import UTC, datetime, timedelta, tzinfo

import pytest
from temporalio import workflow

from workflows.visibility import moment_of_looking

WALL = datetime(2026, 11, 28, 15, tzinfo=UTC)


class WallClock(datetime):
    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        assert tz is UTC
        return WALL


@pytest.mark.parametrize("days", [-20, -1, 1, 20])
def test_the_later_clock_counts(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    task = WALL + timedelta(days=days)
    monkeypatch.setattr(workflow, "now", lambda: task)
    monkeypatch.setattr("workflows.visibility.datetime", WallClock)
    assert moment_of_looking() == max(task, WALL)
