"""The floor: the least that any reminder costs on Temporal, one timer and one empty activity."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio import workflow


@dataclass(frozen=True)
class Wait:
    """Until when a bare workflow sleeps, and what it sends then."""

    name: str
    due: datetime


@workflow.defn
class Floor:
    """Sleeps, runs one activity, and is done."""

    @workflow.run
    async def run(self, wait: Wait) -> None:
        await workflow.sleep(max(wait.due - workflow.now(), timedelta(0)))
        await workflow.execute_activity(
            "note", wait.name, start_to_close_timeout=timedelta(minutes=10)
        )
