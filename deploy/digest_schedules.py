"""The schedules behind the digests: one for each case manager, as Temporal keeps and shows them.

A schedule's id holds the manager's code. The address is in its argument alone, a payload, and never
in a note or a memo.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleCalendarSpec,
    ScheduleHandle,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
)
from temporalio.service import RPCError, RPCStatusCode

from models.digest import DIGEST_WORKFLOW, ID_PREFIX, DigestIntake, digest_id
from models.settings import TASK_QUEUE

CATCH_UP = timedelta(hours=20)
"""How late a missed morning is made up for after an outage of Temporal.

Later in the day it is of use. On the next morning it is not: that one brings its own digest, which
says all that this one would have said.
"""

_MONDAY, _FRIDAY = 1, 5


class DigestExistsError(Exception):
    """The manager has a digest already."""


class NoSuchDigestError(Exception):
    """There is no digest of that code."""


@dataclass(frozen=True)
class ListedDigest:
    """One line of the list: nothing that is not in the schedule's own id and calendar."""

    code: str
    schedule: str
    zone: str
    paused: bool
    next_at: datetime | None


async def create_digest(client: Client, intake: DigestIntake) -> str:
    """Make the schedule of one manager, and give its id.

    Raises:
        DigestExistsError: There is one already; it is left as it is.
    """
    name = digest_id(intake.searchable)
    try:
        await client.create_schedule(name, schedule_of(intake))
    except ScheduleAlreadyRunningError:
        raise DigestExistsError from None
    return name


def schedule_of(intake: DigestIntake) -> Schedule:
    """Monday to Friday at the hour, by the clocks of the zone, whatever they are set to.

    Federal holidays are the workflow's to know: a schedule would have to name each of them.
    """
    return Schedule(
        action=ScheduleActionStartWorkflow(
            DIGEST_WORKFLOW,
            intake,
            id=digest_id(intake.searchable),
            task_queue=TASK_QUEUE,
        ),
        spec=ScheduleSpec(
            calendars=[
                ScheduleCalendarSpec(
                    hour=[ScheduleRange(intake.hour)],
                    day_of_week=[ScheduleRange(_MONDAY, _FRIDAY)],
                    comment="Working mornings; the digest itself knows the federal holidays",
                )
            ],
            time_zone_name=intake.zone,
        ),
        # While one is still trying to get through, another would say the same.
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=CATCH_UP),
    )


async def list_digests(client: Client) -> AsyncIterator[ListedDigest]:
    """Every digest there is."""
    async for listed in await client.list_schedules():
        if not listed.id.startswith(ID_PREFIX) or listed.schedule is None:
            continue
        upcoming = listed.info.next_action_times if listed.info else []
        yield ListedDigest(
            code=listed.id.removeprefix(ID_PREFIX),
            schedule=listed.id,
            zone=listed.schedule.spec.time_zone_name or "UTC",
            paused=listed.schedule.state.paused,
            next_at=upcoming[0] if upcoming else None,
        )


@contextmanager
def _named() -> Iterator[None]:
    try:
        yield
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            raise NoSuchDigestError from None
        raise


class Digest:
    """The schedule of one manager, to steer.

    Every step raises `NoSuchDigestError` where there is none.
    """

    def __init__(self, client: Client, code: str) -> None:
        """Steer the digest of this code."""
        self._handle: ScheduleHandle = client.get_schedule_handle(digest_id(code))

    async def pause(self) -> None:
        """Send none until it is resumed."""
        with _named():
            await self._handle.pause(note="Paused by `appealclock digest pause`")

    async def resume(self) -> None:
        """Go on with the next morning."""
        with _named():
            await self._handle.unpause(note="Resumed by `appealclock digest resume`")

    async def delete(self) -> None:
        """Remove the schedule; what it started stays in the list of workflows."""
        with _named():
            await self._handle.delete()

    async def send_now(self) -> None:
        """Have one sent now, on whatever day; not twice on one."""
        with _named():
            await self._handle.trigger()
