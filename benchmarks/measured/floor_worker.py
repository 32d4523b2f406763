"""Runs the floor with the options of the service's own worker: ADDRESS POST_OFFICE."""

import asyncio
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

from benchmarks.measured.floor import Floor
from benchmarks.measured.post_office import PostOffice
from deploy.signals import stop_signals
from models.settings import ServiceSettings
from workflows.runtime.payloads import data_converter
from workflows.runtime.sandbox import workflow_runner

FLOOR_QUEUE = "floor"


async def work(address: str, post_office: Path) -> None:
    office = PostOffice(post_office)
    slots = ServiceSettings().max_concurrent_activities

    @activity.defn
    def note(name: str) -> None:
        office.send(name)

    client = await Client.connect(address, data_converter=data_converter)
    with stop_signals() as stop, ThreadPoolExecutor(2 * slots) as threads:
        async with Worker(
            client,
            task_queue=FLOOR_QUEUE,
            workflows=[Floor],
            activities=[note],
            activity_executor=threads,
            workflow_runner=workflow_runner(),
            max_concurrent_activities=slots,
            max_concurrent_local_activities=slots,
            build_id="unversioned",
        ):
            await stop.wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], Path(sys.argv[2])))
