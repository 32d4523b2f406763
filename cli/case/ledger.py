"""The record of a case's reminders: who was told what, when, by which channel, with what result."""

import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from cli.database import database
from cli.errors import Exit, fail
from cli.exported import write_exported
from cli.output import AsJson, plural, print_document, print_table
from models.local_time import short_day, short_time, zone_in_words
from models.presentation.spreadsheet import as_csv

if TYPE_CHECKING:
    from sqlmodel import Session

    from models.storage.tables import DeliveryAttemptRow, DeliveryRow, ReminderRow

_NOBODY = "-"


class Line(TypedDict):
    """One line of the record: one message to one role by one channel, or one that was not sent."""

    case: str
    reminder: str
    kind: str
    about: str
    deadline: str
    role: str
    channel: str
    result: str
    possibly_doubled: bool
    attempts: int
    due: str
    first_written: str
    last_attempt: str
    settled: str
    tries: str
    note: str


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(ledger)


def ledger(
    case_id: Annotated[str, typer.Argument(metavar="CASE_ID")],
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="Where --csv writes to.")
    ] = None,
    *,
    csv: Annotated[
        bool, typer.Option("--csv", help="CSV, with every attempt: into FILE, or printed.")
    ] = False,
    zone: Annotated[
        str, typer.Option(help="The zone to tell times in, such as America/Chicago.")
    ] = "UTC",
    as_json: AsJson = False,
) -> None:
    """Show who of a case was told what, when, by which channel, and with what result."""
    if file is not None and not csv:
        fail("A file is written with --csv only.")
    known_zone = _zone(zone)
    with database() as session:
        lines = lines_of(session, case_id, known_zone)
    if not lines:
        fail(f"The ledger has no reminder of {case_id}.", Exit.NOT_FOUND)
    if csv:
        _write_csv(lines, file)
    elif as_json:
        print_document("ledger", {"reminders": lines})
    else:
        _show(lines, zone)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        fail(f"--zone: {name!r} is no known time zone; expected a name such as America/Chicago")


def lines_of(session: "Session", case_id: str, zone: tzinfo) -> list[Line]:
    """The record of one case, what was due first at the top.

    Args:
        session: Of the database.
        case_id: The Workflow ID.
        zone: The zone to tell times in.
    """
    found = [*_delivered(session, case_id, zone), *_not_sent(session, case_id, zone)]
    return [line for _, line in sorted(found, key=lambda item: item[0])]


def _delivered(session: "Session", case_id: str, zone: tzinfo) -> Iterator[tuple[datetime, Line]]:
    from sqlmodel import col, select  # noqa: PLC0415

    from models.storage.tables import DeliveryAttemptRow, DeliveryRow  # noqa: PLC0415

    tries: dict[int, list[DeliveryAttemptRow]] = {}
    for attempt in session.exec(
        select(DeliveryAttemptRow)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryAttemptRow.delivery_id))
        .where(DeliveryRow.case_id == case_id)
        .order_by(col(DeliveryAttemptRow.number))
    ):
        tries.setdefault(attempt.delivery_id, []).append(attempt)
    for row in session.exec(
        select(DeliveryRow).where(DeliveryRow.case_id == case_id).order_by(col(DeliveryRow.id))
    ):
        yield row.due_to_send_at, _delivery(row, tries.get(row.id or 0, []), zone)


def _delivery(row: "DeliveryRow", tries: Iterable["DeliveryAttemptRow"], zone: tzinfo) -> Line:
    lost = row.status == "sending" and row.lease_until is not None
    if lost and row.lease_until is not None and row.lease_until < datetime.now(UTC):
        result, note = "unknown", "the attempt that was sending it ended without a word"
    else:
        result, note = row.status, row.note
    return Line(
        case=row.case_id,
        reminder=row.reminder,
        kind=row.kind,
        about=row.about,
        deadline=_day(row.due_on),
        role=row.role,
        channel=row.channel,
        result=result,
        possibly_doubled=row.possibly_doubled,
        attempts=row.attempts,
        due=_time(row.due_to_send_at, zone),
        first_written=_time(row.first_written_at, zone),
        last_attempt=_time(row.last_attempt_at, zone),
        settled=_time(row.settled_at, zone),
        tries="; ".join(_attempt(attempt, zone) for attempt in tries),
        note=note,
    )


def _attempt(attempt: "DeliveryAttemptRow", zone: tzinfo) -> str:
    ended = f"-{_time(attempt.ended_at, zone)}" if attempt.ended_at else ""
    note = f" ({attempt.note})" if attempt.note else ""
    return f"{attempt.number}: {_time(attempt.begun_at, zone)}{ended} {attempt.outcome}{note}"


def _not_sent(session: "Session", case_id: str, zone: tzinfo) -> Iterator[tuple[datetime, Line]]:
    """The reminders that the case passed over, but for those whose deliveries are told already."""
    from sqlmodel import col, select  # noqa: PLC0415

    from models.storage.tables import DeliveryRow, ReminderRow  # noqa: PLC0415

    told = set(
        session.exec(
            # By its moment too: a reminder comes round again when its day moves.
            select(
                DeliveryRow.about,
                DeliveryRow.reminder,
                DeliveryRow.role,
                DeliveryRow.due_to_send_at,
            ).where(DeliveryRow.case_id == case_id)
        )
    )
    for row in session.exec(
        select(ReminderRow)
        .where(ReminderRow.case_id == case_id)
        .order_by(col(ReminderRow.position))
    ):
        for role in row.roles.split(","):
            if (row.about, row.key, role, row.due_at) not in told:
                yield row.due_at, _unsent(row, role, zone)


def _unsent(row: "ReminderRow", role: str, zone: tzinfo) -> Line:
    return Line(
        case=row.case_id,
        reminder=row.key,
        kind=row.kind,
        about=row.about,
        deadline=_day(row.due_on),
        role=role,
        channel=_NOBODY,
        result=row.outcome,
        possibly_doubled=False,
        attempts=0,
        due=_time(row.due_at, zone),
        first_written="",
        last_attempt="",
        settled="",
        tries="",
        note=row.note,
    )


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _time(moment: datetime | None, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat(timespec="seconds") if moment else ""


def _write_csv(lines: list[Line], file: Path | None) -> None:
    written = as_csv(list(Line.__annotations__), lines)
    if file is None:
        sys.stdout.write(written)
        return
    try:
        write_exported(file, written.encode())
    except OSError as error:
        fail(f"{file}: {error.strerror}")
    typer.echo(f"{plural(len(lines), 'line')} written to {file}")


def _show(lines: list[Line], zone: str) -> None:
    rows = []
    for line in lines:
        doubled = " (possibly twice)" if line["possibly_doubled"] else ""
        rows.append(
            (
                _short(line["due"], zone),
                line["reminder"],
                short_day(date.fromisoformat(line["deadline"])) if line["deadline"] else "",
                line["role"].replace("_", " "),
                line["channel"],
                f"{line['result']}{doubled}",
                str(line["attempts"]),
                _short(line["settled"], zone),
                line["about"],
                line["note"],
            )
        )
    where = zone_in_words(zone)
    header = ("DUE", "REMINDER", "DEADLINE", "WHO", "BY", "RESULT", "TRIES", "SETTLED", "ABOUT")
    print_table((f"{header[0]} ({where})", *header[1:], "NOTE"), rows)


def _short(moment: str, zone: str) -> str:
    return short_time(datetime.fromisoformat(moment), zone) if moment else ""
