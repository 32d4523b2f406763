"""Has open cases looked at by the release that runs here, once that is the one that counts.

With a build id that is so once its build is current, which may come long after its worker has
started, and again after another was; without one as soon as the worker runs.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from temporalio.client import Client
from temporalio.common import AutoUpgradeVersioningOverride
from temporalio.service import RPCError

from deploy.builds import current_build
from deploy.in_background import in_background
from models.look_again import WANT, WORKFLOW_ID, WORKFLOW_TYPE, looked_at_by_another
from models.release import build_name, present
from models.settings import TASK_QUEUE, ServiceSettings

_EVERY = 60
"""Seconds between two looks at which build is current. Nothing is written for it anywhere."""

logger = logging.getLogger("appealclock.looking_again")


async def ask_for(client: Client, mark: str, *, is_versioned: bool = False) -> int:
    """Have every open case looked at by a release, spread over an hour.

    Where none was last looked at by another, nothing is started.

    Args:
        client: Of the namespace of the cases.
        mark: Of the release; see `models.release`.
        is_versioned: Whether the worker has a build id.

    Returns:
        How many cases there are to look at.
    """
    counted = await client.count_workflows(looked_at_by_another(mark))
    if counted.count:
        # Starts it, or tells the one that runs.
        await client.start_workflow(
            WORKFLOW_TYPE,
            id=WORKFLOW_ID,
            task_queue=TASK_QUEUE,
            start_signal=WANT,
            start_signal_args=[mark],
            # It follows whatever build is current: the one that began it may be gone by then.
            versioning_override=AutoUpgradeVersioningOverride() if is_versioned else None,
            static_summary="Open cases are looked at by another release",
        )
    return counted.count


@asynccontextmanager
async def looking_again(client: Client, settings: ServiceSettings) -> AsyncIterator[None]:
    """While a worker of these settings runs: see to it that open cases are looked at by it."""
    async with in_background(_watch(client, settings.build_id)):
        yield


async def _watch(client: Client, build_id: str | None) -> None:
    mark, was_current = present(build_name(build_id)).mark, False
    while build_id is not None or not was_current:
        try:
            is_current = build_id is None or await current_build(client) == build_id
            if is_current and not was_current:
                count = await ask_for(client, mark, is_versioned=build_id is not None)
                logger.info("%s open cases are to be looked at by release %s", count, mark)
            was_current = is_current
        except RPCError as error:
            logger.warning("which cases to look at again is not known: %s", error.status.name)
        await asyncio.sleep(_EVERY)
