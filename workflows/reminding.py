"""Rings the reminders that have come due, and writes down what became of each.

An order that cannot be delivered is tried again at growing intervals for as long as it can be of
use, on the case's own timer, and after some minutes the case's details say so.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

from workflows.agenda import DueRung
from workflows.calendars import called_off, delivered, keep_calendars
from workflows.docket import code_of
from workflows.face import Face, StateT
from workflows.undelivered import raise_alarm, take_note

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, FollowUp, FollowUpKind, Rung, RungOutcome
    from models.docket import Docket
    from models.people import Role
    from models.program import PROGRAM_TITLES
    from models.reminder import (
        DeliveryOutcome,
        DeliveryReport,
        Matter,
        MessageKind,
        Recipient,
        ReminderOrder,
    )

SEND_REMINDER = "send_reminder"

_ATTEMPT = timedelta(minutes=10)
"""One attempt covers several people and channels, each bounded by the channel's own time-out."""

_SILENCE = timedelta(seconds=50)
"""An attempt says that it lives before each message, which may take 30 s; silent, it is dead."""

_QUEUE = timedelta(days=1)
"""How long an order may wait its turn: thousands can be due at once, at a limited rate."""

_ROUND = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)
"""A second chance for a passing fault; then the case waits, on a timer its timeline shows."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
"""Pauses between rounds double from first to longest: a mail server may be down for days."""

_ROUNDS_BEFORE_ALARM = 3
"""Some minutes of failed rounds before the case says loudly that a reminder is stuck."""

_OPENING = timedelta(hours=1)
"""A deadline that is there so soon is the one that the work was opened for."""

_MESSAGES = {
    FollowUpKind.GOOD_CAUSE: MessageKind.MISSED,
    FollowUpKind.ESCALATION: MessageKind.DECISION_OVERDUE,
    FollowUpKind.MISSING_ELEMENTS: MessageKind.REPORT_REQUEST,
}
"""The message of each kind of follow-up that has one of its own."""


def pass_over(due: list[DueRung]) -> list[DueRung]:
    """Those of the due rungs to send; of several that came due together only the latest is.

    After an outage one person would otherwise get the 7-day and the 3-day reminder at once, or the
    7-day one after the 3-day one.
    """
    kept: list[DueRung] = []
    for entry in due:
        later = _overtaking(entry.about, entry.rung, workflow.now())
        if later is not None:
            entry.rung.outcome = RungOutcome.SUPERSEDED
            entry.rung.note = f"reminder {later.key} was due as well"
        elif entry.about.acknowledged and entry.rung.key != "opened":
            entry.rung.outcome = RungOutcome.SKIPPED
            entry.rung.note = "acknowledged"
        else:
            kept.append(entry)
    return kept


def still_due(state: Docket, entry: DueRung) -> bool:
    """Whether nothing overtook a rung while others were being sent."""
    current = any(item is entry.about for item in (*state.deadlines, *state.follow_ups))
    return current and entry.about.is_open and entry.rung.outcome is RungOutcome.PENDING


async def ring(state: StateT, face: Face[StateT], entries: Sequence[DueRung]) -> None:
    """Send one message and write down what became of each reminder in it.

    Args:
        state: The docket; only the rungs, the counts and the trouble are written.
        face: How this kind of docket is read.
        entries: The rungs that came due for the same people, the most urgent first.
    """
    rung = entries[0].rung
    order = _order(state, face, entries)
    if not order.recipients:
        for entry in entries:
            entry.rung.outcome = RungOutcome.SKIPPED
            entry.rung.note = "nobody in these roles can be written to"
        return
    try:
        report = await workflow.execute_activity(
            SEND_REMINDER,
            order,
            result_type=DeliveryReport,
            start_to_close_timeout=_ATTEMPT,
            heartbeat_timeout=_SILENCE,
            schedule_to_close_timeout=_QUEUE,
            retry_policy=_ROUND,
            summary=_summary(rung, order),
        )
    except ActivityError as error:
        deliveries = delivered(error)
        keep_calendars(state, order, deliveries)
        for entry in entries:
            _retry_later(entry.about, entry.rung, _reason(error))
            take_note(state, entry.about, entry.rung, deliveries)
        if rung.tries >= _ROUNDS_BEFORE_ALARM:
            await raise_alarm(state, entries[0].about, rung, deliveries)
        return
    keep_calendars(state, order, report.deliveries)
    for entry in entries:
        _write_down(entry.rung, report)
        take_note(state, entry.about, entry.rung, report.deliveries)
    if report.outcome in {RungOutcome.SENT, RungOutcome.PARTIAL}:
        state.reminders_sent += 1
    told = {item.role for item in report.deliveries if item.outcome is DeliveryOutcome.ACCEPTED}
    if not told or Role.CASE_MANAGER in set(rung.recipients) - told:
        await raise_alarm(state, entries[0].about, rung, report.deliveries)


def _write_down(rung: Rung, report: DeliveryReport) -> None:
    rung.outcome = report.outcome
    rung.note = "; ".join(
        f"{delivery.role.value} {delivery.channel.value}: {delivery.note or delivery.outcome.value}"
        for delivery in report.deliveries
        if delivery.note or delivery.possibly_doubled
    )


def _summary(rung: Rung, order: ReminderOrder) -> str:
    """What the timeline shows of a reminder: its rung, and what it is about."""
    more = f" (+{len(order.also)})" if order.also else ""
    if rung.key == "opened":
        return f"Notice: {order.title}{more}"
    return f"Reminder {rung.key}: {order.title}{more}"


def _retry_later(about: Deadline | FollowUp, rung: Rung, reason: str) -> None:
    """Try again after a pause, until the next reminder to the same people takes over.

    A deadline's expiry, and whatever else settles the matter, ends the trying as well.
    """
    rung.tries += 1
    rung.note = reason
    if rung.outcome is RungOutcome.PENDING:
        doublings = min(rung.tries - 1, 10)
        next_try = workflow.now() + min(_FIRST_PAUSE * 2**doublings, _LONGEST_PAUSE)
        following = _overtaking(about, rung, next_try)
        rung.try_at(max(workflow.now(), following.at) if following else next_try)


def _overtaking(about: Deadline | FollowUp, rung: Rung, by: datetime) -> Rung | None:
    """A later reminder of the same matter to the same people that is due by a moment, or sent."""
    for other in about.rungs:
        if (
            rung.due < other.due <= by
            and other.outcome in {RungOutcome.PENDING, RungOutcome.SENT, RungOutcome.PARTIAL}
            and set(rung.recipients) <= set(other.recipients)
        ):
            return other
    return None


def _reason(error: ActivityError) -> str:
    """Why a round failed, in the activity's own words, which hold no address."""
    cause = error.cause
    return cause.message if isinstance(cause, ApplicationError) else "the delivery took too long"


