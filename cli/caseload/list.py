"""`appealclock list`: the cases, open or closed, from the read model; or the refused starts."""

import asyncio
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from cli.caseload.from_temporal import refused_starts, services
from cli.caseload.references import references_of
from cli.caseload.span import Span
from cli.database import database
from cli.errors import fail
from cli.output import AsJson, print_document, print_table
from models.cases.program import Program, WaitingOn
from models.local_time import local_day, short_day, short_time
from models.presentation.spreadsheet import as_csv
from models.settings import DeskSettings, load_settings

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from models.storage.tables import CaseRow, DeadlineRow

Row = dict[str, str | int | bool | None]

_CONFIRMED = "dates_confirmed"
_HEADER: tuple[str, ...] = (
    "id",
    "program",
    "level",
    "stage",
    "urgency",
    "waiting_on",
    "next_action",
    "due_on",
    "last_day",
    "days_left",
    "manager",
    "owner",
    "covered_until",
    _CONFIRMED,
    "reference",
)
_OF_COVERS = frozenset({"owner", "covered_until"})
_STARTED = "started_at"
_REFUSED = ("id", "type", _STARTED, "reason")
_DAYS = {"due_on", "last_day", "covered_until"}
_HEADINGS = {_STARTED: "STARTED (UTC)"}
"""Where the name alone would not do."""

_ME = "APPEALCLOCK_ME"


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command("list")(list_)


