"""What cannot be recorded of any case, and why: days and hours to come, addresses beyond mail.

Each refusal is a sentence that says what is wrong and what would be right. None repeats a value
typed by a person other than a date.
"""

from datetime import date, time
from typing import Any

from pydantic import BaseModel

from models.cases.people import beyond_mail
from models.inputs.common_intake import FIRST_DAY, AnyIntake
from models.inputs.common_report import SmsStopped
from models.inputs.validation import Refusal
from models.local_time import hour_in_words, local_time, short_day
from models.procedure.case import Case, Played
from models.rulebook.covered_days import FIRST_OF_ALL, LAST_OF_ALL, out_of_range

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
    "signed_on",
)
"""Days of things that have happened, in reports and intakes."""

MAILABLE = (
    "expected an address with plain letters before the @; mail cannot be sent to letters with "
    "accents there"
)
"""What is expected of an email address beyond its form."""


def check_calendar(case: Case[Any], report: Played) -> None:
    """Refuse what says that something happened that is still to come.

    Raises:
        Refusal: naming the field.
    """
    fields = type(report.said).model_fields
    for name in (name for name in _DATED_FIELDS if name in fields):
        day = getattr(report.said, name)
        if day is not None and day > case.today:
            message = (
                f"{name}: {short_day(day)} is in the future; today is {short_day(case.today)}."
            )
            raise Refusal(message)
    received = report.said.received if "received" in fields else None
    if received is not None and received.on > case.today:
        message = (
            f"received.on: {short_day(received.on)} is in the future; today is "
            f"{short_day(case.today)}."
        )
        raise Refusal(message)
    for name, day in _beyond_all(report.said).items():
        raise Refusal(f"{_out_of_range(name, day)}.")


def _beyond_all(form: BaseModel) -> dict[str, date]:
    """The days of a form that no case is about, by their fields."""
    received = getattr(form, "received", None)
    beyond = out_of_range(received) if received is not None else {}
    return out_of_range(form) | {f"received.{name}": day for name, day in beyond.items()}


def _out_of_range(name: str, day: date) -> str:
    return (
        f"{name}: {short_day(day)} is no day from {short_day(FIRST_OF_ALL)} to "
        f"{short_day(LAST_OF_ALL)}"
    )


def check_addresses(report: Played) -> None:
    """Refuse addresses that no mail can be sent to.

    Raises:
        Refusal: naming each field.
    """
    if isinstance(report.said, BaseModel):
        problems = [f"{name}: {MAILABLE}" for name in beyond_mail(report.said)]
        if problems:
            raise Refusal("\n".join(problems))


def check_sms(case: Case[Any], report: Played) -> None:
    """Refuse to stop, or begin again, what is so already.

    Raises:
        Refusal: naming the field.
    """
    if not isinstance(report.said, SmsStopped):
        return
    whom = report.said.role.value.replace("_", " ")
    person = case.people.get(report.said.role)
    if person is None or person.phone is None:
        message = f"role: the case has no telephone number of the {whom}."
        raise Refusal(message)
    if person.sms is not report.said.stopped:
        now = "no SMS" if report.said.stopped else "SMS"
        message = f"stopped: the {whom} gets {now} already."
        raise Refusal(message)


def check_emptied(said: BaseModel, *but: str) -> None:
    """Refuse null in a report that corrects by the fields it gives: there it would change nothing.

    Args:
        said: What it says.
        but: Fields that null does empty.

    Raises:
        Refusal: naming the field.
    """
    for name in sorted(said.model_fields_set.difference(but)):
        if getattr(said, name) is None:
            message = (
                f"{name}: cannot be emptied with recalculate; take back the report that gave it "
                "with take_back, or correct that with correct."
            )
            raise Refusal(message)


def check_hour(case: Case[Any], name: str, day: date | None, at: time | None) -> None:
    """Refuse an hour of today that is still to come: a clock of hours would end too late.

    Raises:
        Refusal: naming the field.
    """
    now = local_time(case.now, case.zone)
    if at is not None and day == now.date() and at > now.time():
        message = (
            f"{name}: {hour_in_words(at)} on {short_day(day)} is still to come; it is "
            f"{hour_in_words(now)} now."
        )
        raise Refusal(message)


def not_before(name: str, day: date, earliest: date | None, what: str) -> None:
    """Refuse a day before the one that has to come first.

    Raises:
        Refusal: naming the field.
    """
    if earliest is not None and day < earliest:
        message = f"{name}: {short_day(day)} is before {what}, {short_day(earliest)}."
        raise Refusal(message)


def check_start(intake: AnyIntake, case_id: str, today: date, *, typed: bool = True) -> None:
    """Refuse an intake that contradicts its workflow id or the calendar, or cannot be written to.

    Args:
        intake: What the case is to begin from.
        case_id: The workflow id.
        today: In the zone of the intake.
        typed: Whether its people were typed; those of a case beside another were taken over.

    Raises:
        Refusal: a line per field.
    """
    problems = [f"{name}: {MAILABLE}" for name in beyond_mail(intake)] if typed else []
    if intake.case_id is not None and intake.case_id != case_id:
        problems.append(
            "case_id: differs from the Workflow ID; was this form copied from another case?"
        )
    for name in _DATED_FIELDS:
        day = getattr(intake, name, None)
        if day is not None and day > today:
            problems.append(
                f"{name}: {short_day(day)} is in the future; today is {short_day(today)}"
            )
        if day is not None and day < FIRST_DAY:
            problems.append(
                f"{name}: {short_day(day)} is before {short_day(FIRST_DAY)}, where the rulebook "
                "begins"
            )
    received = getattr(intake, "received", None)
    if received is not None and received.on > today:
        problems.append(
            f"received.on: {short_day(received.on)} is in the future; today is {short_day(today)}"
        )
    said = {one.partition(": ")[0] for one in problems}
    problems += [
        _out_of_range(name, day) for name, day in _beyond_all(intake).items() if name not in said
    ]
    for number, records in enumerate(getattr(intake, "records", ())):
        for name in ("sent_on", "received_on"):
            day = getattr(records, name)
            if day is not None and day > today:
                problems.append(
                    f"records.{number}.{name}: {short_day(day)} is in the future; today is "
                    f"{short_day(today)}"
                )
    if problems:
        raise Refusal("\n".join(problems))
