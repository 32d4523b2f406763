"""Commands that show a case: where it stands, and what was reported to it by whom."""

import asyncio
import json
import re
from datetime import date, datetime
from typing import Annotated, Any

import typer

from cli.case.asking import ask_case
from cli.output import AsJson, print_document, print_markdown, print_table
from cli.temporal import temporal
from models.local_time import short_day, short_time
from models.presentation.panel.words import panel_say

CaseId = Annotated[str, typer.Argument(metavar="CASE", help="The Workflow ID.")]

_CONTENT = ("content", "as_reported", "reason")
"""What a report says: names, addresses and health data among it."""


_BEFORE, _, _AFTER = panel_say("report_send", update="UPDATE").partition("UPDATE")
_TO_SEND = re.compile(
    re.escape(_BEFORE)
    + r"\*\*(?P<update>\w+)\*\*"
    + re.escape(_AFTER)
    + r"\n\n```json\n(?P<said>.*?)\n```",
    re.DOTALL,
)
"""How the panel says what to report next."""

_UNDO = panel_say("undo", correct="**correct**", take_back="**take_back**")
_QUERY = re.compile("the query `(?:account|history)`")
"""How the panel says where the numbers of the reports are, and what it has no room for."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    for command in (show, history):
        app.command()(command)


def show(case_id: CaseId, *, as_json: AsJson = False) -> None:
    """Show where a case stands, what comes next, and each deadline: the details panel of the UI."""
    if as_json:
        print_document("show", asyncio.run(_overview(case_id)))
    else:
        print_markdown(_for_a_terminal(asyncio.run(_panel(case_id)), case_id))


def _for_a_terminal(panel: str, case_id: str) -> str:
    """The panel, with the command in the place of what is to be done in the UI."""

    def command(found: re.Match[str]) -> str:
        said = json.dumps(json.loads(found["said"]))
        return f"```\nappealclock report {case_id} {found['update']} '{said}'\n```"

    undo = (
        f"Something wrong? Undo it with `appealclock correct {case_id}` or `appealclock take-back "
        f"{case_id}` and the number of the report; the intake is report 1."
    )
    listed = f"`appealclock history {case_id}`"
    return _QUERY.sub(listed, _TO_SEND.sub(command, panel).replace(_UNDO, undo))


def history(
    case_id: CaseId,
    *,
    private: Annotated[
        bool,
        typer.Option("--private", help="Show what each report says too: names and health data."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """List what was reported to a case, with its number, when, by whom, and what became of it."""
    reports = asyncio.run(_history(case_id))
    if not private:
        reports = [
            {name: value for name, value in one.items() if name not in _CONTENT} for one in reports
        ]
    if as_json:
        print_document("history", {"case": case_id, "reports": reports})
        return
    header: tuple[str, ...] = ("NUMBER", "REPORTED (UTC)", "KIND", "ON", "STATUS", "BY")
    rows = [_row(one) for one in reports]
    if private:
        header = (*header, "WHAT IT SAYS")
        rows = [(*row, _said(one)) for row, one in zip(rows, reports, strict=True)]
    print_table(header, rows)


async def _overview(case_id: str) -> dict[str, Any]:
    async with temporal() as client:
        found: dict[str, Any] = await ask_case(client, case_id, "overview")
    return found


async def _panel(case_id: str) -> str:
    """The details panel, as the UI asks for it."""
    from temporalio.api.sdk.v1 import WorkflowMetadata  # noqa: PLC0415

    async with temporal() as client:
        query = "__temporal_workflow_metadata"
        found = await ask_case(client, case_id, query, result_type=WorkflowMetadata)
    return str(found.current_details)


async def _history(case_id: str) -> list[dict[str, Any]]:
    """The reports of the case, each with who made it."""
    from dataclasses import asdict  # noqa: PLC0415

    from deploy.senders import senders_of  # noqa: PLC0415
    from models.cases.kinds import KINDS  # noqa: PLC0415
    from models.cases.log.entries import SAID_BY  # noqa: PLC0415
    from models.presentation.timeliness import day_of  # noqa: PLC0415

    async with temporal() as client:
        reports: list[dict[str, Any]] = await ask_case(client, case_id, "history")
        senders = await senders_of(client, case_id)
        found = await client.get_workflow_handle(case_id).describe()
    kind = next(one.kind for one in KINDS.values() if one.workflow_type == found.workflow_type)
    # Whom a token proved stands with how that is known.
    return [
        {name: said for name, said in one.items() if name != SAID_BY}
        | {"on": _iso(day_of(kind, one)), "reported_by": asdict(senders.of(one))}
        for one in reports
    ]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day is not None else None


def _row(report: dict[str, Any]) -> tuple[str, ...]:
    by = report["reported_by"]
    name = f"{by['name']} ({by['how']})" if by["name"] else by["how"].value
    changed = [*report["corrected_by"], *filter(None, [report["taken_back_by"]])]
    status = report["status"] + (f" by {', '.join(map(str, changed))}" if changed else "")
    if report["set_aside"]:
        status = f"set aside: {report['set_aside']}"
    at = datetime.fromisoformat(report["reported_at"])
    return (
        str(report["number"]),
        short_time(at, "UTC"),
        report["kind"],
        short_day(date.fromisoformat(report["on"])) if report["on"] is not None else "",
        status,
        f"{name}, {by['via']}",
    )


def _said(report: dict[str, Any]) -> str:
    return json.dumps(_typed(report["content"]), ensure_ascii=False)


def _typed(said: Any) -> Any:  # noqa: ANN401 (whatever JSON holds)
    """The same without the fields that nobody filled in: an intake has dozens of them."""
    if not isinstance(said, dict):
        return said
    fields = {name: _typed(value) for name, value in said.items()}
    return {name: value for name, value in fields.items() if value not in (None, [], {})}
