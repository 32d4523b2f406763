"""Keeps the read model what Temporal says: rebuilds it, and notices runs that ended from outside.

Temporal is the truth, the database the view. Nothing here deletes the row of a case: Temporal
deletes closed runs when their retention is over, and the row of such a case stays.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import (
    Client,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowQueryFailedError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.closed_cases import ClosedCases
from activities.gone_cases import DELETED, TERMINATED, OpenRow, mark_ended, open_rows
from activities.read_model import ReadModel
from deploy.asking import ask
from deploy.in_background import in_background
from models.encryption.family_keys import FamilyKeys
from models.encryption.opening import open_family_keys
from models.look_again import completed_cases, open_cases
from models.presentation.queries import snapshot as snapshot_query
from models.presentation.shapes import Snapshot
from models.settings import ServiceSettings
from models.storage.database import open_database

_EVERY = 3600.0
"""Seconds between two looks for runs that ended from outside."""

_UNREAD = (RPCError, WorkflowQueryFailedError, WorkflowFailureError, ApplicationError)

logger = logging.getLogger("appealclock.view")


@dataclass
class Rebuilt:
    """What was written; ids alone."""

    written: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    """Marked as closed, because their run was terminated or deleted."""

    unread: list[str] = field(default_factory=list)
    """Their workflow did not answer: no worker, or never opened."""


async def rebuild_view(client: Client, engine: Engine, keys: FamilyKeys | None = None) -> Rebuilt:
    """Write every case that Temporal has into the read model, and close what it no longer has.

    Safe to run again, and while the service runs: an older snapshot never replaces a newer.

    Args:
        client: Of the namespace of the cases.
        engine: Of `models.storage.database.open_database`, its schema up to date.
        keys: Seal the states of cases that have ended.

    Raises:
        RPCError: Temporal does not list its cases.
    """
    result, read_model = Rebuilt(), ReadModel(engine, keys)
    running = [one.id async for one in client.list_workflows(open_cases())]
    for name in running:
        try:
            content = await ask(client.get_workflow_handle(name), "snapshot")
            await asyncio.to_thread(read_model.write_snapshot, Snapshot.model_validate(content))
        except _UNREAD:
            result.unread.append(name)
        else:
            result.written.append(name)
    seen = set(running)
    # The latest run of each comes first.
    async for one in client.list_workflows(completed_cases()):
        if one.id not in seen:
            seen.add(one.id)
            is_written = await _write_completed(client, engine, keys, one.id)
            (result.written if is_written else result.unread).append(one.id)
    result.closed += await close_gone_cases(client, engine, keys)
    return result


async def close_gone_cases(client: Client, engine: Engine, keys: FamilyKeys | None) -> list[str]:
    """Have the read model say of every case that it shows as open whether it is; who was not.

    Raises:
        RPCError: Temporal does not answer.
    """
    running = {one.id async for one in client.list_workflows(open_cases())}
    rows = await asyncio.to_thread(open_rows, engine)
    # The list may be a moment old, so each that is not on it is asked for by itself.
    missing = [row for row in rows if row.case_id not in running]
    return [row.case_id for row in missing if await _close(client, engine, keys, row)]


@asynccontextmanager
async def view_watched(
    client: Client, settings: ServiceSettings, *, every: float = _EVERY
) -> AsyncIterator[None]:
    """While the context is open: notice runs that were terminated or deleted."""
    async with in_background(_watch(client, settings, every)):
        yield


async def _watch(client: Client, settings: ServiceSettings, every: float) -> None:
    engine = open_database(settings.database_url)
    keys = open_family_keys(settings, engine)
    try:
        while True:
            try:
                closed = await close_gone_cases(client, engine, keys)
                if closed:
                    logger.warning("%s cases were ended in Temporal from outside", len(closed))
            except (RPCError, SQLAlchemyError) as error:
                logger.warning("ended runs were not looked for: %s", type(error).__name__)
            await asyncio.sleep(every)
    finally:
        engine.dispose()


async def _close(client: Client, engine: Engine, keys: FamilyKeys | None, row: OpenRow) -> bool:
    try:
        status = (await client.get_workflow_handle(row.case_id).describe()).status
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return await asyncio.to_thread(mark_ended, engine, row, DELETED)
    if status is WorkflowExecutionStatus.RUNNING:
        return False
    if status is WorkflowExecutionStatus.COMPLETED:
        # Its own last word could not be written.
        await _write_completed(client, engine, keys, row.case_id)
        return False
    return await asyncio.to_thread(mark_ended, engine, row, TERMINATED)


async def _write_completed(
    client: Client, engine: Engine, keys: FamilyKeys | None, case_id: str
) -> bool:
    """Write a case as the result of its run has it; whether it could be read."""
    try:
        result = await client.get_workflow_handle(case_id).result()
        state: dict[str, Any] | None = result.get("state") if isinstance(result, dict) else None
        if state is None:
            return False
        view = Snapshot.model_validate(snapshot_query({**state, "now": _looked_until(state)}))
        await asyncio.to_thread(ReadModel(engine, keys).write_snapshot, view)
        closed = ClosedCases(engine, keys)
        await asyncio.to_thread(closed.keep, state, view.taken_at.isoformat())
    except (*_UNREAD, KeyError, ValueError):
        return False
    return True


def _looked_until(state: dict[str, Any]) -> str:
    return str(state["case"]["memory"]["looked_until"])
