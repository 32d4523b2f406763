"""`appealclock rehearse`: a whole case by its script, without a server or on one."""

import asyncio
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.intake_file import IntakeFile, WorkflowType, checked_type, read_object, read_text
from cli.desk_files import take_desk_files
from cli.errors import fail, refuse
from cli.exported import write_exported
from cli.output import AsJson, print_document
from models.local_time import noon

if TYPE_CHECKING:
    from models.rehearsal.account import Account
    from models.rehearsal.script import Script

_CASE = "rehearsal"
"""The id of the case that is rehearsed."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(rehearse)


def rehearse(  # noqa: PLR0913 (each is an option)
    intake: IntakeFile,
    *,
    script: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="What is reported, and when: a JSON list, see docs/rehearse.md."
        ),
    ] = None,
    workflow_type: WorkflowType = "AppealCase",
    begins: Annotated[
        datetime | None,
        typer.Option(
            "--from", formats=["%Y-%m-%d"], help="The day it begins on; today by default."
        ),
    ] = None,
    on_server: Annotated[
        bool,
        typer.Option("--on-server", help="Play it on a real Temporal server of its own, slowly."),
    ] = False,
    html: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it as one page, too; replaced.")
    ] = None,
    private: Annotated[
        bool,
        typer.Option("--private", help="Keep names, service and reasons on the page."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Play a whole case in a moment: every time limit, reminder and step in order."""
    if private and html is None:
        fail("--private is for --html.")
    if begins is not None and on_server:
        fail("--from: on a server the clock begins today; leave one of the two out.")
    take_desk_files()
    kind = checked_type(workflow_type)
    content = read_object(intake)
    played = _script(script)
    account = _played(kind, content, played, begins.date() if begins else None, on_server=on_server)
    if html is not None:
        _write(html, account, content, played, private=private)
    if as_json:
        from cli.case.rehearsal.document import document  # noqa: PLC0415  (keeps --help quick)

        print_document("rehearse", document(account))
        return
    _print(account)
    if html is not None:
        typer.echo(f"\nWritten: {html}")


def _script(file: Path | None) -> "Script":
    from models.rehearsal.script import Script, ScriptError, read_script  # noqa: PLC0415

    if file is None:
        return Script()
    try:
        return read_script(read_text(file))
    except ScriptError as error:
        refuse(str(error))


def _played(
    workflow_type: str,
    content: dict[str, Any],
    script: "Script",
    begins: date | None,
    *,
    on_server: bool,
) -> "Account":
    from models.inputs.validation import Refusal  # noqa: PLC0415
    from models.rehearsal.playing import rehearse, zone_of  # noqa: PLC0415
    from models.rehearsal.script import ScriptError  # noqa: PLC0415

    at = noon(begins, zone_of(content)) if begins else datetime.now(UTC)
    try:
        if on_server:
            return asyncio.run(_on_server(workflow_type, content, script, at))
        return rehearse(workflow_type, content, script, case_id=_CASE, begins_at=at)
    except Refusal as refusal:
        refuse(refusal.message)
    except ScriptError as error:
        fail(str(error))


async def _on_server(
    workflow_type: str, content: dict[str, Any], script: "Script", at: datetime
) -> "Account":
    from activities.delivery.channels import RecordingChannels  # noqa: PLC0415
    from deploy.rehearsal import (  # noqa: PLC0415
        ClockHeldError,
        ClockRanAheadError,
        play,
        virtual_stack,
    )
    from models.rehearsal.playing import intake_of  # noqa: PLC0415
    from models.settings import ServiceSettings  # noqa: PLC0415
    from models.storage import migrations  # noqa: PLC0415
    from worker import build_worker  # noqa: PLC0415

    intake = intake_of(workflow_type, content, at, case_id=_CASE)
    with tempfile.TemporaryDirectory(prefix="appealclock-rehearsal-") as home:
        database_url = f"sqlite:///{home}/rehearsal.sqlite3"
        migrations.upgrade(database_url)
        settings = ServiceSettings(database_url=database_url, channels=Path(home, "channels.yaml"))
        async with (
            virtual_stack() as environment,
            build_worker(environment.client, settings, channels=RecordingChannels()),
        ):
            try:
                return await play(environment, workflow_type, intake, script, case_id=_CASE)
            except ClockHeldError as error:
                fail(f"On a server the case alone can be rehearsed: {error}")
            except ClockRanAheadError as error:
                fail(f"The rehearsal is of no use, run it again: {error}")


def _print(account: "Account") -> None:
    from cli.case.rehearsal.text import Style, lines  # noqa: PLC0415

    for style, text in lines(account):
        typer.secho(text, bold=style is Style.HEADING, dim=style is Style.ASIDE)


def _write(
    html: Path, account: "Account", content: dict[str, Any], script: "Script", *, private: bool
) -> None:
    from cli.case.rehearsal.page import page  # noqa: PLC0415
    from models.rehearsal.private import typed_texts  # noqa: PLC0415

    reports = [(one.update, one.content) for one in script.reports]
    typed = set() if private else typed_texts(account.case.kind, content, reports)
    service = str(content.get("service") or "") if private else ""
    try:
        write_exported(html, page(account, typed, service).encode())
    except OSError as error:
        fail(f"{html}: {error.strerror}")
