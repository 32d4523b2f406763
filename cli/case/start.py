"""Commands that start a case: from a file, or by a form of the UI."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer

from cli.case.intake_file import IntakeFile, WorkflowType, checked_type, read_object
from cli.errors import fail, refuse
from cli.output import AsJson, print_document
from cli.temporal import temporal
from models.cases.kinds import KINDS
from models.inputs.common_intake import AnyIntake
from models.local_time import local_day
from models.procedure.kinds import INTAKES
from models.settings import ServiceSettings, load_settings

_INTAKES: dict[str, type[AnyIntake]] = {
    known.workflow_type: INTAKES[kind] for kind, known in KINDS.items()
}
"""What each workflow type that people start is begun with."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (start, forms):
        app.command()(command)


CaseId = Annotated[str, typer.Option("--id", help="The Workflow ID, such as AC-2026-0042.")]


def start(
    intake: IntakeFile,
    case_id: CaseId,
    *,
    workflow_type: WorkflowType = "AppealCase",
    as_json: AsJson = False,
) -> None:
    """Start an appeal case, or other work by itself, from an intake file."""
    checked_type(workflow_type)
    if not case_id.strip():
        fail("--id: expected a Workflow ID such as AC-2026-0042")
    content = _read(_INTAKES[workflow_type], intake)
    asyncio.run(_start(content, case_id, workflow_type, as_json=as_json))


def forms(*, as_json: AsJson = False) -> None:
    """Print a link to a filled start form for each sort of case."""
    asyncio.run(_forms(as_json=as_json))


async def _start(intake: AnyIntake, case_id: str, workflow_type: str, *, as_json: bool) -> None:
    from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy  # noqa: PLC0415
    from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: PLC0415

    from models.cases.ids import check_id  # noqa: PLC0415
    from models.inputs.validation import Refusal  # noqa: PLC0415
    from models.procedure.acceptance.checks import check_start  # noqa: PLC0415
    from models.settings import TASK_QUEUE  # noqa: PLC0415

    try:
        # The workflow refuses the same, but there nobody waits for its answer.
        check_id(case_id)
        check_start(intake, case_id, local_day(datetime.now(UTC), intake.zone))
    except Refusal as refusal:
        refuse(refusal.message)
    async with temporal() as client:
        try:
            handle = await client.start_workflow(
                workflow_type,
                intake,
                id=case_id,
                task_queue=TASK_QUEUE,
                id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            )
        except WorkflowAlreadyStartedError:
            fail(f"A case {case_id} exists already; cases keep their ids.")
        path = f"/namespaces/{client.namespace}/workflows/{quote(case_id, safe='')}"
    link = f"{load_settings(ServiceSettings).ui_url}{path}"
    if as_json:
        run = handle.first_execution_run_id
        print_document("start", {"case": case_id, "run": run, "ui": link})
    else:
        typer.echo(f"Started {case_id}: {link}")


async def _forms(*, as_json: bool) -> None:
    from deploy.embedded.start_forms import prepare_start_forms  # noqa: PLC0415

    ui_url = load_settings(ServiceSettings).ui_url
    async with temporal() as client:
        found = [
            {
                "title": form.title,
                "type": form.workflow_type,
                "link": f"{ui_url}{form.path(client.namespace)}",
            }
            for form in await prepare_start_forms(client)
        ]
    if as_json:
        print_document("forms", {"forms": found})
        return
    for form in found:
        typer.echo(f"{form['title']}: {form['link']}")


def _read(model: type[AnyIntake], path: Path) -> AnyIntake:
    """An intake from its file, or one line per field that does not fit."""
    from models.inputs.spelling import as_meant  # noqa: PLC0415
    from models.inputs.validation import Refusal, read  # noqa: PLC0415

    try:
        return read(model, as_meant(model, read_object(path)))
    except Refusal as refusal:
        refuse(refusal.message)
