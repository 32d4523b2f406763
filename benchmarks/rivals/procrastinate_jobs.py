"""Procrastinate on PostgreSQL.

Tuned: 20 jobs at a time, a look for due jobs each second, finished jobs deleted, and a look each
minute for jobs of workers that died, which are then run again, as its documentation advises; here
every few seconds, so that the benchmark need not wait for it.
"""

import asyncio
from collections.abc import Sequence

from procrastinate import App, PsycopgConnector

from benchmarks.rivals.rival import Planned, Rival

_HEARTBEAT, _DEAD_AFTER = 1.0, 5.0


def _app(rival: Rival) -> App:
    app = App(connector=PsycopgConnector(conninfo=rival.database))
    office = rival.open_post_office()

    @app.task(name="send")
    async def send(name: str) -> None:
        await asyncio.to_thread(office.send, name)

    return app


async def _plan(rival: Rival, reminders: Sequence[Planned]) -> None:
    app = _app(rival)
    async with app.open_async():
        if not await app.check_connection_async():
            await app.schema_manager.apply_schema_async()
        for reminder in reminders:
            job = app.configure_task("send", schedule_at=reminder.due)
            await job.defer_async(name=reminder.name)


async def _revive(app: App) -> None:
    """Run again what a dead worker had begun."""
    while True:
        for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_AFTER):
            await app.job_manager.retry_job(job)
        await asyncio.sleep(_DEAD_AFTER)


async def _work(rival: Rival) -> None:
    app = _app(rival)
    async with app.open_async():
        if not rival.tuned:
            await app.run_worker_async()
            return
        revive = asyncio.create_task(_revive(app))
        try:
            await app.run_worker_async(
                concurrency=20,
                fetch_job_polling_interval=1,
                delete_jobs="successful",
                update_heartbeat_interval=_HEARTBEAT,
                stalled_worker_timeout=_DEAD_AFTER,
            )
        finally:
            revive.cancel()


def plan(rival: Rival, reminders: Sequence[Planned]) -> None:
    asyncio.run(_plan(rival, reminders))


def work(rival: Rival) -> None:
    asyncio.run(_work(rival))
