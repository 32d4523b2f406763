"""Keeps people's calendars true: who was sent the file of a deadline, and who its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline
    from models.docket import Docket
    from models.people import Role
    from models.program import PROGRAM_TITLES
    from models.reminder import (
        CalledOff,
        Channel,
        Delivery,
        DeliveryOutcome,
        DeliveryReport,
        MessageKind,
        Recipient,
        ReminderOrder,
    )

_ATTEMPT = timedelta(minutes=10)
_SILENCE = timedelta(seconds=50)
_QUEUE = timedelta(days=1)
_ROUND = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)
"""As for a reminder: see workflows.reminding."""

_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=4)
_PATIENCE = timedelta(days=1)
"""A mail server that is down for longer keeps no work open that is over."""

_DELIVERY_FAILED = "DeliveryFailed"
"""Type of the failure whose detail says what was delivered all the same."""

_ARRIVED = {DeliveryOutcome.ACCEPTED, DeliveryOutcome.UNKNOWN}


def called_off(state: Docket, roles: Iterable[Role]) -> tuple[CalledOff, ...]:
    """The deadlines that are over but still stand in the calendars of people in these roles."""
    asked = set(roles)
    return tuple(
        CalledOff(
            id=deadline.id,
            purpose=deadline.purpose.value,
            level=deadline.level,
            level_title=deadline.level_title,
            sequence=deadline.sequence,
            due_on=deadline.due_on,
            ends_at=_instant(deadline),
            roles=tuple(role for role in deadline.in_calendars if role in asked),
        )
        for deadline in state.deadlines
        if not deadline.is_open and asked.intersection(deadline.in_calendars)
    )


def keep_calendars(state: Docket, order: ReminderOrder, deliveries: Iterable[Delivery]) -> None:
    """Write down whose calendars a message that went out has filled or cleared."""
    told = {
        delivery.role
        for delivery in deliveries
        if delivery.channel is Channel.EMAIL and delivery.outcome in _ARRIVED
    }
    added = {deadline.id for deadline in order.calendar}
    cleared = {one.id: told.intersection(one.roles) for one in order.cancelled}
    for deadline in state.deadlines:
        has = set(deadline.in_calendars)
        has |= told if deadline.id in added else set()
        has -= cleared.get(deadline.id, set())
        deadline.in_calendars = tuple(role for role in Role if role in has)


def delivered(error: ActivityError) -> tuple[Delivery, ...]:
    """What a round of sending that failed did deliver."""
    cause = error.cause
    if not isinstance(cause, ApplicationError) or cause.type != _DELIVERY_FAILED:
        return ()
    return DeliveryReport.model_validate(cause.details[0]).deliveries


async def say_farewell(state: Docket, activity: str) -> None:
    """Tell whoever still has a day of this work in the calendar that it is over, and how it ended.

    By email alone, which wakes nobody. Tried for a day; the delivery ledger says who was not
    reached.

    Args:
        state: The docket, ended.
        activity: The name of the activity that sends messages.
    """
    pause, until = _FIRST_PAUSE, workflow.now() + _PATIENCE
    while (order := _farewell(state)).recipients:
        try:
            report = await workflow.execute_activity(
                activity,
                order,
                result_type=DeliveryReport,
                start_to_close_timeout=_ATTEMPT,
                heartbeat_timeout=_SILENCE,
                schedule_to_close_timeout=_QUEUE,
                retry_policy=_ROUND,
                summary="Notice: closed",
            )
        except ActivityError as error:
            keep_calendars(state, order, delivered(error))
            if workflow.now() + pause > until:
                return
            await workflow.sleep(pause, summary="Until the closing message is tried again")
            pause = min(pause * 2, _LONGEST_PAUSE)
        else:
            keep_calendars(state, order, report.deliveries)
            return


def _farewell(state: Docket) -> ReminderOrder:
    """The closing message, to those whose calendars still show a day of this work."""
    people = state.intake.people
    recipients = tuple(
        Recipient(role=role, person=person, zone=person.zone or state.intake.zone)
        for role in Role
        if (person := people.get(role)) is not None and person.email
        if called_off(state, [role])
    )
    return ReminderOrder(
        case_id=state.case_id,
        docket=state.kind,
        kind=MessageKind.CLOSED,
        about="ending",
        rung="closed",
        edition=state.opened_at.isoformat(),
        due_to_send_at=workflow.now(),
        now=workflow.now(),
        recipients=recipients,
        cancelled=called_off(state, [recipient.role for recipient in recipients]),
        ending=str(state.ending or ""),
        title="closed",
        action="",
        program_title=PROGRAM_TITLES[state.intake.program],
    )


def _instant(deadline: Deadline) -> datetime | None:
    to_the_hour = deadline.reckoning.to_the_hour and deadline.override is None
    return deadline.expires_at if to_the_hour else None
