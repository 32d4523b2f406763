"""The command that opens a case again that had ended."""

import asyncio
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import quote

import typer

from cli.database import open_keys
from cli.errors import Exit, fail
from cli.output import AsJson, print_document
from cli.reads import note_read
from cli.temporal import temporal
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from temporalio.client import Client


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(reopen)


def reopen(
    case_id: Annotated[str, typer.Argument(metavar="CASE")],
    *,
    as_json: AsJson = False,
) -> None:
    """Open a case again whose run has ended, under its own id: then take back what ended it."""
    asyncio.run(_reopen(case_id, as_json=as_json))


async def _reopen(case_id: str, *, as_json: bool) -> None:
    from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy  # noqa: PLC0415
    from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: PLC0415

    from models.cases.kinds import KINDS, CaseKind  # noqa: PLC0415
    from models.settings import TASK_QUEUE  # noqa: PLC0415

    note_read(case_id, "state")
    async with temporal() as client:
        state = await _result(client, case_id) or _kept(case_id)
        if state is None:
            fail(
                f"Nothing is kept of a case {case_id} that has ended: there is nothing to reopen.",
                Exit.NOT_FOUND,
            )
        try:
            handle = await client.start_workflow(
                KINDS[CaseKind(state["kind"])].workflow_type,
                {"reopen": state},
                id=case_id,
                task_queue=TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            )
        except WorkflowAlreadyStartedError:
            fail(_still_open(case_id))
        path = f"/namespaces/{client.namespace}/workflows/{quote(case_id, safe='')}"
    link = f"{load_settings(ServiceSettings).ui_url}{path}"
    if as_json:
        run = handle.first_execution_run_id
        print_document("reopen", {"case": case_id, "run": run, "ui": link})
    else:
        typer.echo(f"Reopened {case_id}, as it ended; take back what ended it: {link}")


async def _result(client: "Client", case_id: str) -> dict[str, Any] | None:
    """The state that the last run left; None where Temporal does not have it."""
    from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError  # noqa: PLC0415
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    handle = client.get_workflow_handle(case_id)
    try:
        status = (await handle.describe()).status
        if status is WorkflowExecutionStatus.RUNNING:
            fail(_still_open(case_id))
        result = await handle.result()
    except WorkflowFailureError:
        return None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            return None
        raise
    found: dict[str, Any] | None = result.get("state") if isinstance(result, dict) else None
    return found


def _kept(case_id: str) -> dict[str, Any] | None:
    """The state that the database keeps."""
    from activities.closed_cases import ClosedCases  # noqa: PLC0415
    from deploy.readiness import check_database  # noqa: PLC0415
    from models.encryption.private_text import UnreadableTextError  # noqa: PLC0415
    from models.storage.database import open_database  # noqa: PLC0415

    settings = load_settings(ServiceSettings)
    problems = check_database(settings)
    if problems:
        fail("\n".join(problems))
    engine = open_database(settings.database_url)
    try:
        return ClosedCases(engine, open_keys(engine)).find(case_id)
    except UnreadableTextError as error:
        fail(str(error))
    finally:
        engine.dispose()


def _still_open(case_id: str) -> str:
    return (
        f"{case_id} is still open: a case that has ended stays some days, and takes correct and "
        "take_back meanwhile."
    )
