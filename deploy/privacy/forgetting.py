"""Makes a family of cases unreadable wherever it lies: ends it, and destroys its data keys."""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field

from sqlalchemy import Engine, Table, delete, or_, update
from sqlalchemy.sql.elements import ColumnElement
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from models.cases.ids import OF_THE_DESK
from models.encryption.family_keys import FamilyKeys
from models.storage.tables import CaseRow, ClosedCaseRow
from workflows.runtime.encryption import key_id_of

_CASES: Table = CaseRow.__table__  # type: ignore[attr-defined]
_CLOSED: Table = ClosedCaseRow.__table__  # type: ignore[attr-defined]

_PATIENCE = 60.0
"""Seconds for open cases to take their leave: who holds a calendar entry gets its cancellation."""

_PAUSE = 0.25


@dataclass
class Forgotten:
    """What became of a family; ids alone."""

    cases: list[str] = field(default_factory=list)
    """All that Temporal has of it."""

    ended: list[str] = field(default_factory=list)
    """Those that were open, and were asked to end."""

    terminated: list[str] = field(default_factory=list)
    """Of those: the ones that did not end by themselves."""

    plain: list[tuple[str, str]] = field(default_factory=list)
    """Case and run of what was begun without keys: its text stays readable until it is deleted."""

    keys: int = 0

    held: bool = False
    """Whether it was put on legal hold meanwhile: its cases ended, and its keys are kept."""


def is_of_the_desk(family: str) -> bool:
    """Whether a family is no case's: without its keys the desk itself could not go on."""
    return family in OF_THE_DESK


async def family_in_temporal(client: Client, family: str) -> list[tuple[str, str, bool]]:
    """The runs that Temporal has of a family: case, run, and whether it is open.

    Raises:
        RPCError: Temporal does not list them.
    """
    quoted = family.replace("\\", "\\\\").replace("'", "\\'")
    query = f"WorkflowId = '{quoted}' OR WorkflowId STARTS_WITH '{quoted}.'"
    found = {}
    async for one in client.list_workflows(query):
        found[one.id, one.run_id] = one.status is WorkflowExecutionStatus.RUNNING
    # The list lags behind.
    try:
        root = await client.get_workflow_handle(family).describe()
        found[root.id, root.run_id] = root.status is WorkflowExecutionStatus.RUNNING
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    return sorted((case_id, run_id, is_open) for (case_id, run_id), is_open in found.items())


async def forget_family(
    client: Client, engine: Engine, keys: FamilyKeys, family: str, *, patience: float = _PATIENCE
) -> Forgotten:
    """End what is open of a family, destroy its keys, and clear its private columns.

    Safe to run again: what was done is not found any more.

    Args:
        client: Of the namespace of the cases.
        engine: Of `models.storage.database.open_database`, its schema up to date.
        keys: The data keys.
        family: The id of its cases up to the first dot.
        patience: Seconds for open cases to end by themselves; then they are terminated.

    Raises:
        RPCError: Temporal does not do it; nothing is destroyed.
    """
    done = Forgotten()
    # One that is ended may have begun another meanwhile.
    while open_ := await _open_cases(client, family):
        await _end(client, open_, patience, done)
    runs = await family_in_temporal(client, family)
    done.cases = sorted({case_id for case_id, _, _ in runs})
    for case_id, run_id, _ in runs:
        if await _began_plain(client, case_id, run_id):
            done.plain.append((case_id, run_id))
    destroyed = await asyncio.to_thread(keys.forget, family)
    if destroyed is None:
        done.held = True
        return done
    done.keys = destroyed
    await asyncio.to_thread(_clear, engine, family)
    return done


async def _open_cases(client: Client, family: str) -> list[str]:
    """The open cases of a family; the list lags behind, so each is looked at."""
    listed = sorted(
        {name for name, _, is_open in await family_in_temporal(client, family) if is_open}
    )
    return [case_id for case_id in listed if await _is_open(client, case_id)]


async def _end(client: Client, cases: list[str], patience: float, done: Forgotten) -> None:
    """Ask cases to end, and terminate those that do not."""
    done.ended = sorted({*done.ended, *cases})
    for case_id in cases:
        await _if_there(client.get_workflow_handle(case_id).cancel())
    deadline = asyncio.get_running_loop().time() + patience
    for case_id in cases:
        while await _is_open(client, case_id):
            if asyncio.get_running_loop().time() > deadline:
                await _if_there(client.get_workflow_handle(case_id).terminate("forgotten"))
                done.terminated.append(case_id)
                break
            await asyncio.sleep(_PAUSE)


def _clear(engine: Engine, family: str) -> None:
    """What the database keeps of people and health, though it is sealed."""
    with engine.begin() as connection:
        connection.execute(delete(_CLOSED).where(_of(_CLOSED.c.case_id, family)))
        connection.execute(update(_CASES).where(_of(_CASES.c.case_id, family)).values(reference=""))


def _of(column: ColumnElement[str], family: str) -> ColumnElement[bool]:
    return or_(column == family, column.startswith(f"{family}.", autoescape=True))


async def _is_open(client: Client, case_id: str) -> bool:
    try:
        status = (await client.get_workflow_handle(case_id).describe()).status
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return status is WorkflowExecutionStatus.RUNNING


async def _began_plain(client: Client, case_id: str, run_id: str) -> bool:
    """Whether a run was started with a payload that is not encrypted."""
    handle = client.get_workflow_handle(case_id, run_id=run_id)
    try:
        async for event in handle.fetch_history_events(page_size=1):
            started = event.workflow_execution_started_event_attributes
            return any(key_id_of(payload) is None for payload in started.input.payloads)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
    return False


async def _if_there(asked: Awaitable[None]) -> None:
    try:
        await asked
    except RPCError as error:
        # It ended this moment.
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
