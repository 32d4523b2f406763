"""A worker that is started while something it needs is down comes back by itself.

As at 3 a.m. after a power cut: whoever starts it again and again, systemd or a container's restart
policy, is all that it needs.
"""

from pathlib import Path

import pytest

from tests.crash.parts import running_parts
from tests.waiting import eventually
from worker import NOT_READY

pytestmark = pytest.mark.server


async def test_before_its_database_and_its_temporal_service(tmp_path: Path) -> None:
    async with running_parts(tmp_path, APPEALCLOCK_CONNECT_SECONDS="1") as parts:
        worker = parts.worker
        for needed, told in ((parts.database, "DATABASE_URL"), (parts.temporal, "Temporal does")):
            await needed.stop()
            before = worker.log.stat().st_size
            ends = len(worker.own_ends)
            await worker.kill()
            await eventually(lambda ends=ends: len(worker.own_ends) > ends)
            assert worker.own_ends[ends:] == [NOT_READY] * (len(worker.own_ends) - ends)
            lines = worker.log.read_text()[before:].splitlines()
            assert [line for line in lines if told in line]
            assert "Traceback" not in "".join(lines)
            needed.start()
            await needed.up()
            await worker.up()


async def test_before_its_mail_server(tmp_path: Path) -> None:
    async with running_parts(tmp_path) as parts:
        await parts.mail.stop()
        await parts.worker.kill()
        # Reminders wait in their cases; everything else is done meanwhile.
        await parts.worker.up()
        assert parts.worker.own_ends == []
