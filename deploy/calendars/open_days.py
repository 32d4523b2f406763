"""The open time limits of each case manager, from the read model."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine
from sqlmodel import Session, col, or_, select

from models.cases.deadline import DeadlineStatus
from models.local_time import end_of_day
from models.storage.tables import CaseRow, DeadlineRow


@dataclass(frozen=True)
class OpenDay:
    """One open time limit of a case: its case, what is due, and when."""

    case_id: str
    key: str
    """Unique in its case; it stays when the day moves."""

    act: str
    """What is due, without a person and without a health detail."""

    due_on: date
    ends_at: datetime | None
    """The instant (UTC), for a limit that ends within its day."""


def open_days(engine: Engine, *, of: str | None = None) -> dict[str, list[OpenDay]]:
    """The open limits of open cases, by whoever manages each case today, in order of their ends.

    While somebody covers a case, its limits are theirs.

    Args:
        engine: Of `models.storage.database.open_database`, its schema up to date.
        of: The one manager to look for: the id that stands for their address. All where left out.
    """
    statement = (
        select(DeadlineRow, CaseRow.manager_id)
        .join(CaseRow, col(CaseRow.case_id) == col(DeadlineRow.case_id))
        .where(
            col(CaseRow.ending).is_(None),
            col(CaseRow.manager_id) != "",
            col(DeadlineRow.status) == DeadlineStatus.OPEN.value,
        )
        .order_by(col(DeadlineRow.expires_at), col(DeadlineRow.case_id), col(DeadlineRow.position))
    )
    if of is not None:
        statement = statement.where(col(CaseRow.manager_id) == of)
    found: defaultdict[str, list[OpenDay]] = defaultdict(list)
    with Session(engine) as session:
        for row, manager in session.exec(statement):
            found[manager].append(_open_day(row))
    return dict(found)


def is_known(engine: Engine, manager: str) -> bool:
    """Whether any case, open or closed, has this case manager, or is covered for them."""
    statement = select(CaseRow.case_id).where(
        or_(col(CaseRow.manager_id) == manager, col(CaseRow.owner_id) == manager)
    )
    with Session(engine) as session:
        return session.exec(statement.limit(1)).first() is not None


def _open_day(row: DeadlineRow) -> OpenDay:
    in_days = row.expires_at == end_of_day(row.due_on, row.zone)
    return OpenDay(
        case_id=row.case_id,
        key=row.id,
        act=row.title,
        due_on=row.due_on,
        ends_at=None if in_days else row.expires_at,
    )
