"""The command that writes the timeline of a case as a page."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.asking import ask_case
from cli.errors import fail
from cli.exported import write_exported
from cli.temporal import temporal

if TYPE_CHECKING:
    from temporalio.client import Client

    from cli.case.timeline.lanes import Lane, Timeline

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The Workflow ID.")]
PageFile = Annotated[
    Path, typer.Option("--html", metavar="FILE", help="Where to write the page; replaced.")
]
Private = Annotated[
    bool, typer.Option("--private", help="Say what was denied, too: the page is then private.")
]


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(timeline)


def timeline(case_id: CaseId, *, html: PageFile, private: Private = False) -> None:
    """Write the timeline of a case as one page, to look at or to print."""
    from cli.case.timeline.page import render  # noqa: PLC0415  (keeps --help quick)

    shown = asyncio.run(_timeline_of(case_id, private=private))
    content = render("page.html", shown)
    try:
        write_exported(html, content.encode())
    except OSError as error:
        fail(f"{html}: {error.strerror}")
    typer.echo(f"Written: {html}")


async def _timeline_of(case_id: str, *, private: bool) -> "Timeline":
    """What the case and the cases beside it say of themselves, asked now."""
    from cli.case.timeline.lanes import Timeline, title_of  # noqa: PLC0415
    from models.cases.program import PROGRAM_TITLES, Program  # noqa: PLC0415
    from models.local_time import local_day  # noqa: PLC0415

    async with temporal() as client:
        overview, lane = await _asked(client, case_id, "")
        lanes = [lane]
        for child in overview["children"]:
            title = title_of(child["id"], child["kind"])
            lanes.append((await _asked(client, child["id"], title))[1])
        reports = await ask_case(client, case_id, "history")
    intake: dict[str, Any] = reports[0]["content"]
    program = overview["program"]
    return Timeline(
        case_id=case_id,
        program=PROGRAM_TITLES[Program(program)] if program else "",
        today=local_day(datetime.now(UTC), intake.get("zone", "America/New_York")),
        lanes=lanes,
        service=str(intake.get("service") or "") if private else "",
    )


async def _asked(client: "Client", case_id: str, title: str) -> "tuple[dict[str, Any], Lane]":
    from cli.case.timeline.lanes import lane_of, title_of  # noqa: PLC0415
    from models.cases.deadline import Deadline  # noqa: PLC0415

    overview = await ask_case(client, case_id, "overview")
    deadlines: list[Deadline] = await ask_case(
        client, case_id, "deadlines", result_type=list[Deadline]
    )
    lane = lane_of(overview, deadlines, title or title_of(case_id, overview["kind"]))
    return overview, lane
