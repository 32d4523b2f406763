"""Starts the cases of a file one after another, and looks at those that are there already."""

import asyncio
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import typer

from cli.database import database
from cli.temporal import temporal
from models.imports.comparison import differing
from models.imports.opening import Opening

if TYPE_CHECKING:
    from temporalio.client import Client
    from temporalio.common import WorkflowIDReusePolicy

OPENED, THERE, DIFFERS, CLOSED, FAILED = (
    "opened",
    "there already",
    "differs",
    "closed",
    "failed",
)

_LOOKS = 10
"""So many cases that are there are looked at in the time in which one is opened: a look starts
nothing, and no mail follows it."""

_AT_ONCE = 500
"""Ids asked of the database in one statement."""


@dataclass(frozen=True)
class Result:
    """What became of one case of a file."""

    opening: Opening
    result: str
    fields: tuple[str, ...] = ()
    """Where it differs: the fields."""

    reason: str = ""
    """Why it could not be looked at."""


class _Pace:
    """Lets work pass at a bounded rate, without making up for time that was lost."""

    def __init__(self, rate: float) -> None:
        self._gap = 1 / rate
        self._next = 0.0

    async def wait(self, share: float = 1) -> None:
        """Wait for the next turn, which takes a share of the time of a start."""
        now = asyncio.get_running_loop().time()
        if self._next > now:
            await asyncio.sleep(self._next - now)
        self._next = max(now, self._next) + self._gap * share


async def open_cases(openings: list[Opening], rate: float, results: list[Result]) -> str:
    """Open what is not there yet, one case at a time.

    Args:
        openings: The cases.
        rate: Starts a second, at most.
        results: What became of each is added as it happens, so that it is known what was done
            where this is stopped.

    Returns:
        Why it did not come to the end; empty where it did.
    """
    known = _known(one.case.id for one in openings)
    pace = _Pace(rate)
    try:
        async with temporal() as client:
            with _progress(len(openings)) as advance:
                for one in openings:
                    results.append(await _open(client, one, pace, known=one.case.id in known))
                    advance()
    except typer.Exit:
        # Why is said already, see `cli.temporal`.
        if not results:
            raise
    return ""


async def _open(client: "Client", one: Opening, pace: _Pace, *, known: bool) -> Result:
    """Open a case, or say what is there in its place.

    An id of the database is never started again: its run may be gone from Temporal, or have been
    cancelled there.
    """
    from temporalio.client import WorkflowExecutionStatus  # noqa: PLC0415
    from temporalio.common import WorkflowIDReusePolicy  # noqa: PLC0415

    if not known:
        await pace.wait()
        if await _start(client, one, WorkflowIDReusePolicy.REJECT_DUPLICATE):
            return Result(one, OPENED)
    await pace.wait(1 / _LOOKS)
    status = await _status(client, one.case.id)
    if status is WorkflowExecutionStatus.RUNNING:
        return await _compared(client, one)
    if status is WorkflowExecutionStatus.FAILED and not known:
        # Its start was refused: it never was a case.
        await pace.wait()
        if await _start(client, one, WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY):
            return Result(one, OPENED)
        return await _compared(client, one)
    return Result(one, CLOSED)


async def _start(client: "Client", one: Opening, reuse: "WorkflowIDReusePolicy") -> bool:
    """Start a case; False where its id is taken."""
    from temporalio.common import WorkflowIDConflictPolicy  # noqa: PLC0415
    from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: PLC0415

    from models.cases.kinds import KINDS, CaseKind  # noqa: PLC0415
    from models.settings import TASK_QUEUE  # noqa: PLC0415

    try:
        await client.start_workflow(
            KINDS[CaseKind.APPEAL].workflow_type,
            dict(one.content),
            id=one.case.id,
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
            id_reuse_policy=reuse,
        )
    except WorkflowAlreadyStartedError:
        return False
    return True


async def _status(client: "Client", case_id: str) -> object:
    """How the last run of an id stands; None where Temporal has none."""
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    try:
        return (await client.get_workflow_handle(case_id).describe()).status
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise


async def _compared(client: "Client", one: Opening) -> Result:
    """Whether a case says what the file says; it is only asked."""
    from temporalio.client import WorkflowQueryFailedError  # noqa: PLC0415
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    from deploy.asking import ask  # noqa: PLC0415

    try:
        history = await ask(client.get_workflow_handle(one.case.id), "history")
    except (RPCError, WorkflowQueryFailedError) as error:
        down = {RPCStatusCode.UNAVAILABLE, RPCStatusCode.PERMISSION_DENIED}
        if isinstance(error, RPCError) and error.status in down:
            raise
        return Result(one, FAILED, reason="is there and does not answer: does a worker run?")
    fields = differing(one, history)
    return Result(one, DIFFERS if fields else THERE, fields)


def _known(case_ids: Iterable[str]) -> set[str]:
    """The ids that cases have or had, as the database knows them."""
    from sqlmodel import col, select  # noqa: PLC0415

    from models.storage.tables import CaseRow  # noqa: PLC0415

    wanted = list(case_ids)
    found: set[str] = set()
    with database() as session:
        for first in range(0, len(wanted), _AT_ONCE):
            some = wanted[first : first + _AT_ONCE]
            found.update(
                session.exec(select(CaseRow.case_id).where(col(CaseRow.case_id).in_(some))).all()
            )
    return found


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """A bar on standard error, where somebody looks at it."""
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415

    bar = Progress(
        *Progress.get_default_columns()[:2],
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(file=sys.stderr),
        disable=not sys.stderr.isatty(),
        transient=True,
    )
    with bar:
        task = bar.add_task("Opening cases", total=total)
        yield lambda: bar.advance(task)
