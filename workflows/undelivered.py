"""What a case does about reminders that do not reach somebody.

A contact that was refused for good is a matter for the case manager to mend, and what was refused
is sent again to the mended one. Where nobody hears, or the case manager does not, the backup and
whoever runs the service are told, once for each trouble.
"""

from collections.abc import Iterable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError

from workflows.docket import close_matters, record
from workflows.face import Face, StateT

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, FollowUp, FollowUpKind, Rung, RungOutcome
    from models.docket import DeliveryTrouble, Docket, Refusal
    from models.people import Role
    from models.program import Urgency
    from models.reminder import AlertOrder, Channel, Delivery, DeliveryOutcome

SEND_ALERT = "send_alert"

_ALERT = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_attempts=2)
"""As a reminder's: an alert that fails is tried again when the next round of the reminder fails."""

_AGAIN = {
    FollowUpKind.MEND_CONTACT: timedelta(days=3),
    FollowUpKind.UNDELIVERED: timedelta(days=1),
    FollowUpKind.OUT_OF_REACH: timedelta(days=7),
}
"""How long until a matter of delivery that stays open is brought up again."""

_AT_ONCE = "mended contacts hear at once"

_PLACES = {Channel.EMAIL: "email address", Channel.SMS: "telephone number"}

_CALM = {Urgency.ON_TRACK, Urgency.DUE_SOON}


def urgency_shown(state: StateT, face: Face[StateT]) -> Urgency:
    """The urgency of the work, and at least urgent while a contact waits to be mended."""
    urgency = face.urgency(state)
    return Urgency.URGENT if state.refusals and urgency in _CALM else urgency


def take_note(
    state: Docket, about: Deadline | FollowUp, rung: Rung, deliveries: Iterable[Delivery]
) -> None:
    """Read off a report who is reached again, and whose contact was refused for good."""
    deliveries = list(deliveries)
    reached = {item.role for item in deliveries if item.outcome is DeliveryOutcome.ACCEPTED}
    for item in deliveries:
        if item.outcome is DeliveryOutcome.ACCEPTED:
            _mended(state, item.role, item.channel.value)
        elif item.outcome is DeliveryOutcome.REFUSED:
            _refused(state, about, rung, item)
    if reached:
        _heard(state, reached)


async def raise_alarm(
    state: Docket, about: Deadline | FollowUp, rung: Rung, deliveries: Iterable[Delivery]
) -> None:
    """Say loudly that a reminder does not get through, and where nobody hears it, to others too.

    Args:
        state: The docket; its trouble is written, and a matter for the backup.
        about: What the reminder is about.
        rung: The reminder.
        deliveries: What became of it, as far as is known.
    """
    deliveries = list(deliveries)
    reached = {item.role for item in deliveries if item.outcome is DeliveryOutcome.ACCEPTED}
    missed = tuple(role for role in rung.recipients if role not in reached)
    before = state.trouble
    if before is None:
        record(state, f"Reminder {rung.key} did not get through.")
    known = before.roles if before else ()
    state.trouble = DeliveryTrouble(
        since=before.since if before else workflow.now(),
        about=about.id,
        rung=rung.key,
        note=rung.note or "no channel could be used",
        roles=(*known, *(role for role in missed if role not in known)),
        raised=before is not None and before.raised,
    )
    heard = reached and Role.CASE_MANAGER not in missed
    if heard or state.trouble.raised:
        return
    _tell_backup(state, missed)
    if await _alert(state, rung, deliveries) and state.trouble is not None:
        state.trouble = state.trouble.model_copy(update={"raised": True})


def plan_again(follow_up: FollowUp) -> bool:
    """Bring a matter of delivery up again; whether it is one."""
    if follow_up.kind is FollowUpKind.SMS_STOPPED:
        # Told once, which is all there is to it.
        follow_up.is_open = False
        return True
    pause = _AGAIN.get(follow_up.kind)
    if pause is None:
        return False
    last = follow_up.rungs[-1]
    key = f"follow-up-{len(follow_up.rungs) + 1}"
    follow_up.rungs.append(Rung(key=key, at=workflow.now() + pause, recipients=last.recipients))
    return True


def contacts_changed(state: Docket, roles: Iterable[Role]) -> bool:
    """What was refused to these people is sent again while it is of use; whether anything is.

    To be called when the reminders of the docket are planned for the people as they now are.
    """
    roles = tuple(roles)
    owed = [refusal for refusal in state.refusals if refusal.role in roles]
    for role in roles:
        state.contact_changes[role] = state.contact_changes.get(role, 0) + 1
    for refusal in owed:
        _mended(state, refusal.role, refusal.channel)
    _heard(state, roles)
    sent_again = [_send_again(state, refusal) for refusal in owed]
    return any(sent_again)


def _heard(state: Docket, roles: Iterable[Role]) -> None:
    """The trouble is no longer about these people: it ends with the last of them."""
    if state.trouble is None:
        return
    others = tuple(role for role in state.trouble.roles if role not in set(roles))
    state.trouble = state.trouble.model_copy(update={"roles": others}) if others else None
    if state.trouble is None:
        _close_undelivered(state)