def _order(state: StateT, face: Face[StateT], entries: Sequence[DueRung]) -> ReminderOrder:
    intake = state.intake
    recipients = [
        Recipient(
            role=role,
            person=person,
            zone=person.zone or intake.zone,
            contact=state.contact_changes.get(role, 0),
        )
        for role in entries[0].rung.recipients
        if (person := intake.people.get(role)) is not None and person.reachable
    ]
    about = entries[0].about
    first, *others = (_matter(state, face, entry) for entry in entries)
    deadlines = (matter.deadline for matter in (first, *others))
    return ReminderOrder(
        **{name: getattr(first, name) for name in Matter.model_fields},
        case_id=state.case_id,
        docket=state.kind,
        edition=state.opened_at.isoformat(),
        now=workflow.now(),
        recipients=tuple(recipients),
        also=tuple(others),
        elements=about.elements if isinstance(about, FollowUp) else (),
        calendar=tuple(deadline for deadline in deadlines if deadline is not None),
        service=intake.service or "",
        program_title=PROGRAM_TITLES[intake.program],
        references=intake.references,
        cancelled=called_off(state, entries[0].rung.recipients),
    )


def _matter(state: StateT, face: Face[StateT], entry: DueRung) -> Matter:
    about, rung = entry.about, entry.rung
    common = {
        "about": about.id,
        "rung": rung.key,
        "due_to_send_at": rung.due,
        "code": code_of(state, about),
        "overtakes": tuple(
            other.key
            for other in about.rungs
            if other.due < rung.due and other.tries and other.outcome is RungOutcome.SUPERSEDED
        ),
    }
    if isinstance(about, FollowUp):
        kind = _MESSAGES.get(about.kind, MessageKind.FOLLOW_UP)
        return Matter(kind=kind, title=about.title, action=about.text, **common)
    return Matter(
        kind=_kind(state, about, rung),
        title=face.title(about),
        action=face.action(state, about),
        # The ladder itself is of no use to the reader, and every order stays in the history.
        deadline=about.model_copy(update={"rungs": []}),
        **common,
    )


def _began_the_work(state: Docket, about: Deadline) -> bool:
    """Whether the work opened with this deadline: who hears of it in the morning is told so too."""
    if about.id != state.deadlines[0].id or about.sequence > 0:
        return False
    return any(
        rung.key == "opened" and rung.due - state.opened_at < _OPENING for rung in about.rungs
    )


def _kind(state: Docket, about: Deadline, rung: Rung) -> MessageKind:
    if rung.key != "opened":
        return MessageKind.DEADLINE
    opening = state.reminders_sent == 0 or _began_the_work(state, about)
    return MessageKind.OPENED if opening else MessageKind.NEW_DEADLINE
