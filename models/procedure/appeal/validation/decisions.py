"""What cannot be recorded as a decision of an appeal, and why."""

from datetime import date

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.program import Outcome, Phase
from models.inputs import appeal_reports
from models.inputs.appeal_intake import LEVELS, Intake
from models.inputs.validation import Refusal
from models.procedure.acceptance.checks import not_before
from models.procedure.appeal.decisions.outcome import WON, binds, comes_of_others, decided_level
from models.procedure.appeal.decisions.sent_back import goes_back_to, vacates_itself
from models.procedure.appeal.facts import above, level_after, level_of, rule_facts
from models.procedure.appeal.requests.reopening import reopened
from models.procedure.appeal.standing import AppealStanding, LevelReached
from models.procedure.appeal.validation.correction import correctable
from models.procedure.appeal.validation.order import THE_FILING, awaited_since, decision_awaited
from models.procedure.appeal.validation.order_down import waits
from models.procedure.case import Case, Played


def check_decision(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Reject a decision that no filing awaits, that is recorded already, or that others rest on.

    Raises:
        Refusal: In a sentence.
    """
    said: appeal_reports.DecisionRecorded = report.said
    revised = said.level is not None and reopened(standing, said.level)
    anew = vacates_itself(said) or revised
    mistaken = None if anew else correctable(standing, said.level)
    if anew:
        pass
    elif mistaken is not None:
        following = level_after(case, standing.level) or ""
        if said.level is None and comes_of_others(case, standing, following):
            raise Refusal(f"level: expected {mistaken.level} or {following}, whichever decided.")
        filed = mistaken.filed_on or _came_before(standing)
        not_before("notice_date", said.notice_date, filed, "the day it was filed")
        _stands(case, standing, mistaken, said)
    elif said.level is None or said.level == standing.level:
        _awaited(case, standing, said)
    else:
        _built_upon(standing, said.level)
    if said.received is not None:
        not_before("received.on", said.received.on, said.notice_date, "the notice date")
    if said.to is not None and said.outcome is not Outcome.REMANDED:
        raise Refusal("to: belongs to a remanded outcome only.")
    partly = said.outcome is Outcome.PARTIALLY_FAVORABLE
    if partly and _only_a_dismissal(standing, report):
        raise Refusal(
            "outcome: what is reviewed is a dismissal: expected favorable where it is vacated, "
            "unfavorable where it stands."
        )
    if not partly and (said.remaining or said.remaining_amount is not None):
        raise Refusal("remaining: belongs to a partially_favorable outcome only.")
    if said.override is not None:
        not_before("override.due_on", said.override.due_on, said.notice_date, "the notice date")
        _has_day_to_set(case, standing, report, mistaken)


def _only_a_dismissal(standing: AppealStanding, report: Played) -> bool:
    """Whether the level that decided was asked about the dismissal of a request alone."""
    step = standing.reached(decided_level(standing, report))
    return step is not None and bool(step.reviews)


def _came_before(standing: AppealStanding) -> date | None:
    """When the level before the last one decided, or was reached."""
    before = standing.levels[-2] if len(standing.levels) > 1 else None
    return (before.decided_on or before.filed_on) if before else None


def _awaited(
    case: Case[Intake], standing: AppealStanding, said: appeal_reports.DecisionRecorded
) -> None:
    last = standing.levels[-1] if standing.levels else None
    if said.level is None and last is not None and last.sent_back:
        _not_twice(standing, said)
    if not decision_awaited(standing):
        late = f" For a late decision of {last.title}, give level: {last.level}." if last else ""
        following = level_after(case, standing.level)
        if following is not None and comes_of_others(case, standing, following):
            title = level_of(case, following).title
            late = f" For the decision of {title}, give level: {following}."
        raise Refusal(f"No decision is expected before a filing: {waits(standing)}.{late}")
    if standing.phase is Phase.FORWARDING and said.level is None and last is not None:
        raise Refusal(f"level: expected {last.level} or {standing.level}, whichever decided.")
    not_before("notice_date", said.notice_date, awaited_since(standing), THE_FILING)


def _not_twice(standing: AppealStanding, said: appeal_reports.DecisionRecorded) -> None:
    """The decision that sent the case back is not one of the level that it went back to."""
    before = next((one for one in reversed(standing.levels) if one.decided_on), None)
    if before is None:
        return
    if (said.outcome, said.notice_date) == (before.outcome, before.decided_on):
        raise Refusal(
            f"The decision of {before.title} is recorded so already. For one of the level that the "
            f"case was sent back to, give level: {standing.level}."
        )


def _built_upon(standing: AppealStanding, level: str) -> None:
    step = standing.reached(level)
    if step is not None and step.decided_on is not None:
        raise Refusal(
            f"level: {step.title} is decided, and a later filing rests on that: its decision "
            "cannot be corrected any more."
        )


def _stands(
    case: Case[Intake],
    standing: AppealStanding,
    step: LevelReached,
    said: appeal_reports.DecisionRecorded,
) -> None:
    """A decision that something was built on stays; so does one that is recorded as it was."""
    beyond = standing.level not in {step.level, level_after(case, step.level)}
    requested = standing.good_cause_filed_on is not None
    if requested or (beyond and standing.phase is not Phase.FORWARDING):
        raise Refusal(
            f"level: a late request was filed upon the decision of {step.title}, which cannot be "
            "corrected any more."
        )
    if step.outcome in WON and not _waits_for_effect(standing, step.level):
        raise Refusal(
            f"level: the decision of {step.title} was put into effect; it cannot be corrected "
            "any more."
        )
    same = (said.outcome, said.notice_date) == (step.outcome, step.decided_on)
    if same and standing.notice_date == step.decided_on and not _adds(said):
        raise Refusal(f"The decision of {step.title} is recorded so already.")


def _waits_for_effect(standing: AppealStanding, level: str) -> bool:
    """Whether a decision of a level still waits to be put into effect."""
    clocks = (one for one in standing.open_clocks if one.purpose is Purpose.EFFECTUATION)
    matters = (one for one in standing.matters if one.kind is FollowUpKind.EFFECTUATION)
    return level in {*(one.level for one in clocks), *(one.level for one in matters)}


def _adds(said: appeal_reports.DecisionRecorded) -> bool:
    """Whether a decision comes with more than its outcome and day."""
    return any(
        getattr(said, name) is not None
        for name in ("received", "remaining", "remaining_amount", "override")
    )


def _has_day_to_set(
    case: Case[Intake],
    standing: AppealStanding,
    report: Played,
    mistaken: LevelReached | None,
) -> None:
    """Refuse a last day to file that a notice is said to print, where nothing is to be filed."""
    said: appeal_reports.DecisionRecorded = report.said
    name = said.level or (mistaken.level if mistaken is not None else standing.level)
    if name not in LEVELS[case.intake.program]:
        # The play says which levels may be named.
        return
    level = level_of(case, name)
    facts = rule_facts(case, standing, standing.known, name)
    filing = above(level) is not None and said.outcome is not Outcome.FAVORABLE
    if said.outcome is not Outcome.DISMISSED and level.adverse_path(facts) == "forwarded":
        filing = False
    if goes_back_to(case, standing, name, report) or binds(level, standing, report):
        filing = False
    if not filing:
        raise Refusal(
            "override: after this decision no request of ours has a last day. Set the day of "
            "another clock with recalculate, naming its deadline."
        )
