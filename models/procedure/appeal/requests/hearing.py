"""A hearing that is set, moved or called off: a day of the case, and no limit of the law.

The latest report counts, as long as the request that it is about awaits its decision. On which days
before it people are reminded is `HEARING_DAYS` in `models.notices.reminders.clock_reminders`.
"""

from collections.abc import Iterator
from datetime import datetime

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.program import Phase
from models.cases.standing import Cadence, Clock, Matter, Note, Readers, Said, Schedule
from models.inputs.appeal_intake import Intake
from models.inputs.appeal_reports import HearingRecorded
from models.inputs.validation import Refusal
from models.local_time import local_day, short_day, short_moment, zone_named
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.standing import AppealStanding
from models.procedure.appeal.validation.order_down import waits
from models.procedure.case import Case, Played
from models.procedure.clocks import clock, key
from models.rulebook.counting.days import utc, wall_time
from models.rulebook.reckoning import PLANNED, Reckoning

HEARING = "record_hearing"


def check_hearing(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse a hearing that is past, or of a level that holds none.

    Raises:
        Refusal: in a sentence.
    """
    said: HearingRecorded = report.said
    level = level_of(case, standing.level)
    if not level.hearing or standing.phase is not Phase.DECIDING:
        message = f"No hearing can be held now: {waits(standing)}."
        raise Refusal(message)
    known = case.fact(HEARING, standing.at)
    if said.cancelled and (known is None or known.said.cancelled):
        message = "cancelled: no hearing is recorded."
        raise Refusal(message)
    at = held_at(case, said)
    if at is not None and at <= case.now and said.held_on is not None:
        message = f"held_on: {short_day(said.held_on)} at that hour is past."
        raise Refusal(message)


def held_at(case: Case[Intake], said: HearingRecorded) -> datetime | None:
    """The moment of a hearing (UTC); None where it is called off."""
    if said.cancelled or said.held_on is None or said.held_at is None:
        return None
    zone = said.zone or case.zone
    return utc(wall_time(said.held_on, said.held_at, zone_named(zone)))


def look_after_hearing(case: Case[Intake], standing: AppealStanding) -> None:
    """The hearing of the request that awaits its decision; or that it was called off."""
    report, step = case.fact(HEARING, standing.at), standing.asked
    if report is None or step is None:
        return
    at = held_at(case, report.said)
    if at is not None:
        standing.clocks.append(_hearing(case, standing, report, step.root, at))
        return
    before = [one for one in case.facts(HEARING) if one.number < report.number]
    was = held_at(case, before[-1].said) if before else None
    if was is None:
        return
    zone = before[-1].said.zone or case.zone
    standing.matters.append(
        Matter(
            key=key(standing.level, FollowUpKind.HEARING_OFF.value, report.number),
            kind=FollowUpKind.HEARING_OFF,
            level=standing.level,
            said=Said("appeal.hearing_off", {"day": local_day(was, zone)}),
            readers=Readers.EVERYONE,
            cadence=Cadence.CHECK_IN_AT_ONCE,
        )
    )


def hearing_notes(case: Case[Intake]) -> Iterator[Note]:
    """The lines of the account about hearings."""
    for report in case.facts(HEARING):
        at = held_at(case, report.said)
        if at is None:
            yield Note(report.at, Said("appeal.hearing_called_off"), report.number)
            continue
        facts = {"day": short_moment(at, report.said.zone or case.zone)}
        yield Note(report.at, Said("appeal.hearing_set", facts), report.number)


def _hearing(
    case: Case[Intake], standing: AppealStanding, report: Played, root: int, at: datetime
) -> Clock:
    said: HearingRecorded = report.said
    zone, begins = said.zone or case.zone, local_day(report.at, case.zone)
    day = local_day(at, zone)
    reckoning = Reckoning(
        rule="HEARING.DATE",
        version=begins.isoformat(),
        title=f"{standing.level_title}: the hearing",
        due_on=day,
        due_at=at,
        to_the_hour=True,
        zone=zone,
        steps=(f"The notice of hearing says {short_moment(at, zone)}.",),
        citation="the notice of hearing, no limit of the law",
        evidence=PLANNED,
        verified=True,
    )
    name = key(standing.level, Purpose.HEARING.value, root)
    hearing = clock(name, reckoning, Purpose.HEARING, title=standing.level_title, begins_on=begins)
    hearing.schedule = Schedule.HEARING
    hearing.about = Said("appeal.hearing_of", {"level": standing.level_title})
    hearing.action = Said(f"appeal.hearing_{said.how or 'phone'}")
    if at <= case.now:
        hearing.settle(DeadlineStatus.MET, day)
    return hearing
