"""Tells whoever has a case from now on that they cover it, or that it is theirs again.

What runs is told to them as to anybody new in a role (`models.notices.contacts.people`). Whoever is
covered is not on the case meanwhile, and hears of it as `models.notices.contacts.former_contacts`
says. The entry `cover` of the memory holds what was said last: the days, and by their marks who
covers and who is covered.
"""

from datetime import date, datetime
from typing import Any

from models.cases.account_lines import write_line
from models.cases.cover import standing_on
from models.cases.deadline import FollowUpKind
from models.cases.people import CaseManager, Role
from models.cases.standing import Said
from models.notices.contacts.addresses import mark_of
from models.notices.contacts.delivery_matters import close_kinds, look_after
from models.notices.contacts.people import OnCase, is_reported
from models.notices.memory import Memory
from models.notices.reminders.clock_reminders import MANAGER
from models.notices.reminders.times import in_daytime, spread
from models.procedure.case import Case

_ENTRY = "cover"


def look_at_cover(memory: Memory, case: Case[Any], people: OnCase, now: datetime) -> None:
    """Take note of who covers the case today, and see to it that they are told."""
    said: dict[str, Any] | None = memory.entries.get(_ENTRY)
    entry = _present(case)
    if said == entry:
        return
    if said is not None and entry is not None and {**said, "of": entry["of"]} == entry:
        # Whoever is covered is written to at another address: that is nothing to the cover.
        memory.entries[_ENTRY] = entry
        return
    close_kinds(memory, FollowUpKind.COVERS, FollowUpKind.COVER_OVER)
    at = _told_at(case, people, now)
    if entry is not None:
        memory.entries[_ENTRY] = entry
        _tell(memory, case, FollowUpKind.COVERS, entry, now, at=at)
        _write(memory, case, "begins", entry, now)
    elif said is not None:
        del memory.entries[_ENTRY]
        if said["of"] == _mark(case, case.intake.case_manager):
            _tell(memory, case, FollowUpKind.COVER_OVER, said, now, at=at)
        _write(memory, case, "ended", said, now)


def _present(case: Case[Any]) -> dict[str, str] | None:
    """Who covers the case today, as the memory has it; None where nobody does."""
    shifts = list(standing_on(case.shifts, case.today))
    if not shifts:
        return None
    shift, *below = shifts
    covered = below[0].manager if below else case.intake.case_manager
    return {
        "first": shift.starts_on.isoformat(),
        "last": shift.last_day.isoformat(),
        "by": _mark(case, shift.manager),
        "of": _mark(case, covered),
    }


def _mark(case: Case[Any], manager: CaseManager | None) -> str:
    """The mark of somebody's address; empty where it cannot be read by this build."""
    return mark_of(case.id, manager.email) if manager is not None and manager.email else ""


def _told_at(case: Case[Any], people: OnCase, now: datetime) -> datetime:
    """When they hear of it (UTC): together with what runs, see `assignment`."""
    manager = people.person(Role.CASE_MANAGER)
    if manager is None or is_reported(case, now):
        return now
    day = in_daytime(now, manager.zone or case.zone, people.desk.policy, earlier=False)
    return day if day == now else day + spread(case.id)


def _tell(  # noqa: PLR0913 (each says another thing)
    memory: Memory,
    case: Case[Any],
    kind: FollowUpKind,
    said: dict[str, Any],
    now: datetime,
    *,
    at: datetime,
) -> None:
    names = ("first", "last") if kind is FollowUpKind.COVERS else ("last",)
    days = [date.fromisoformat(said[name]) for name in names]
    look_after(memory, case.id, kind, now, to=MANAGER, days=days, at=at)


def _write(memory: Memory, case: Case[Any], what: str, said: dict[str, Any], now: datetime) -> None:
    """A line of the account, where no report says it."""
    if not is_reported(case, now):
        facts = {"day": said["last"], "until": said["last"]}
        write_line(memory.entries, now, Said(f"account.cover_{what}", facts))
