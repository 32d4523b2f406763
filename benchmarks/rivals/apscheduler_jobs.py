"""APScheduler 3 with its database job store, a SQLite file.

Tuned: no misfire grace time, so that late jobs run all the same; 20 threads instead of 10; WAL.
"""

import logging
import os
from collections.abc import Sequence
from typing import Any

from apscheduler.executors.pool import ThreadPoolExecutor  # type: ignore[import-untyped]
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore  # type: ignore[import-untyped]
from apscheduler.schedulers.background import BackgroundScheduler  # type: ignore[import-untyped]
from apscheduler.schedulers.blocking import BlockingScheduler  # type: ignore[import-untyped]
from sqlalchemy import create_engine

from benchmarks.measured.post_office import PostOffice
from benchmarks.rivals.rival import Planned, Rival
from models.storage.database import open_database

_OFFICES: dict[str, PostOffice] = {}


def send(post_office: str, name: str) -> None:
    """The job: found again by its name, as the job store wants it."""
    _OFFICES[post_office].send(name)


def _options(rival: Rival) -> dict[str, Any]:
    if rival.tuned:
        return {
            "jobstores": {"default": SQLAlchemyJobStore(engine=open_database(rival.database))},
            "executors": {"default": ThreadPoolExecutor(20)},
            "job_defaults": {"misfire_grace_time": None},
        }
    return {"jobstores": {"default": SQLAlchemyJobStore(engine=create_engine(rival.database))}}


def plan(rival: Rival, reminders: Sequence[Planned]) -> None:
    scheduler = BackgroundScheduler(**_options(rival))
    scheduler.start(paused=True)
    for reminder in reminders:
        scheduler.add_job(
            send,
            "date",
            run_date=reminder.due,
            args=[str(rival.post_office), reminder.name],
            id=reminder.name,
        )
    # Shutting a paused scheduler down drops what is due already; every job is stored by now.
    os._exit(0)


def work(rival: Rival) -> None:
    # Its warnings name every job that it drops.
    logging.disable(logging.WARNING)
    _OFFICES[str(rival.post_office)] = rival.open_post_office()
    BlockingScheduler(**_options(rival)).start()
