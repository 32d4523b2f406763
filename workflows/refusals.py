"""What cannot be recorded, and why: checked before an update is accepted into the history.

Each refusal is a sentence that says what is wrong and what would be right. None repeats a value
typed by a person other than a date.
"""

from datetime import date, time

from temporalio import workflow
from temporalio.exceptions import ApplicationError

from workflows.docket import code_of, named, open_items
from workflows.payloads import REFUSED

with workflow.unsafe.imports_passed_through():
    from models.any_event import Acknowledged, Event
    from models.any_intake import FIRST_DAY, AnyIntake
    from models.docket import DOCKET_TITLES, Docket
    from models.local_time import local_time
    from models.people import beyond_mail

_DATED_FIELDS = (
    "filed_on",
    "notice_date",
    "requested_on",
    "noticed_on",
    "on",
    "answered_on",
    "records_on",
    "statement_on",
    "event_on",
    "received_on",
    "sent_on",
    "assigned_on",
)
"""Days of things that have happened, in events and intakes."""


MAILABLE = (
    "expected an address with plain letters before the @; mail cannot be sent to letters with "
    "accents there"
)
"""What is expected of an email address beyond its form."""


def refuse(reason: str) -> ApplicationError:
    """The failure that tells a person why something was not recorded."""
    return ApplicationError(reason, type=REFUSED, non_retryable=True)


def check_start(
    intake: AnyIntake, workflow_id: str, today: date, *, addresses: bool = True
) -> None:
    """Refuse a start that contradicts its workflow id or the calendar, or cannot be written to.

    Args:
        intake: What the work is to begin from.
        workflow_id: The id it has.
        today: In the zone of the intake.
        addresses: Whether to look at what mail cannot be sent to.
    """
    problems = [f"{name}: {MAILABLE}" for name in beyond_mail(intake)] if addresses else []
    if intake.case_id is not None and intake.case_id != workflow_id:
        problems.append(
            "case_id: differs from the Workflow ID; was this form copied from another case?"
        )
    for name in _DATED_FIELDS:
        day = getattr(intake, name, None)
        if day is not None and day > today:
            problems.append(f"{name}: {day} is in the future; today is {today}")
        if day is not None and day < FIRST_DAY:
            problems.append(f"{name}: {day} is before {FIRST_DAY}, where the rulebook begins")
    received = getattr(intake, "received", None)
    if received is not None and received.on > today:
        problems.append(f"received.on: {received.on} is in the future; today is {today}")
    for number, records in enumerate(getattr(intake, "records", ())):
        for name in ("sent_on", "received_on"):
            day = getattr(records, name)
            if day is not None and day > today:
                problems.append(
                    f"records.{number}.{name}: {day} is in the future; today is {today}"
                )
    if problems:
        raise refuse("\n".join(problems))


def check_addresses(event: Event) -> None:
    """Refuse addresses that no mail can be sent to."""
    problems = [f"{name}: {MAILABLE}" for name in beyond_mail(event)]
    if problems:
        raise refuse("\n".join(problems))


def check_carried(state: Docket, workflow_id: str, *, continued: bool) -> None:
    """Refuse a start from what another case carried on."""
    if state.case_id != workflow_id or not continued:
        raise refuse("Expected an intake; this is the state of another run, copied from its form.")


def check_calendar(state: Docket, event: Event, today: date) -> None:
    """Refuse what comes after the end, or says that something happened that is still to come."""
    if state.ending is not None:
        what = DOCKET_TITLES[state.kind] if state.kind.value != "appeal" else "case"
        raise refuse(f"The {what.lower()} ended on {state.ended_on}; nothing more can be recorded.")
    for name in _DATED_FIELDS:
        day = getattr(event, name, None)
        if day is not None and day > today:
            raise refuse(f"{name}: {day} is in the future; today is {today}.")
    received = getattr(event, "received", None)
    if received is not None and received.on > today:
        raise refuse(f"received.on: {received.on} is in the future; today is {today}.")


def check_acknowledgement(state: Docket, event: Acknowledged) -> None:
    """Refuse to silence what does not run."""
    items = open_items(state)
    if not items:
        raise refuse("No deadline is open.")
    if named(state, event.deadline) is None:
        known = ", ".join(f"{code_of(state, item)} ({item.id})" for item in items)
        raise refuse(f"deadline: expected one of {known}.")


def check_hour(state: Docket, name: str, day: date | None, at: time | None) -> None:
    """Refuse an hour of today that is still to come: a clock of hours would end too late."""
    if at is not None and is_to_come(state, day, at):
        now = local_time(workflow.now(), state.intake.zone)
        raise refuse(f"{name}: {at:%H:%M} of {day} is still to come; it is {now:%H:%M} now.")


def is_to_come(state: Docket, day: date | None, at: time | None) -> bool:
    """Whether an hour is one of today that has not come yet."""
    now = local_time(workflow.now(), state.intake.zone)
    return at is not None and day == now.date() and at > now.time()


def not_before(name: str, day: date, earliest: date | None, what: str) -> None:
    """Refuse a day before the one that has to come first."""
    if earliest is not None and day < earliest:
        raise refuse(f"{name}: {day} is before {what}, {earliest}.")
