"""Commands that report to a case: any report, a correction, a take-back."""

import asyncio
import json
import sys
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.case.asking import no_such_case
from cli.case.show import CaseId
from cli.errors import fail, refuse
from cli.output import AsJson, print_document
from cli.temporal import temporal
from models.cases.standing import Said
from models.local_time import short_day
from models.words.english.tables import say

if TYPE_CHECKING:
    from temporalio.client import Client

_PATIENCE = timedelta(seconds=30)
"""A case answers within a second; after that, no worker takes it."""

Number = Annotated[
    int, typer.Argument(metavar="REPORT", min=1, help="Its number, as `history` shows it.")
]
Reason = Annotated[str, typer.Option(help="Why, for the record.")]
Also = Annotated[
    list[str] | None,
    typer.Option(
        metavar="REPORT[=JSON]",
        help="A report that rests on it: its number takes it back too, with =JSON it is corrected.",
    ),
]
Preview = Annotated[
    bool, typer.Option("--preview", help="Only say what would change and who would be told.")
]


class NotReportedError(Exception):
    """A report was not taken; the message says why, or a line for each field that does not fit."""


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(report)
    app.command()(correct)
    app.command("take-back")(take_back)


def report(
    case_id: CaseId,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as file_appeal.")],
    content: Annotated[
        str,
        typer.Argument(metavar="JSON", help="What it says, as one JSON object; - reads it."),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Report something to a case, as docs/updates.md lists it."""
    answer = asyncio.run(_report(case_id, kind, _object(content, "JSON")))
    _show("report", case_id, answer, as_json=as_json)


def correct(  # noqa: PLR0913 (each is an option)
    case_id: CaseId,
    number: Number,
    content: Annotated[
        str, typer.Argument(metavar="JSON", help="The fields that should say something else.")
    ],
    *,
    reason: Reason,
    also: Also = None,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Correct a report: the fields given take the place of its own."""
    said = {"content": _object(content, "JSON"), **_change(number, reason, also, preview=preview)}
    answer = asyncio.run(_report(case_id, "correct", said))
    _show("correct", case_id, answer, as_json=as_json)


def take_back(  # noqa: PLR0913 (each is an option)
    case_id: CaseId,
    number: Number,
    *,
    reason: Reason,
    also: Also = None,
    preview: Preview = False,
    as_json: AsJson = False,
) -> None:
    """Take back a report that should not have been made."""
    said = _change(number, reason, also, preview=preview)
    answer = asyncio.run(_report(case_id, "take_back", said))
    _show("take-back", case_id, answer, as_json=as_json)


def _change(number: int, reason: str, also: list[str] | None, *, preview: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"report": number, "reason": reason, "preview": preview}
    if also:
        said["also"] = [_also(one) for one in also]
    return said


def _also(text: str) -> dict[str, Any]:
    number, equals, content = text.partition("=")
    if not number.isdecimal():
        fail("--also: expected the number of a report, or such as 6={...}")
    changed: dict[str, Any] = {"report": int(number)}
    return changed | {"content": _object(content, "--also")} if equals else changed


def _object(text: str, name: str) -> dict[str, Any]:
    if text == "-":
        text = sys.stdin.read()
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        fail(f"{name}: is not valid JSON; check quotes, commas and braces")
    if not isinstance(said, dict):
        fail(f'{name}: expected a JSON object, such as {{"filed_on": "2026-12-10"}}')
    return said


async def _report(case_id: str, kind: str, said: dict[str, Any]) -> dict[str, Any]:
    async with temporal() as client:
        await _check_kind(client, case_id, kind)
        try:
            return await send_report(client, case_id, kind, said)
        except NotReportedError as error:
            refuse(str(error))


async def _check_kind(client: "Client", case_id: str, kind: str) -> None:
    """End the command unless the case is open and takes reports of this kind from people."""
    from difflib import get_close_matches  # noqa: PLC0415

    from temporalio.client import WorkflowExecutionStatus  # noqa: PLC0415
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    from models.cases.kinds import KINDS  # noqa: PLC0415
    from models.cases.log.entries import MadeBy  # noqa: PLC0415
    from models.procedure.kinds import PROCEDURES  # noqa: PLC0415

    try:
        found = await client.get_workflow_handle(case_id).describe()
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            no_such_case(case_id)
        raise
    kinds = [one.kind for one in KINDS.values() if one.workflow_type == found.workflow_type]
    if not kinds:
        no_such_case(case_id)
    if found.status is not WorkflowExecutionStatus.RUNNING:
        fail(f"{case_id} has ended; `appealclock reopen {case_id}` opens it again.")
    types = PROCEDURES[kinds[0]].types.values()
    known = sorted(one.name for one in types if one.made_by is MadeBy.PERSON)
    if kind not in known:
        near = get_close_matches(kind, known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(known)}"
        fail(f"KIND: {found.workflow_type} takes no such report; {hint}")


async def send_report(
    client: "Client", case_id: str, kind: str, said: dict[str, Any]
) -> dict[str, Any]:
    """Send a report to a case, and give its acknowledgment.

    Raises:
        NotReportedError: The case refused it, has ended, or did not answer.
    """
    from temporalio.client import (  # noqa: PLC0415
        WorkflowUpdateFailedError,
        WorkflowUpdateRPCTimeoutOrCancelledError,
    )
    from temporalio.service import RPCError, RPCStatusCode  # noqa: PLC0415

    handle = client.get_workflow_handle(case_id)
    try:
        async with asyncio.timeout(_PATIENCE.total_seconds()):
            answer: dict[str, Any] = await handle.execute_update(kind, said)
    except WorkflowUpdateFailedError as error:
        raise NotReportedError(str(getattr(error.cause, "message", error.cause))) from None
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        message = (
            f"{case_id} does not answer: does a worker run? It may still be recorded: look at "
            f"`appealclock history {case_id}` before you send it again."
        )
        raise NotReportedError(message) from None
    except RPCError as error:
        if error.status is RPCStatusCode.NOT_FOUND:
            message = f"{case_id} has ended; `appealclock reopen {case_id}` opens it again."
            raise NotReportedError(message) from None
        raise
    return answer


def _show(command: str, case_id: str, answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_document(command, {"case": case_id, **answer})
        return
    typer.echo(answer["recorded"])
    recorded = answer["recorded"].removeprefix(say(Said("account.preview", {"what": ""}))).strip()
    for change in answer["changes"]:
        typer.echo(f"- {_moved(change, recorded)}")
    told = [f"Will be told: {line}" for line in answer.get("will_be_told", ())]
    for line in (*answer.get("lapsed", ()), *told, *answer["remarks"]):
        typer.echo(f"- {line}")
    typer.echo(f"Next: {answer['next_action']}")


def _moved(change: dict[str, Any], recorded: str) -> str:
    """What became of a deadline; what was recorded itself stands above, and is not said again."""
    before, after = (
        short_day(date.fromisoformat(day)) if day is not None else None
        for day in (change["before"], change["after"])
    )
    why = "" if change["why"] == recorded else change["why"].removesuffix(f": {recorded}")
    if before is None:
        days = f"due {after}" if after is not None else ""
    elif after is None:
        days = f"was due {before}"
    elif after != before:
        days = f"due {after}, was {before}"
    else:
        days = f"due {after}" if why else f"open again, due {after}"
    return f"{change['title']}: {'; '.join(one for one in (days, why) if one)}"