def _refused(state: Docket, about: Deadline | FollowUp, rung: Rung, item: Delivery) -> None:
    known = [
        refusal
        for refusal in state.refusals
        if (refusal.role, refusal.channel) == (item.role, item.channel.value)
    ]
    # Of each matter the latest reminder is owed.
    state.refusals = [
        refusal for refusal in state.refusals if refusal not in known or refusal.about != about.id
    ]
    state.refusals.append(
        Refusal(
            role=item.role,
            channel=item.channel.value,
            since=known[0].since if known else workflow.now(),
            about=about.id,
            rung=rung.key,
            matter=known[0].matter if known else _ask_to_mend(state, item).id,
        )
    )


def _ask_to_mend(state: Docket, item: Delivery) -> FollowUp:
    place, whom = _PLACES[item.channel], item.role.value.replace("_", " ")
    record(state, f"The {place} of the {whom} was refused.")
    backup = item.role is Role.CASE_MANAGER and reachable(state, Role.BACKUP)
    return look_after(
        state,
        FollowUpKind.MEND_CONTACT,
        (Role.BACKUP if backup else Role.CASE_MANAGER,),
        title=f"Mend the {place} of the {whom}",
        text="What is sent there is refused for good, so reminders do not arrive. Correct it with "
        "the update `update_contacts`; what was refused is then sent again.",
    )


def _mended(state: Docket, role: Role, channel: str) -> None:
    """A contact works again, or another has taken its place."""
    mended = [
        refusal for refusal in state.refusals if (refusal.role, refusal.channel) == (role, channel)
    ]
    matters = {refusal.matter for refusal in mended}
    state.refusals = [refusal for refusal in state.refusals if refusal not in mended]
    close_matters(item for item in state.follow_ups if item.id in matters)


def _send_again(state: Docket, refusal: Refusal) -> bool:
    """Bring back the reminder that was refused, unless a later one has been there or it is over."""
    items: list[Deadline | FollowUp] = [*state.deadlines, *state.follow_ups]
    for item in items:
        if item.id != refusal.about or not item.is_open:
            continue
        for rung in reversed(item.rungs):
            if rung.key == refusal.rung and refusal.role in rung.recipients:
                if rung.outcome is not RungOutcome.PENDING and reachable(state, refusal.role):
                    rung.outcome, rung.tries = RungOutcome.PENDING, 0
                    rung.try_at(workflow.now())
                elif rung.tries and workflow.patched(_AT_ONCE):
                    # Somebody else's part of it failed; that waits for hours between its tries.
                    rung.try_at(workflow.now())
                return rung.outcome is RungOutcome.PENDING
    return False


def _tell_backup(state: Docket, missed: Iterable[Role]) -> None:
    missed = set(missed)
    # Of a refused contact the case manager hears already, who is asked to mend it.
    told = {Role.CASE_MANAGER} if missed <= {item.role for item in state.refusals} else set()
    recipients = tuple(
        role
        for role in (Role.CASE_MANAGER, Role.BACKUP)
        if role not in missed | told and reachable(state, role)
    )
    names = ", ".join(role.value.replace("_", " ") for role in Role if role in missed)
    if not recipients or any(
        item.is_open and item.kind is FollowUpKind.UNDELIVERED for item in state.follow_ups
    ):
        return
    look_after(
        state,
        FollowUpKind.UNDELIVERED,
        recipients,
        title="Reminders of this case do not get through",
        text=f"They do not reach: {names}. Look at the case, tell them by another way, and "
        "correct their contact details with the update `update_contacts`.",
    )


def look_after(
    state: Docket, kind: FollowUpKind, recipients: tuple[Role, ...], *, title: str, text: str
) -> FollowUp:
    """Bring a matter of how people are reached to somebody's notice, now."""
    number = sum(item.kind is kind for item in state.follow_ups) + 1
    matter = FollowUp(
        id=f"{kind.value}.{number}",
        kind=kind,
        level="",
        title=title,
        text=text,
        rungs=[Rung(key="follow-up-1", at=workflow.now(), recipients=recipients)],
    )
    state.follow_ups.append(matter)
    return matter


def _close_undelivered(state: Docket) -> None:
    close_matters(item for item in state.follow_ups if item.kind is FollowUpKind.UNDELIVERED)


def reachable(state: Docket, role: Role) -> bool:
    """Whether there is any way to write to somebody."""
    person = state.intake.people.get(role)
    return person is not None and person.reachable


async def _alert(state: Docket, rung: Rung, deliveries: Iterable[Delivery]) -> bool:
    """Tell whoever runs the service; whether that is done with."""
    tried = [
        f"{item.role.value.replace('_', ' ')} by {item.channel.value}: {item.outcome.value}"
        for item in deliveries
    ]
    reason = "; ".join(tried) or "the worker could not send it; the case's details say why"
    try:
        await workflow.execute_activity(
            SEND_ALERT,
            AlertOrder(case_id=state.case_id, rung=rung.key, reason=reason),
            result_type=DeliveryOutcome,
            start_to_close_timeout=timedelta(minutes=1),
            schedule_to_close_timeout=timedelta(minutes=10),
            retry_policy=_ALERT,
            summary="Alert the operator",
        )
    except ActivityError:
        return False
    return True
