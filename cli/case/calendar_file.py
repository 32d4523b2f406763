"""`appealclock calendar`: open deadlines for a calendar, of one case or of one case manager."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.case.asking import ask_case
from cli.caseload.manager_calendar import manager_calendar
from cli.errors import fail
from cli.exported import write_exported
from cli.output import AsJson, plural
from cli.temporal import temporal
from models.cases.deadline import Deadline


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(calendar)


def calendar(  # noqa: PLR0913 (each is an option)
    case_id: Annotated[str | None, typer.Argument(metavar="CASE_ID")] = None,
    *,
    ics: Annotated[Path | None, typer.Option(help="Of a case: the calendar file to write.")] = None,
    manager: Annotated[
        str | None,
        typer.Option(metavar="EMAIL", help="The case manager whose calendar is written, instead."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="With --manager: the folder of calendars; that of APPEALCLOCK_CALENDARS if left "
            "out.",
        ),
    ] = None,
    revoke: Annotated[
        bool,
        typer.Option(
            "--revoke", help="With --manager: give the feed a new secret name, remove the old file."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Write the open deadlines of a case, or of all cases of a manager, for calendar programs."""
    if (case_id is None) == (manager is None):
        fail("Expected a case and --ics FILE, or --manager EMAIL and --folder DIR.")
    if manager is not None:
        if ics is not None:
            fail("--ics: expected with a case, not with --manager")
        manager_calendar(manager, folder, revoke=revoke, as_json=as_json)
    elif folder is not None or revoke or as_json:
        fail("--folder, --revoke and --json: expected with --manager")
    elif case_id is not None and ics is not None:
        _case_calendar(case_id, ics)
    else:
        fail("--ics: expected the calendar file to write")


def _case_calendar(case_id: str, ics: Path) -> None:
    from activities.messages.calendar_file import case_calendar  # noqa: PLC0415

    deadlines = asyncio.run(_open_deadlines(case_id))
    try:
        write_exported(ics, case_calendar(case_id, deadlines, datetime.now(UTC)))
    except OSError as error:
        fail(f"{ics}: {error.strerror}")
    typer.echo(f"{plural(len(deadlines), 'open deadline')} written to {ics}")


async def _open_deadlines(case_id: str) -> list[Deadline]:
    async with temporal() as client:
        deadlines: list[Deadline] = await ask_case(
            client, case_id, "deadlines", result_type=list[Deadline]
        )
    return [deadline for deadline in deadlines if deadline.is_open]
