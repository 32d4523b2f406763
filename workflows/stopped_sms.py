"""A person who wants no SMS gets none, and somebody else is told how they are reached then."""

from temporalio import workflow

from workflows.docket import close_matters, record
from workflows.refusals import refuse
from workflows.undelivered import look_after, reachable

with workflow.unsafe.imports_passed_through():
    from models.any_event import SmsStopped
    from models.deadline import FollowUpKind
    from models.docket import Docket
    from models.people import ContactChanges, Person, Role


def check_sms(state: Docket, event: SmsStopped) -> None:
    """Refuse what changes nothing, or would leave the case manager without any way to be told."""
    person = state.intake.people.get(event.role)
    whom = _whom(event.role)
    if person is None or person.phone is None:
        raise refuse(f"role: the case has no telephone number of the {whom}.")
    if person.sms is not event.stopped:
        now = "no SMS" if event.stopped else "SMS"
        raise refuse(f"stopped: the {whom} gets {now} already.")


def without_sms(state: Docket, event: SmsStopped) -> ContactChanges:
    """The person's contact details, with SMS stopped or begun again."""
    person = state.intake.people.get(event.role)
    assert person is not None  # noqa: S101 (refused above)
    changed: Person = person.model_copy(update={"sms": not event.stopped})
    return ContactChanges.model_validate({event.role.value: changed.model_dump(mode="json")})


def sms_stopped(state: Docket, event: SmsStopped) -> str:
    """Write down that somebody wants no SMS, and tell who answers for the case.

    To be called when the contact details have been changed.
    """
    whom = _whom(event.role)
    close_matters(
        item
        for item in state.follow_ups
        if item.kind in {FollowUpKind.SMS_STOPPED, FollowUpKind.OUT_OF_REACH}
        and item.level == event.role.value
    )
    if not event.stopped:
        return record(state, f"The {whom} gets SMS again.")
    told = (
        Role.BACKUP
        if event.role is Role.CASE_MANAGER and reachable(state, Role.BACKUP)
        else Role.CASE_MANAGER
    )
    if reachable(state, event.role):
        matter = look_after(
            state,
            FollowUpKind.SMS_STOPPED,
            (told,),
            title=f"The {whom} wants no SMS any more",
            text="They are written to by email from now on. There is nothing else to do.",
        )
    else:
        matter = look_after(
            state,
            FollowUpKind.OUT_OF_REACH,
            (told,),
            title=f"Find another way to reach the {whom}",
            text="They want no SMS any more and there is no email address, so they hear nothing "
            "from us. Tell them of each deadline by another way, and record an address with the "
            "update `update_contacts` when there is one.",
        )
    # The place of a level, for a matter that comes up at none: whose it is.
    matter.level = event.role.value
    return record(state, f"The {whom} wants no SMS any more.")


def within_reach_again(state: Docket) -> None:
    """Close the matter of whoever can be written to again."""
    close_matters(
        item
        for item in state.follow_ups
        if item.kind is FollowUpKind.OUT_OF_REACH and reachable(state, Role(item.level))
    )


def _whom(role: Role) -> str:
    return role.value.replace("_", " ")
