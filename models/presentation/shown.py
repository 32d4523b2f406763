"""Everything that is shown of a case, as of the moment at which somebody looks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from models.cases.case_state import CaseState
from models.cases.cover import Shift, standing_on
from models.cases.deadline import Deadline, FollowUp
from models.cases.people import CaseManager, case_manager_code
from models.cases.program import Urgency
from models.cases.standing import Standing
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.notices.contacts.delivery_problems import contacts_to_mend, delivery_trouble
from models.notices.contacts.problems import ContactToMend, DeliveryTrouble
from models.notices.looking import Look, look
from models.notices.presented import deadlines_seen, follow_ups_seen, reminders_sent
from models.presentation.shapes import ChildView, CoverView
from models.procedure.case import Case
from models.procedure.kinds import PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of

_CALM = {Urgency.ON_TRACK, Urgency.DUE_SOON}


@dataclass(frozen=True)
class Shown:
    """What stands and what was told of a case, at one moment."""

    state: CaseState
    case: Case[Any]
    standing: Standing

    seen: Look
    """The same as it was looked at."""

    trouble: DeliveryTrouble | None
    contacts_to_mend: tuple[ContactToMend, ...]
    reminders_sent: int

    turn_failed: datetime | None = None
    """Since when the turns of the case have failed (UTC); None: the last one did not."""

    @property
    def now(self) -> datetime:
        """The moment at which somebody looks (UTC)."""
        return self.case.now

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The clocks with their reminders, in the order in which they began; ids are their keys."""
        return tuple(deadlines_seen(self.seen))

    @cached_property
    def follow_ups(self) -> tuple[FollowUp, ...]:
        """The matters, open and settled, with their reminders; ids are their keys."""
        return tuple(follow_ups_seen(self.seen))

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """By which people name a deadline or follow-up, by its id."""
        return self.seen.memory.codes

    @property
    def manager(self) -> CaseManager:
        """Who has the case: whoever covers it, as long as it is open."""
        people = self.case.intake if self.standing.ending is not None else self.case.people
        manager: CaseManager = people.case_manager
        return manager

    @property
    def cover(self) -> CoverView | None:
        """Who covers the case, through which day, and in whose place; None where nobody does."""
        if not self.covers_of_today:
            return None
        now = self.covers_of_today[0]
        owner: CaseManager = self.case.intake.case_manager
        return CoverView(
            by=now.manager.searchable,
            starts_on=now.starts_on,
            until=now.last_day,
            owner=owner.searchable,
            owner_id=case_manager_code(owner.email),
        )

    @property
    def covers_of_today(self) -> tuple[Shift, ...]:
        """The cover that counts today, then the one it stands on, and so on."""
        if self.standing.ending is not None:
            return ()
        return tuple(standing_on(self.case.shifts, self.case.today))

    @property
    def covers_to_come(self) -> tuple[Shift, ...]:
        """The covers that begin after today."""
        if self.standing.ending is not None:
            return ()
        return tuple(
            one for one in self.case.shifts if self.case.today < one.starts_on <= one.last_day
        )

    @property
    def next_deadline(self) -> datetime | None:
        """Where lists put the first of the clocks that run, see `Clock.listed_at` (UTC)."""
        running = self.standing.open_clocks
        return min((clock.listed_at(self.now) for clock in running), default=None)

    @property
    def urgency(self) -> Urgency:
        """At least urgent while a contact waits to be mended, or the case cannot be worked on."""
        urgency = self.standing.urgency
        disturbed = bool(self.contacts_to_mend) or self.turn_failed is not None
        return Urgency.URGENT if disturbed and urgency in _CALM else urgency

    @property
    def open_deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines that still run, in the order in which they began."""
        return tuple(deadline for deadline in self.deadlines if deadline.is_open)

    @property
    def open_follow_ups(self) -> tuple[FollowUp, ...]:
        """What is still to be looked after."""
        return tuple(follow_up for follow_up in self.follow_ups if follow_up.is_open)

    @property
    def children(self) -> tuple[ChildView, ...]:
        """The cases beside this one, as they were last heard; days in the zone of the case."""
        zone = self.case.zone
        return tuple(
            ChildView(
                id=child.id,
                kind=child.kind,
                started_on=local_day(child.started_at, zone),
                serves=child.serves,
                stage=child.stage,
                heard_on=local_day(child.heard_at, zone) if child.heard_at else None,
                sequence=child.sequence,
                milestones=list(child.milestones),
                ending=child.ending,
                is_over=child.ended_at is not None,
                lost=child.lost,
            )
            for child in self.state.children
        )


def check_opened(log: Sequence[object]) -> None:
    """Refuse to show a case before the turn that opens it, which may still refuse its intake.

    Args:
        log: Its reports; none until then.

    Raises:
        Refusal: It is not opened yet.
    """
    if not log:
        message = "The case has not been opened yet."
        raise Refusal(message)


def shown(
    state: CaseState,
    now: datetime,
    *,
    turn_failed: datetime | None = None,
    played: tuple[Case[Any], Standing, Look] | None = None,
) -> Shown:
    """Play a case, and ask what was told of it.

    Args:
        state: The case as it is carried.
        now: The moment at which somebody looks (UTC).
        turn_failed: Since when its turns have failed (UTC), where the last one did.
        played: The same case as of that moment, where it stands, and how that was looked at, where
            that is known already.

    Raises:
        Refusal: The case is not opened yet: its log is empty.
    """
    check_opened(state.log)
    if played is None:
        new = case_of(state, now)
        stands: Standing = play(PROCEDURES[state.kind], new)
        played = new, stands, look(new, stands, state.memory, now)
    case, standing, seen = played
    memory = state.memory
    return Shown(
        state=state,
        case=case,
        standing=standing,
        seen=seen,
        trouble=delivery_trouble(memory),
        contacts_to_mend=tuple(contacts_to_mend(memory)),
        reminders_sent=reminders_sent(memory),
        turn_failed=turn_failed,
    )
