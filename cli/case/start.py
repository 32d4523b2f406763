"""Commands that start a case: from a file, or by a form of the UI."""

import asyncio
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import typer
from pydantic import BaseModel, TypeAdapter, ValidationError

from cli.errors import fail, refuse
from cli.output import AsJson, print_document
from cli.temporal import temporal
from models.cases.kinds import KINDS
from models.inputs.appeal_intake import Intake
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
    for command in (start, forms, rehearse):
        app.command()(command)


IntakeFile = Annotated[Path, typer.Argument(metavar="INTAKE.json", help="The intake, as JSON.")]
CaseId = Annotated[str, typer.Option("--id", help="The Workflow ID, such as AC-2026-0042.")]


def start(
    intake: IntakeFile,
    case_id: CaseId,
    *,
    workflow_type: Annotated[
        str, typer.Option("--type", help="What to start: the name of a workflow type.")
    ] = "AppealCase",
    as_json: AsJson = False,
) -> None:
    """Start an appeal case, or other work by itself, from an intake file."""
    if workflow_type not in _INTAKES:
        fail(f"--type: expected one of {', '.join(_INTAKES)}")
    if not case_id.strip():
        fail("--id: expected a Workflow ID such as AC-2026-0042")
    content = _read(_INTAKES[workflow_type], intake)
    asyncio.run(_start(content, case_id, workflow_type, as_json=as_json))


def forms(*, as_json: AsJson = False) -> None:
    """Print a link to a filled start form for each sort of case."""
    asyncio.run(_forms(as_json=as_json))


def rehearse(
    intake: IntakeFile,
    *,
    script: Annotated[
        Path | None, typer.Option(help="Events to play: a JSON list, see docs/rehearse.md.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Play a whole case on a virtual clock: every deadline, reminder and escalation in order."""
    from deploy.rehearsal import ScriptedEvent  # noqa: PLC0415 (keeps other commands quick)

    events = _read(TypeAdapter(list[ScriptedEvent]), script) if script else []
    asyncio.run(_rehearse(_read(Intake, intake), events, as_json=as_json))


async def _start(intake: AnyIntake, case_id: str, workflow_type: str, *, as_json: bool) -> None:
    from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy  # noqa: PLC0415
    from temporalio.exceptions import WorkflowAlreadyStartedError  # noqa: PLC0415

    from models.inputs.validation import Refusal  # noqa: PLC0415
    from models.procedure.acceptance.checks import check_start  # noqa: PLC0415
    from models.settings import TASK_QUEUE  # noqa: PLC0415

    try:
        # The workflow refuses the same, but there nobody waits for its answer.
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


async def _rehearse(intake: Intake, events: list[Any], *, as_json: bool) -> None:
    from temporalio.client import WorkflowUpdateFailedError  # noqa: PLC0415

    from activities.delivery.channels import RecordingChannels  # noqa: PLC0415
    from deploy.rehearsal import (  # noqa: PLC0415
        ClockHeldError,
        ClockRanAheadError,
        play,
        virtual_stack,
    )
    from models.storage import migrations  # noqa: PLC0415
    from worker import build_worker  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="appealclock-rehearsal-") as home:
        database_url = f"sqlite:///{home}/rehearsal.sqlite3"
        migrations.upgrade(database_url)
        settings = ServiceSettings(
            database_url=database_url,
            channels=Path(home, "channels.yaml"),
            # Its clock stands still when the script is over: nobody has second thoughts then.
            closed_case_days=0,
        )
        async with (
            virtual_stack() as environment,
            build_worker(environment.client, settings, channels=RecordingChannels()),
        ):
            try:
                account = await play(environment, intake, events, case_id="rehearsal")
            except WorkflowUpdateFailedError as error:
                fail(f"The case refused an event of the script: {error.cause}")
            except ClockHeldError as error:
                fail(f"Only the appeal itself can be rehearsed: {error}")
            except ClockRanAheadError as error:
                fail(f"The rehearsal is of no use, run it again: {error}")
    if as_json:
        print_document("rehearse", TypeAdapter(type(account)).dump_python(account, mode="json"))
        return
    for happening in account.happenings:
        typer.echo(f"{happening.at:%Y-%m-%d %H:%M}  {happening.what}")
    if account.story is not None:
        typer.echo(f"Ended: {account.story.ending.value.replace('_', ' ')}")


def _read(model: Any, path: Path) -> Any:  # noqa: ANN401 (a model class or a type adapter)
    """A JSON file as a model, or one line per field that does not fit."""
    from models.inputs.validation import explain  # noqa: PLC0415

    try:
        # Editors of some systems begin a file with a mark of its encoding.
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        fail(f"{path}: {error.strerror}")
    except UnicodeDecodeError:
        fail(f"{path}: expected text in UTF-8")
    try:
        if isinstance(model, TypeAdapter):
            return model.validate_json(text)
        return model.model_validate_json(text) if issubclass(model, BaseModel) else None
    except ValidationError as error:
        refuse(explain(error))
