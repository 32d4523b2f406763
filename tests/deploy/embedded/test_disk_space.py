"""A full disk is said once, and so is its end."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.disk_space import LEAST_FREE, disk_watched, free_bytes
from tests.deploy.running_stack import RunningStack
from tests.waiting import eventually


async def test_it_is_said_once_when_the_disk_is_full_and_once_when_there_is_room(
    tmp_path: Path,
) -> None:
    said: list[str] = []
    left = [LEAST_FREE]
    looks = 0

    def free(_: Path) -> int:
        nonlocal looks
        looks += 1
        return left[0]

    async def after_looks(count: int) -> None:
        until = looks + count
        await eventually(lambda: looks >= until)

    async with disk_watched(tmp_path, said.append, free=free, every=0.001):
        await after_looks(3)
        assert said == []
        left[0] = 3_000_000
        await after_looks(5)
        left[0] = LEAST_FREE
        await after_looks(5)
    assert len(said) == 2
    assert said[0].startswith(f"DISK FULL: 3 MB left for {tmp_path}.")
    assert said[1].startswith("There is room")


async def test_a_directory_that_cannot_be_looked_at_ends_nothing(tmp_path: Path) -> None:
    said: list[str] = []
    looks = 0

    def free(path: Path) -> int:
        nonlocal looks
        looks += 1
        return free_bytes(path / "gone") if looks < 3 else 0

    async with disk_watched(tmp_path, said.append, free=free, every=0.001):
        await eventually(lambda: len(said) == 1)


@pytest.fixture
async def stack_without_room_for_logs(tmp_path: Path) -> AsyncIterator[RunningStack]:
    """A stack whose log files are on a full disk."""
    logs = tmp_path / "home" / "logs"
    logs.mkdir(parents=True)
    for name in ("temporal.log", "worker.log"):
        (logs / name).symlink_to("/dev/full")
    running = RunningStack(tmp_path / "home", APPEALCLOCK_LOG_LEVEL="DEBUG")
    yield running
    if running.process.returncode is None:
        running.kill()
    await running.ended()


async def test_the_stack_runs_and_stops_where_no_log_can_be_written(
    stack_without_room_for_logs: RunningStack,
) -> None:
    await stack_without_room_for_logs.start()
    assert await stack_without_room_for_logs.stop() == 0
    assert not any("Traceback" in line for line in stack_without_room_for_logs.errors)
