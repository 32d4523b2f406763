"""What is said to case managers who are not on a case now, because somebody covers it or did."""

from dataclasses import dataclass
from typing import Any

from models.cases.cover import standing_on
from models.cases.people import CaseManager
from models.cases.standing import Said, Standing
from models.notices.contacts.addresses import mark_of
from models.procedure.case import Case


@dataclass(frozen=True)
class Away:
    """What one of them is told."""

    code: str = ""
    """Names it, with its days: nobody is told the same twice."""

    said: Said | None = None
    """None where there is nothing to say beside taking days out of a calendar."""

    alone: bool = False
    """Whether it is said also where there is no day to take out of a calendar."""


NO_WORD = Away()


def away(case: Case[Any], standing: Standing) -> dict[str, Away]:
    """What each of them is told, by the mark of the mail address."""
    found = {}
    for shift in case.shifts:
        if shift.last_day < case.today:
            said = Said("delivery.your_cover_ended", {"day": shift.last_day})
            found[_mark(case, shift.manager)] = Away("over", said)
    shifts = list(standing_on(case.shifts, case.today))
    covered = [*(one.manager for one in shifts[1:]), case.intake.case_manager]
    for shift, manager in zip(shifts, covered, strict=False):
        if manager is None:
            # It cannot be read by this build.
            continue
        who = shift.manager.name or shift.manager.email
        facts = {"who": who, "day": shift.starts_on, "until": shift.last_day}
        if standing.ending is None:
            code = f"covered {shift.starts_on} {shift.last_day} {_mark(case, shift.manager)}"
            found[_mark(case, manager)] = Away(code, Said("delivery.covered", facts), alone=True)
        else:
            said = Said("delivery.closed_meanwhile", facts)
            found[_mark(case, manager)] = Away("closed", said, alone=True)
    return found


def _mark(case: Case[Any], manager: CaseManager) -> str:
    return mark_of(case.id, manager.email) if manager.email else ""
