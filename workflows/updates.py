"""How reports are told apart, answered and refused."""

from temporalio import workflow
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from models.any_event import DeadlineChange
    from models.deadline import Deadline
    from models.local_time import local_time


def report_name() -> str:
    """What a report that is sent again is known by: its update and its id."""
    info = workflow.current_update_info()
    return f"{info.name} {info.id}" if info else ""


def plain_failure(error: FailureError) -> ApplicationError:
    """A rulebook that could not answer, as the sender of an update or an intake should read it."""
    cause = error if isinstance(error, ApplicationError) else error.cause
    if isinstance(cause, ApplicationError):
        return ApplicationError(cause.message, type=cause.type, non_retryable=True)
    return ApplicationError("The rulebook could not be consulted; send it again.")


def changes_of(
    before: dict[str, Deadline], after: list[Deadline], why: str
) -> tuple[DeadlineChange, ...]:
    """What an event did to each deadline: opened, moved or settled."""
    changes = []
    for deadline in after:
        old = before.get(deadline.id)
        if old is not None and old.status is deadline.status:
            if old.expires_at == deadline.expires_at:
                continue
            if old.due_on == deadline.due_on:
                changes.append(_another_hour(old, deadline, why))
                continue
        changes.append(
            DeadlineChange(
                deadline=deadline.id,
                title=deadline.reckoning.title,
                before=old.due_on if old else None,
                after=deadline.due_on if deadline.is_open else None,
                why=why if deadline.is_open else f"{deadline.status.value}: {why}",
            )
        )
    return tuple(changes)


def _another_hour(old: Deadline, new: Deadline, why: str) -> DeadlineChange:
    """The day stands, and its hour moved."""
    before, after = (
        f"at {local_time(one.expires_at, one.reckoning.zone):%H:%M}"
        if one.to_the_hour
        else "with the day"
        for one in (old, new)
    )
    return DeadlineChange(
        deadline=new.id,
        title=new.reckoning.title,
        before=old.due_on,
        after=new.due_on,
        why=f"{why} It ends {after}, not {before}.",
    )
