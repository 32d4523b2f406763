"""`appealclock calendar`: the open deadlines of a case as a calendar file."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.case.asking import ask_case
from cli.errors import fail
from cli.exported import write_exported
from cli.output import plural
from cli.temporal import temporal
from models.cases.deadline import Deadline


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(calendar)


def calendar(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID")],
    ics: Annotated[Path, typer.Option(help="The calendar file to write.")],
) -> None:
    """Write the open deadlines of a case as a calendar file."""
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
