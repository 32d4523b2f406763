"""Why what takes a case down, or stops it, cannot take effect where its day puts it."""

from datetime import date

from models.cases.program import Outcome, Phase
from models.inputs.appeal_intake import Intake
from models.local_time import short_day
from models.procedure.appeal.facts import level_of
from models.procedure.appeal.requests.reopening import decided_on, last_decided
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case, Played
from models.rulebook import RulebookError


def waits(standing: AppealStanding) -> str:
    """Where the case stands, as a sentence goes on."""
    return f"the case is at {standing.level_title} and waits for: {standing.phase.value}"


def early(name: str, day: date, earliest: date | None, what: str) -> str | None:
    """Why a day cannot be, where another has to come first."""
    if earliest is None or day >= earliest:
        return None
    return f"{name}: {short_day(day)} is before {what}, {short_day(earliest)}."


def withdrawal(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """A request can be withdrawn while it awaits an answer."""
    del case
    if standing.late_request_pending:
        return early("on", report.day, standing.good_cause_filed_on, "the late request")
    step = standing.asked
    if standing.phase is not Phase.DECIDING or step is None:
        return f"No request awaits a decision that could be withdrawn: {waits(standing)}."
    return early("on", report.day, step.filed_on, "the filing")


def death(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """Once is enough."""
    del case, report
    if standing.death is not None:
        return f"It is recorded already, in report {standing.death.number}."
    return None


def completion(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """What was missing can come while the request waits for it."""
    del case
    step = standing.asked
    if standing.phase is not Phase.DECIDING or step is None or not step.incomplete:
        return f"No request is recorded as incomplete: {waits(standing)}."
    if any(one not in step.incomplete for one in report.said.what):
        return f"what: expected {' or '.join(one.value for one in step.incomplete)}."
    return early("on", report.day, step.filed_on, "the filing")


def reopening(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """Only what was decided can be reopened."""
    name = report.said.level or report.binds.get("level") or last_decided(case, standing)
    if name is None:
        return "level: nothing was decided yet that could be reopened."
    try:
        level = level_of(case, str(name))
    except RulebookError:
        return "level: expected one that has decided."
    on = decided_on(case, standing, level.level)
    if on is None:
        return "level: expected one that has decided."
    return early("filed_on", report.day, on, "the decision")


def vacated_by_itself(standing: AppealStanding, level: str, day: date) -> str | None:
    """A level takes up again what it had dismissed."""
    step = standing.reached(level)
    if step is not None and step.outcome is Outcome.DISMISSED:
        return early("notice_date", day, step.decided_on, "the dismissal")
    if standing.reviewed == level:
        return early("notice_date", day, standing.notice_date, "the dismissal")
    return "to: the level named did not dismiss a request; nothing of its own can be vacated."
