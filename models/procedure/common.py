"""What every kind of case takes, whatever it is about, and what those beside an appeal share."""

from datetime import date, datetime, timedelta

from pydantic import BaseModel, ConfigDict

from models.cases.cover import PeopleChanged
from models.cases.deadline import FollowUpKind
from models.cases.log.entries import CORRECT, TAKE_BACK, MadeBy, Nature, ReportType
from models.cases.program import Urgency, WaitingOn
from models.cases.standing import Clock, NextStep, Said, Standing
from models.inputs.closing import Withdrawal, WorkClosed
from models.inputs.common_report import Acknowledged, Assigned, ContactsUpdated, SmsStopped
from models.inputs.corrections import Corrected, NoteAdded, TakenBack
from models.procedure.case import Case, IntakeT, Played
from models.procedure.play import note

CLOSE, WITHDRAW, CANCEL = "close", "withdraw", "cancel"
"""Closings: by the case manager, by the case it served, by Temporal's own button."""

REVIVE = "revive"
"""What a case tells those that it had withdrawn when it goes on after all."""

CHANGE_PEOPLE = "change_people"
"""What a case reports to those beside it when its people have changed."""


class Cancelled(BaseModel):
    """Somebody asked Temporal to cancel the case."""

    model_config = ConfigDict(frozen=True, extra="ignore")


ADMINISTRATIVE = (
    ReportType("acknowledge", Acknowledged, Nature.ADMINISTRATIVE),
    ReportType("assign", Assigned, Nature.ADMINISTRATIVE),
    ReportType("update_contacts", ContactsUpdated, Nature.ADMINISTRATIVE),
    ReportType("stop_sms", SmsStopped, Nature.ADMINISTRATIVE),
    ReportType("add_note", NoteAdded, Nature.ADMINISTRATIVE),
    ReportType(CORRECT, Corrected, Nature.ADMINISTRATIVE),
    ReportType(TAKE_BACK, TakenBack, Nature.ADMINISTRATIVE),
    ReportType(CHANGE_PEOPLE, PeopleChanged, Nature.ADMINISTRATIVE, made_by=MadeBy.PARENT),
)
"""What every kind of case takes; it acts at the moment it is made."""

ENDED_BY_OTHERS = (
    ReportType(WITHDRAW, Withdrawal, Nature.CLOSING, made_by=MadeBy.PARENT),
    ReportType(CANCEL, Cancelled, Nature.CLOSING, made_by=MadeBy.SERVER),
)
"""The closings of every kind of case that no person reports."""

BESIDE = (*ADMINISTRATIVE, ReportType(CLOSE, WorkClosed, Nature.CLOSING), *ENDED_BY_OTHERS)
"""The same, with the closings of the work beside an appeal."""


def by_name(*types: ReportType) -> dict[str, ReportType]:
    """Kinds of report by their names."""
    return {one.name: one for one in types}


def close_beside(case: Case[IntakeT], standing: Standing, report: Played) -> None:
    """Work beside an appeal is closed, withdrawn or cancelled."""
    if report.kind == CLOSE:
        note(standing, Said("common.closed", {"reason": report.said.reason}), report)
        ending = "closed"
    elif report.kind == WITHDRAW:
        note(standing, Said("common.withdrawn"), report)
        standing.keep_grievances = report.said.keep_grievances
        ending = "withdrawn"
    else:
        note(standing, Said("common.cancelled"), report)
        ending = "withdrawn"
    del case
    standing.finish(ending, report.day, report.at)


_DUE_SOON, _URGENT = timedelta(days=14), timedelta(days=3)
"""How long before the day our own deadlines show as due soon, and as urgent."""

_LATE = (FollowUpKind.OVERDUE, FollowUpKind.UNRESOLVED, FollowUpKind.REFUSED)
"""Matters that say that somebody is past their time, or that a right waits to be used."""


def urgency_beside(standing: Standing, now: datetime) -> Urgency:
    """How near our own next clock is, and whether somebody is past their time."""
    if standing.ending is not None:
        return Urgency.CLOSED
    if any(standing.has(kind) for kind in _LATE) or past_the_day_to_work_to(standing):
        return Urgency.OVERDUE
    return urgency_of_ours(standing, now)


def past_the_day_to_work_to(standing: Standing) -> bool:
    """Whether a filing of ours is overdue and still counts."""
    return any(clock.passed for clock in standing.open_clocks)


def urgency_of_ours(standing: Standing, now: datetime) -> Urgency:
    """How near the end of our own next clock is."""
    ours = [clock.expires_at for clock in standing.open_clocks if clock.purpose.ours]
    return how_near(min(ours), now) if ours else Urgency.ON_TRACK


def how_near(moment: datetime, now: datetime) -> Urgency:
    """How near a moment is by which we must act."""
    left = moment - now
    # A day's limit expires as its day ends: on the day itself less than one day is left.
    if left <= _URGENT + timedelta(days=1):
        return Urgency.URGENT
    return Urgency.DUE_SOON if left <= _DUE_SOON + timedelta(days=1) else Urgency.ON_TRACK


def nothing_next(said: Said) -> NextStep:
    """The next step of a case that has ended: nobody's."""
    return NextStep("nobody", said, "none: closed", waiting_on=WaitingOn.NOBODY)


def due_on(clock: Clock | None) -> date | None:
    """The day of a clock, where there is one."""
    return clock.due_on if clock is not None else None