def list_(  # noqa: PLR0913 (each is an option)
    *,
    mine: Annotated[bool, typer.Option("--mine", help=f"Only yours: {_ME} says who you are.")] = (
        False
    ),
    manager: Annotated[
        str | None, typer.Option(help="A case manager's email address or code.")
    ] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="Only overdue cases.")] = False,
    waiting_on: Annotated[
        WaitingOn | None, typer.Option(help="Only cases that wait for these.")
    ] = None,
    program: Annotated[Program | None, typer.Option(help="Only this program.")] = None,
    within: Annotated[
        str | None, typer.Option(help="Only what is due this soon or has passed: 14d, 2w or 72h.")
    ] = None,
    search: Annotated[
        str | None, typer.Option(help="Part of a reference number or of an id.")
    ] = None,
    unconfirmed: Annotated[
        bool,
        typer.Option(
            "--unconfirmed", help="Only cases whose dates no second person has confirmed."
        ),
    ] = False,
    closed: Annotated[bool, typer.Option("--closed", help="Closed cases instead.")] = False,
    refused: Annotated[
        bool, typer.Option("--refused", help="Starts that were refused, with the reason, instead.")
    ] = False,
    private: Annotated[
        bool, typer.Option("--private", help="Show the service too, which is health data.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: AsJson = False,
) -> None:
    """List the open cases, those due first at the top."""
    if csv and as_json:
        fail("Expected one of --csv and --json.")
    if refused:
        others = (mine, manager, overdue, waiting_on, program, within, search, unconfirmed)
        if any((*others, closed, private)):
            fail("--refused: a start that was refused is no case yet: it takes no other filter")
        _show(_REFUSED, asyncio.run(refused_starts()), "refused", csv=csv, as_json=as_json)
        return
    if mine and manager is not None:
        fail("Expected one of --mine and --manager.")
    rows = _cases(
        manager=_me() if mine else manager,
        overdue=overdue,
        waiting_on=waiting_on,
        program=program,
        span=Span(within) if within is not None else None,
        search=search,
        unconfirmed=unconfirmed,
        closed=closed,
    )
    header = _HEADER
    if private:
        header = (*_HEADER, "service")
        asked = asyncio.run(services([str(row["id"]) for row in rows]))
        rows = [{**row, "service": asked[str(row["id"])]} for row in rows]
    _show(header, rows, "cases", csv=csv, as_json=as_json)


def present() -> datetime:
    """The moment at which somebody looks (UTC)."""
    return datetime.now(UTC)


def _me() -> str:
    me = load_settings(DeskSettings).me
    if me is None:
        fail(f"--mine: set {_ME} to your email address or code as a case manager")
    return me


def _show(
    header: tuple[str, ...],
    rows: list[Row],
    what: Literal["cases", "refused"],
    *,
    csv: bool,
    as_json: bool,
) -> None:
    if as_json:
        print_document("list", {what: rows})
    elif csv:
        sys.stdout.write(as_csv(header, rows))
    elif rows:
        covered = any(row.get("covered_until") for row in rows)
        left_out = {"level"} if covered else {"level", *_OF_COVERS}
        if all(row.get(_CONFIRMED) is None for row in rows):
            left_out |= {_CONFIRMED}
        columns = [name for name in header if name not in left_out]
        print_table(
            [_HEADINGS.get(name, name.replace("_", " ").upper()) for name in columns],
            [[_cell(name, row[name]) for name in columns] for row in rows],
        )
    else:
        typer.echo("No start was refused." if what == "refused" else "No case fits that.")


def _cell(name: str, value: object) -> str:
    """A value as people read it: days as Americans write them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name in _DAYS:
        return short_day(date.fromisoformat(str(value)))
    if name == _STARTED:
        return short_time(datetime.fromisoformat(str(value)), "UTC")
    return str(value)


def _cases(  # noqa: PLR0913 (each is a filter)
    *,
    manager: str | None,
    overdue: bool,
    waiting_on: WaitingOn | None,
    program: Program | None,
    span: Span | None,
    search: str | None,
    unconfirmed: bool,
    closed: bool,
) -> list[Row]:
    """The cases that pass all filters, those due first at the top."""
    from sqlmodel import col, select  # noqa: PLC0415  (keeps other commands quick)

    from activities.digest.managers import cases_of  # noqa: PLC0415
    from models.cases.program import Urgency  # noqa: PLC0415
    from models.storage.tables import CaseRow  # noqa: PLC0415

    ending = col(CaseRow.ending)
    conditions: list[ColumnElement[bool]] = [ending.is_not(None) if closed else ending.is_(None)]
    if manager is not None:
        conditions.append(cases_of(manager))
    if overdue:
        conditions.append(col(CaseRow.urgency) == Urgency.OVERDUE.value)
    if unconfirmed:
        conditions.append(col(CaseRow.dates_confirmed).is_(False))
    if waiting_on is not None:
        conditions.append(col(CaseRow.waiting_on) == waiting_on.value)
    if program is not None:
        conditions.append(col(CaseRow.program) == program.value)
    now = present()
    with database() as session:
        cases = session.exec(select(CaseRow).where(*conditions)).all()
        deadlines, references = _deadlines(session, conditions), references_of(session, cases)
        rows = [
            _row(case, deadlines.get(case.case_id), now, references[case.case_id])
            for case in cases
            if span is None or _is_near(deadlines.get(case.case_id), span, now)
        ]
    if search is not None:
        rows = [row for row in rows if _is_meant(row, search.casefold())]
    return sorted(rows, key=lambda row: (str(row["due_on"] or "9999-12-31"), str(row["id"])))


def _deadlines(session: Any, conditions: "list[ColumnElement[bool]]") -> "dict[str, DeadlineRow]":  # noqa: ANN401 (a session, imported late)
    """Of each case the open deadline that ends first; without one, the last that was missed."""
    from sqlmodel import col, or_, select  # noqa: PLC0415

    from models.cases.deadline import DeadlineStatus  # noqa: PLC0415
    from models.storage.tables import CaseRow, DeadlineRow  # noqa: PLC0415

    is_open = col(DeadlineRow.status) == DeadlineStatus.OPEN.value
    # A missed day stands there only while something can still be done about it.
    is_missed = (col(DeadlineRow.status) == DeadlineStatus.MISSED.value) & (
        col(CaseRow.urgency) == "overdue"
    )
    found = session.exec(
        select(DeadlineRow)
        .join(CaseRow, col(CaseRow.case_id) == col(DeadlineRow.case_id))
        .where(*conditions, or_(is_open, is_missed))
        .order_by(col(DeadlineRow.expires_at))
    ).all()
    missed = {one.case_id: one for one in found if one.status != DeadlineStatus.OPEN.value}
    running = {
        one.case_id: one for one in reversed(found) if one.status == DeadlineStatus.OPEN.value
    }
    return missed | running


def _is_near(deadline: "DeadlineRow | None", span: Span, now: datetime) -> bool:
    return deadline is not None and (deadline.status != "open" or span.holds(deadline, now))


def _is_meant(row: Row, search: str) -> bool:
    return any(search in str(row[name]).casefold() for name in ("id", "reference"))


def _row(case: "CaseRow", deadline: "DeadlineRow | None", now: datetime, reference: str) -> Row:
    due_on = last_day = days_left = None
    if deadline is not None:
        due_on = deadline.due_on
        last_day = deadline.last_arguable or due_on
        days_left = (due_on - local_day(now, deadline.zone)).days
    return {
        "id": case.case_id,
        "program": case.program,
        "level": case.stage.partition(".")[0],
        "stage": case.stage,
        "urgency": case.urgency,
        "waiting_on": case.waiting_on,
        "next_action": case.next_action,
        "due_on": due_on.isoformat() if due_on else None,
        "last_day": last_day.isoformat() if last_day else None,
        "days_left": days_left,
        "manager": case.case_manager,
        "owner": case.owner or case.case_manager,
        "covered_until": case.covered_until.isoformat() if case.covered_until else None,
        _CONFIRMED: case.dates_confirmed,
        "reference": reference,
    }
