"""Why a report about an appeal cannot take effect where its day puts it."""

from collections.abc import Callable
from datetime import date

from models.cases.deadline import Purpose
from models.cases.program import Kind, Outcome, Phase, Speed, can_be_expedited
from models.cases.standing import Clock
from models.inputs import appeal_reports
from models.inputs.appeal_intake import LEVELS, Intake
from models.local_time import short_day
from models.procedure.appeal.decisions.effectuation import waiting
from models.procedure.appeal.decisions.outcome import WON, comes_of_others, decided_level
from models.procedure.appeal.decisions.sent_back import vacates_itself
from models.procedure.appeal.facts import level_before
from models.procedure.appeal.requests.filing import is_late, own_clock
from models.procedure.appeal.requests.reopening import decided_on, reopened
from models.procedure.appeal.standing import AppealStanding
from models.procedure.appeal.validation.order_down import (
    completion,
    death,
    early,
    reopening,
    vacated_by_itself,
    waits,
    withdrawal,
)
from models.procedure.case import Case, Played
from models.rulebook import RulebookError

THE_FILING = "the day the request was filed"
LATE_REQUEST_PENDING = "A late request is recorded already; record its answer."


def why_unfit(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """Why a report does not fit where the case stands, in a sentence; None where it does."""
    check = _CHECKS.get(report.kind)
    if check is None:
        return "It changes nothing here."
    return check(case, standing, report)


def _filing(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    said: appeal_reports.AppealFiled = report.said
    clock = standing.filing_clock
    if not to_be_filed(standing):
        return f"Nothing is to be filed now: {waits(standing)}."
    intake = case.intake
    if said.speed is Speed.EXPEDITED and not can_be_expedited(
        intake.program, intake.request_kind, standing.level
    ):
        return "speed: these appeals have no expedited clock."
    if said.services_over is not None and not intake.program.fast_track:
        return "services_over: belongs to the fast-track programs."
    before = early("filed_on", said.filed_on, standing.notice_date, "the notice date")
    if clock is None:
        return before
    return before or _after_the_last_day(case, standing, report)


def to_be_filed(standing: AppealStanding) -> bool:
    """Whether a request may be filed now, with a clock or where no day is the last."""
    if standing.phase not in {Phase.FILING, Phase.GOOD_CAUSE}:
        return False
    return standing.filing_clock is not None or standing.withdrawn or standing.unlimited


def _after_the_last_day(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    """What is filed late asks for more time; once such a request is pending, nothing is filed."""
    said: appeal_reports.AppealFiled = report.said
    try:
        if is_late(case, standing, report):
            pending = standing.good_cause_filed_on is not None
            return LATE_REQUEST_PENDING if pending else None
        own = own_clock(case, standing, said.speed or standing.speed)
    except RulebookError as error:
        return str(error)
    if own is None or said.filed_on <= own.last_arguable:
        return None
    return (
        f"filed_on: {short_day(said.filed_on)} is after the last day of a request of this speed, "
        f"{short_day(own.last_arguable)}; leave speed out."
    )


def _decision(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    level, said = decided_level(standing, report), report.said
    if vacates_itself(said):
        return vacated_by_itself(standing, level, report.day)
    return _way_back(case, level, said) or _decision_of(case, standing, level, report)


def _way_back(case: Case[Intake], level: str, said: appeal_reports.DecisionRecorded) -> str | None:
    """Why a case cannot be sent back from a level to where a decision says."""
    if said.outcome is not Outcome.REMANDED or level not in LEVELS[case.intake.program]:
        return None
    levels = LEVELS[case.intake.program]
    below = levels[: levels.index(level)]
    if not below:
        return "outcome: there is no level below this one that it could be sent back to."
    if said.to is not None and said.to not in below:
        return f"to: expected one of {', '.join(below)}."
    return None


def _decision_of(
    case: Case[Intake], standing: AppealStanding, level: str, report: Played
) -> str | None:
    if reopened(standing, level) and standing.level != level:
        return early("notice_date", report.day, decided_on(case, standing, level), "the decision")
    if comes_of_others(case, standing, level):
        return None
    if level != standing.level or not decision_awaited(standing):
        return _late_decision(case, standing, level, report.day)
    return early("notice_date", report.day, awaited_since(standing), THE_FILING)


def decision_awaited(standing: AppealStanding) -> bool:
    """Whether the present level may decide now; an act of it on a late request accepts that."""
    return standing.phase in {Phase.DECIDING, Phase.FORWARDING} or standing.late_request_pending


def awaited_since(standing: AppealStanding) -> date | None:
    """Since when a decision at its level is awaited, where the case waits for one."""
    if standing.late_request_pending:
        return standing.good_cause_filed_on
    reached = standing.reached(standing.level)
    filed = (reached.filed_on if reached else None) or standing.notice_date
    if filed is None and standing.levels:
        filed = standing.levels[-1].filed_on
    return filed


def _late_decision(
    case: Case[Intake], standing: AppealStanding, level: str, day: date
) -> str | None:
    """A decision of the level before, whose time to decide had run out."""
    last = standing.levels[-1] if standing.levels else None
    before = last.level if last is not None else level_before(case, standing.level)
    late_phases = {Phase.FILING, Phase.FORWARDING, Phase.GOOD_CAUSE}
    if level != before:
        decided = standing.reached(level)
        if decided is not None and decided.decided_on is not None:
            return (
                f"level: {decided.title} is decided, and a later filing rests on that: its "
                "decision cannot be corrected any more."
            )
        if level == standing.level:
            return f"No decision is expected before a filing: {waits(standing)}."
        late = "" if before in {None, standing.level} else f", or {before} for a late decision"
        return f"level: expected {standing.level}{late}."
    if standing.phase not in late_phases or last is None or last.filed_on is None:
        return f"No late decision of that level is expected: {waits(standing)}."
    if last.decided_on is not None:
        return f"level: {last.title} decided on {short_day(last.decided_on)} already."
    return early("notice_date", day, last.filed_on, "the day it was filed")


def _expedited(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    said: appeal_reports.ExpeditedRequested = report.said
    program, kind = case.intake.program, case.intake.request_kind
    here = can_be_expedited(program, kind, standing.level)
    if not program.terms.expedited or (program.terms.expedited_at and not here):
        return (
            "These appeals have no expedited clock: claims under Original Medicare never do, and "
            "the fast-track appeals of a discharge or the end of services are fast already."
        )
    if case.intake.request_kind is Kind.PAYMENT:
        return "A request for payment cannot be expedited (42 CFR 422.570, 423.570)."
    if standing.speed is Speed.EXPEDITED and said.answer != "denied":
        return "The case already runs on the expedited clock."
    if not _decides(standing):
        return (
            f"Nothing that could be expedited awaits a decision: {waits(standing)}. To file an "
            "expedited request, record its filing first."
        )
    return early("requested_on", report.day, standing.levels[-1].filed_on, "the filing")


def _extension(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    del case
    said: appeal_reports.ExtensionRecorded = report.said
    if not _decides(standing):
        return f"No clock runs that could be extended: {waits(standing)}."
    step = standing.levels[-1]
    if step.extended and (said.days is None or step.extension_days is None):
        return "days: extended before; give the days of each, or set the day by an override."
    return early("noticed_on", report.day, step.filed_on, "the filing")


def _decides(standing: AppealStanding) -> bool:
    """Whether an adjudicator's clock runs."""
    return standing.phase is Phase.DECIDING and standing.running(Purpose.DECISION) is not None


def _escalation(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    del case
    if standing.phase is Phase.FORWARDING:
        earliest = standing.notice_date
        if standing.levels:
            earliest = standing.levels[-1].decided_on or standing.levels[-1].filed_on
        return early("on", report.day, earliest, "the level before it")
    if standing.phase is not Phase.DECIDING or not standing.may_be_escalated:
        return (
            "Escalation opens when an adjudicator that can be passed over has not decided in "
            f"time: {waits(standing)}."
        )
    return early("on", report.day, standing.levels[-1].filed_on, "the filing")


def _effectuation(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    del case
    levels, said = waiting(standing), report.said
    if not levels:
        return f"No decision waits to be put into effect: {waits(standing)}."
    level = said.level or report.binds.get("level")
    if level is not None and level not in levels:
        return f"level: expected {' or '.join(levels)}, whose decision waits to be put into effect."
    decisions = [
        step.decided_on
        for step in standing.levels
        if step.decided_on and step.outcome in WON and level in {None, step.level}
    ]
    return early("on", report.day, min(decisions, default=None), "the decision")


def _good_cause(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    del case
    said: appeal_reports.GoodCauseRequested = report.said
    clock = standing.filing_clock
    if said.answer is not None:
        if not standing.late_request_pending:
            return "answer: no late request is waiting for one."
        return early("answered_on", report.day, standing.good_cause_filed_on, "the request")
    return _late_request(standing, report.day, clock)


def _late_request(standing: AppealStanding, day: date, clock: Clock | None) -> str | None:
    step = standing.reached(standing.level)
    if standing.phase is Phase.DECIDING and step is not None and not step.late_filing:
        # A filing in time was reported after it: it asks for nothing any more. A new one is never
        # accepted so.
        return early("filed_on", day, step.filed_on, "the filing")
    by_the_hour = clock is not None and clock.to_the_hour and clock.last_arguable == day
    if standing.phase is Phase.FILING and clock is not None and not by_the_hour:
        # By a better count of the day it was in time. A new one is never accepted so.
        return early("filed_on", day, standing.notice_date, "the notice date")
    if standing.phase is not Phase.GOOD_CAUSE or clock is None:
        return f"No filing day has been missed: {waits(standing)}. Use file_appeal."
    if standing.good_cause_filed_on is not None and not standing.reasons_awaited:
        return LATE_REQUEST_PENDING
    return None


def _submission(case: Case[Intake], standing: AppealStanding, report: Played) -> str | None:
    del case, report
    if standing.phase in {Phase.DECIDING, Phase.FORWARDING}:
        return None
    return (
        f"Evidence goes with the filing, or after it: {waits(standing)}. It is attached when the "
        "filing is recorded with file_appeal; an opinion against the treatment is not, and can be "
        "sent after it."
    )


_CHECKS: dict[str, Callable[[Case[Intake], AppealStanding, Played], str | None]] = {
    "file_appeal": _filing,
    "record_decision": _decision,
    "request_expedited": _expedited,
    "record_extension": _extension,
    "escalate": _escalation,
    "record_effectuation": _effectuation,
    "request_good_cause": _good_cause,
    "record_withdrawal": withdrawal,
    "record_death": death,
    "request_reopening": reopening,
    "complete_request": completion,
    "submit_evidence": _submission,
}
"""Why a report of each kind cannot take effect, or None."""
