"""`appealclock due`: what ends soon, or has passed and asks for action."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from cli.caseload.span import Span
from cli.database import database
from cli.errors import fail
from cli.output import AsJson, print_document, print_table
from models.cases.program import WaitingOn
from models.local_time import end_of_day, local_time, short_day, short_moment

if TYPE_CHECKING:
    from models.storage.tables import CaseRow, DeadlineRow


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(due)


def due(
    *,
    within: Annotated[
        str, typer.Option(help="How far ahead: 14d or 2w, the whole last day; 72h, to the hour.")
    ] = "14d",
    manager: Annotated[
        str | None, typer.Option(help="A case manager's email address or code.")
    ] = None,
    waiting_on: Annotated[
        str | None,
        typer.Option(help=f"Only cases that wait for one of {', '.join(WaitingOn)}."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the deadlines that end soon, or have passed and ask for action, the earliest first."""
    now, span = present(), Span(within)
    if waiting_on is not None and waiting_on not in set(WaitingOn):
        fail(f"--waiting-on: expected one of {', '.join(WaitingOn)}")
    rows = [
        (deadline, case)
        for deadline, case in _rows(span.latest(now), manager, waiting_on)
        if deadline.status != "open" or span.holds(deadline, now)
    ]
    found = [
        {
            "case": case.case_id,
            "due": _due(deadline),
            "title": deadline.title,
            "who": deadline.who,
            "ours": deadline.ours,
            "rule": deadline.rule,
            "urgency": case.urgency,
            "waiting_on": case.waiting_on,
            "passed": deadline.status != "open",
            "next_action": case.next_action,
        }
        for deadline, case in rows
    ]
    if as_json:
        print_document("due", {"deadlines": found})
        return
    if not found:
        typer.echo(f"Nothing is due within {within}.")
        return
    print_table(
        ("DUE", "CASE", "WHAT", "WHO", ""),
        [
            (
                _due_in_words(deadline),
                case.case_id,
                deadline.title,
                deadline.who,
                f"passed; next: {case.next_action}" if deadline.status != "open" else "",
            )
            for deadline, case in rows
        ],
    )


def present() -> datetime:
    """The moment at which somebody looks (UTC)."""
    return datetime.now(UTC)


def _rows(
    until: datetime, manager: str | None, waiting_on: str | None
) -> "list[tuple[DeadlineRow, CaseRow]]":
    """The deadlines that end by then, and those that were missed and nothing has begun since."""
    from sqlalchemy.orm import aliased  # noqa: PLC0415  (keeps other commands quick)
    from sqlmodel import and_, col, exists, or_, select  # noqa: PLC0415

    from activities.digest.managers import cases_of  # noqa: PLC0415
    from models.cases.deadline import DeadlineStatus  # noqa: PLC0415
    from models.cases.program import Urgency  # noqa: PLC0415
    from models.storage.tables import CaseRow, DeadlineRow  # noqa: PLC0415

    later = aliased(DeadlineRow)
    is_last = ~exists().where(
        col(later.case_id) == col(DeadlineRow.case_id),
        col(later.position) > col(DeadlineRow.position),
    )
    is_open = and_(
        col(DeadlineRow.status) == DeadlineStatus.OPEN.value, col(DeadlineRow.expires_at) <= until
    )
    # A late request may still be accepted for good cause.
    is_missed = and_(
        col(DeadlineRow.status) == DeadlineStatus.MISSED.value,
        col(CaseRow.urgency) == Urgency.OVERDUE.value,
        is_last,
    )
    statement = (
        select(DeadlineRow, CaseRow)
        .join(CaseRow, col(CaseRow.case_id) == col(DeadlineRow.case_id))
        .where(or_(is_open, is_missed))
        .order_by(col(DeadlineRow.expires_at))
    )
    if manager is not None:
        statement = statement.where(cases_of(manager))
    if waiting_on is not None:
        statement = statement.where(col(CaseRow.waiting_on) == waiting_on)
    with database() as session:
        return list(session.exec(statement).all())


def _due(deadline: "DeadlineRow") -> str:
    """The last day; for a deadline that ends within a day the instant, with its offset."""
    if _in_days(deadline):
        return deadline.due_on.isoformat()
    return local_time(deadline.expires_at, deadline.zone).isoformat(timespec="minutes")


def _due_in_words(deadline: "DeadlineRow") -> str:
    if _in_days(deadline):
        return short_day(deadline.due_on)
    return short_moment(deadline.expires_at, deadline.zone)


def _in_days(deadline: "DeadlineRow") -> bool:
    return deadline.expires_at == end_of_day(deadline.due_on, deadline.zone)
