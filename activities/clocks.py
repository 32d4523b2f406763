"""Builds the clocks of an answer: our deadlines, theirs, and follow-ups where no limit is set."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from models.any_intake import Override
from models.consultation import Asked, Question
from models.deadline import Deadline, FollowUp, FollowUpKind, Purpose, Rung
from models.local_time import end_of_day
from models.people import Role
from models.reckoning import Reckoning
from models.reminder_times import ReminderTimes
from models.rulebook import Facts, rulebook

MANAGER = (Role.CASE_MANAGER,)

_FOLLOW_UP_DAYS: dict[FollowUpKind, tuple[int, ...]] = {
    FollowUpKind.FORWARDING: (0, 3, 7, 14, 21, 28),
    FollowUpKind.ESCALATION: (0, 3, 7, 14, 28),
    FollowUpKind.GOOD_CAUSE: (0, 1, 3, 7, 14, 28),
    FollowUpKind.EFFECTUATION: (0, 3, 7, 14, 21, 28),
    FollowUpKind.CONFIRM_RECEIPT: (2, 5, 10, 17, 24),
    FollowUpKind.OVERDUE: (0, 3, 7, 14, 21, 28),
    FollowUpKind.UNRESOLVED: (0, 3, 7, 14, 28),
    FollowUpKind.TRACKING: (1, 3, 7, 14, 28),
    FollowUpKind.REFUSED: (0, 1, 3, 7, 14, 28),
    FollowUpKind.MISSING_ELEMENTS: (0, 3, 7, 14, 28),
    FollowUpKind.PLAN_BROKEN: (0, 3, 7),
    FollowUpKind.SUPPLEMENT: (0, 2, 5, 10, 20),
    FollowUpKind.AMOUNT: (0, 7, 11, 13),
}
"""Days after its start on which each kind of follow-up asks; check-ins follow the policy."""

_CHECK_INS_AHEAD = 12
"""How many check-ins are planned at a time; more are planned when these are used up."""


class Place(Protocol):
    """Where a clock runs: a level of the ladder, or a step of the work beside it."""

    @property
    def level(self) -> str:
        """Its name, the first part of the ids of what runs there."""

    @property
    def title(self) -> str:
        """The same in words."""


@dataclass(frozen=True)
class Step:
    """A place that is no level of a ladder."""

    level: str
    title: str


def facts(question: Question) -> Facts:
    """What the rulebook's rows may ask of a case."""
    return Facts(
        received=question.received.on if question.received else None,
        received_evidence=question.received.evidence if question.received else None,
        filed=question.filed_on,
        extended=question.extended,
        extension_days=question.extension_days,
        kind=question.kind.value,
        speed=question.speed.value,
        prior_authorization=question.prior_authorization,
        escalated=question.escalated,
        late=question.late,
        services_end=question.services_end,
        statement=moment(question.statement_on, question.statement_at),
    )


def moment(day: date | None, hour: time | None) -> date | datetime | None:
    """A day, or its local hour where that is known."""
    return datetime.combine(day, hour) if day is not None and hour is not None else day


def reckon(question: Question, rule: str, when: date | datetime | None = None) -> Reckoning:
    """A rule counted out for a question, from its own day or from another moment.

    Raises:
        RulebookError: a fact is missing, or no version of the rule is in force.
    """
    start = when or moment(question.on, question.at) or question.on
    return rulebook.reckon(rule, start, zone=question.zone, facts=facts(question))


def ours(
    asked: Asked,
    place: Place,
    reckoning: Reckoning,
    purpose: Purpose,
    where: str,
) -> Deadline:
    """A clock we run on: the whole ladder of reminders before it."""
    override = asked.override
    due_on = override.due_on if override else reckoning.due_on
    expires_at = _expiry(reckoning, override)
    times = _times(asked)
    rungs = []
    if expires_at > asked.now:
        rungs = times.at_once("opened", asked.policy.recipients) + times.before(
            reckoning,
            due_on=due_on,
            expires_at=expires_at,
            started_at=max(start_of_day(asked.on, asked.zone), asked.now),
        )
    return Deadline(
        id=_id(asked, place.level, purpose.value),
        purpose=purpose,
        level=place.level,
        level_title=place.title,
        who="you",
        where=where,
        reckoning=reckoning,
        override=override,
        rungs=rungs,
        expires_at=expires_at,
        due_on=due_on,
    )


def theirs(
    asked: Asked,
    place: Place,
    reckoning: Reckoning,
    purpose: Purpose,
    who: str,
) -> Deadline:
    """A clock somebody else runs on: one notice that it runs, and its expiry."""
    running = reckoning.due_at > asked.now
    return Deadline(
        id=_id(asked, place.level, purpose.value),
        purpose=purpose,
        level=place.level,
        level_title=place.title,
        who=who,
        reckoning=reckoning,
        rungs=_times(asked).at_once("opened", MANAGER) if running else [],
        expires_at=reckoning.due_at,
        due_on=reckoning.due_on,
    )


def matter(place: Place, kind: FollowUpKind, title: str, text: str) -> FollowUp:
    """Something to look after at a level or step, before its reminders are planned."""
    return FollowUp(id="", kind=kind, level=place.level, title=title, text=text)


def follow_up(
    asked: Asked,
    item: FollowUp,
    *,
    begins: datetime | None = None,
    recipients: Sequence[Role] = MANAGER,
) -> FollowUp:
    """Ask about a matter on the days its kind is asked about, from now or a later moment."""
    days = _FOLLOW_UP_DAYS[item.kind]
    times = _times(asked)
    rungs = times.follow_ups(days, begins=begins or asked.now, recipients=recipients)
    return _numbered(asked, item, rungs)


def check_in(asked: Asked, item: FollowUp, *, at_once: bool = False) -> FollowUp:
    """Ask about a matter once per check-in interval, beginning now or after the first."""
    every = asked.policy.check_in_days
    first = 0 if at_once else every
    days = [first + every * number for number in range(_CHECK_INS_AHEAD)]
    rungs = _times(asked).follow_ups(days, begins=asked.now, recipients=MANAGER)
    return _numbered(asked, item, rungs)


NO_SOURCE = "none seen"
"""The citation of a row for which no text of the law was found."""


def stated(rule: str, on: date) -> str:
    """What a fact of the rulebook states as of a day, with where it stands and how sure it is.

    Raises:
        RulebookError: no version of the row is in force.
    """
    version = rulebook.row(rule).version_on(on)
    marks = [] if version.citation == NO_SOURCE else [version.citation]
    marks += [] if version.verified else ["unverified"]
    return f"{version.text} ({'; '.join(marks)})" if marks else f"{version.text}"


def start_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which a day begins in a zone."""
    return end_of_day(day - timedelta(days=1), zone)


def _numbered(asked: Asked, item: FollowUp, rungs: list[Rung]) -> FollowUp:
    name = _id(asked, item.level, f"follow_up.{item.kind.value}")
    return item.model_copy(update={"id": name, "rungs": rungs})


def _times(asked: Asked) -> ReminderTimes:
    return ReminderTimes(asked.case_id, asked.now, asked.policy, asked.zones)


def _expiry(reckoning: Reckoning, override: Override | None) -> datetime:
    """The instant of expiry: an override ends with its day, as a limit in days does."""
    if override is None:
        return reckoning.due_at
    return end_of_day(override.due_on, reckoning.zone)


def _id(asked: Asked, level: str, what: str) -> str:
    return f"{level}.{what}.{asked.count + 1}"
