"""Leaves people in peace at night: what comes due then waits for their morning.

Reminders are planned into the daytime. One that was held up by an outage, or is tried again, may
come due at night all the same.
"""

from datetime import datetime

from temporalio import workflow

from workflows.agenda import DueRung

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, RungOutcome
    from models.docket import Docket
    from models.people import Role
    from models.reminder_times import HOURS_WINDOW, in_daytime, spread


def leave_in_peace(state: Docket, entry: DueRung, now: datetime) -> bool:
    """Put off what is due to people for whom it is night; whether anybody is left to remind now.

    Args:
        state: The docket; only the entry's own rung is written, and one for the morning beside it.
        entry: A reminder whose moment has come.
        now: The workflow's clock.
    """
    rung, about = entry.rung, entry.about
    moments: dict[datetime, list[Role]] = {}
    for role in rung.recipients:
        moments.setdefault(_moment(state, entry, role, now), []).append(role)
    # Those who may be written to now, or else the first to wake, keep the rung itself.
    for number, at in enumerate(sorted(moments)):
        one = rung if number == 0 else rung.model_copy()
        if number > 0:
            about.rungs.append(one)
        one.recipients = tuple(moments[at])
        if at > now:
            one.at = at
            if isinstance(about, Deadline) and at >= about.expires_at:
                one.outcome, one.note = RungOutcome.SKIPPED, "it was night until the time ran out"
    return now in moments


def _moment(state: Docket, entry: DueRung, role: Role, now: datetime) -> datetime:
    """Now, or the morning from which somebody may be written to."""
    intake = state.intake
    person = intake.people.get(role)
    zone = (person.zone if person else None) or intake.zone
    morning = in_daytime(now, zone, intake.reminders, earlier=False)
    if morning == now or (role is Role.CASE_MANAGER and _cannot_wait(entry, morning)):
        return now
    return morning + spread(state.case_id)


def _cannot_wait(entry: DueRung, morning: datetime) -> bool:
    """Whether a case manager is called on at night: a clock of hours, or a day that ends by then.

    The first notice answers what the manager has just typed.
    """
    about = entry.about
    if entry.rung.key == "opened":
        return True
    if not isinstance(about, Deadline):
        return False
    short = about.reckoning.to_the_hour and about.expires_at - entry.at <= HOURS_WINDOW
    return short or morning >= about.expires_at
