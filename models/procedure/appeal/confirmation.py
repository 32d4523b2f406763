"""Whether a second person has compared the dates of an appeal with its notice.

Who stands behind the dates is in `models.cases.log.confirmation`: tokens prove it, so it takes a
desk with sign-in. Elsewhere nothing is asked or shown, unless the reminder policy asks for it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.log.confirmation import CONFIRM_DATES, Confirmation, confirmation
from models.cases.standing import Matter, Said
from models.inputs.appeal_intake import Intake
from models.inputs.confirmation import DatesConfirmed
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.procedure.clocks import key

_COUNTED_FROM = (
    "program",
    "level",
    "stage",
    "kind",
    "speed",
    "notice_date",
    "received",
    "filed_on",
    "filed_at",
    "services_end",
    "services_end_at",
    "statement_on",
    "statement_at",
    "override",
)
"""What is confirmed: the fields of the intake that the paper shows and that clocks count from."""


def check_confirmation(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse a confirmation that would not count, or of a day that the case does not have.

    Raises:
        Refusal: in a sentence; the days of the case are not repeated.
    """
    del standing
    found = confirmation(case.log, _COUNTED_FROM)
    why = _why_not(found, report.said_by)
    if why is not None:
        raise Refusal(why)
    for name in DatesConfirmed.model_fields:
        day, read = getattr(case.intake, name), getattr(report.said, name)
        if day is not None and read is None:
            message = f"{name}: expected the day as you read it on the paper."
            raise Refusal(message)
        if read != day:
            message = (
                f"{name}: the case has another day. If the case is wrong, correct report 1 with "
                "correct; then somebody else confirms its dates."
            )
            raise Refusal(message)


def note_confirmation(case: Case[Intake], standing: AppealStanding) -> None:
    """Who stands behind the dates, and whether that is enough, as lists show it."""
    found = standing.confirmation = _asked(case)
    standing.dates_confirmed = found.is_whole if found is not None else None


def look_after_dates(case: Case[Intake], standing: AppealStanding) -> None:
    """Where the policy asks for a confirmation within days, and they have passed without one."""
    found, since = standing.confirmation, _asked_from(case, standing)
    if found is None or since is None or case.now < since:
        return
    standing.matters.append(
        Matter(
            key=key(case.intake.entry_level, FollowUpKind.CONFIRM_DATES.value, found.changed_in),
            kind=FollowUpKind.CONFIRM_DATES,
            level=case.intake.entry_level,
            said=Said("appeal.confirm_dates"),
        )
    )


def confirmation_looks(case: Case[Intake], standing: AppealStanding) -> Iterator[datetime]:
    """When the days of the policy have passed, while nobody has confirmed the dates."""
    since = _asked_from(case, standing) if standing.ending is None else None
    if since is not None:
        yield since


def confirmation_lines(case: Case[Intake], standing: AppealStanding) -> Iterator[Said]:
    """The line of the panel: who confirmed the dates and when, or what is still to be sent."""
    found = standing.confirmation
    if found is None:
        return
    who = _names(found.confirmed, "and")
    if found.is_whole:
        *_, last = found.confirmed.values()
        yield Said("appeal.dates_confirmed_by", {"who": who, "day": local_day(last.at, case.zone)})
        return
    name = "notice_date" if case.intake.notice_date is not None else "filed_on"
    if found.confirmed:
        yield Said("appeal.dates_confirmed_once", {"who": who, "field": name})
    elif found.needed > 1:
        yield Said("appeal.dates_unproven", {"field": name})
    else:
        others = _names((found.opened_by, *sorted(found.changed_by - {found.opened_by})), "or")
        yield Said("appeal.dates_unconfirmed", {"who": others, "field": name})


def _why_not(found: Confirmation, sender: str) -> str | None:
    """Why a confirmation by somebody would not count; None where it would."""
    if not sender:
        return (
            "Nothing proves who sent this, so it cannot count. Send it in the Temporal UI, signed "
            "in; whoever runs AppealClock knows whether this desk has sign-in."
        )
    if sender == found.opened_by:
        return "You opened this case: somebody else must confirm its dates."
    if sender in found.changed_by:
        return "You changed the dates of this case: somebody else must confirm them."
    if sender in found.confirmed:
        more = "" if found.is_whole else " One more person must."
        return f"You have confirmed these dates already.{more}"
    return None


def _asked(case: Case[Intake]) -> Confirmation | None:
    """What is known of it; None where the case was opened without sign-in and nobody asks."""
    asks = case.intake.reminders.confirm_dates_days is not None
    if not asks and not any(one.said_by or one.kind == CONFIRM_DATES for one in case.log):
        return None
    found = confirmation(case.log, _COUNTED_FROM)
    return found if asks or found.is_begun else None


def _asked_from(case: Case[Intake], standing: AppealStanding) -> datetime | None:
    """From when on the policy has somebody ask for it; None where it does not, or it is done."""
    days, found = case.intake.reminders.confirm_dates_days, standing.confirmation
    if days is None or found is None or found.is_whole:
        return None
    return found.changed_at + timedelta(days=days)


def _names(people: Iterable[str], last: str) -> str:
    return f" {last} ".join(people)
