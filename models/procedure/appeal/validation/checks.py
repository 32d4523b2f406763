"""What is likely a slip of the hand, or about nothing that stands: asked once of a new report.

Each refusal is a sentence that says what is wrong and what would be right. None repeats a value
typed by a person other than a date.
"""

from collections.abc import Callable
from datetime import date

from models.cases.deadline import FollowUpKind, Purpose
from models.cases.kinds import CaseKind
from models.cases.program import Kind, Outcome, Phase, Program, plan_program
from models.inputs import appeal_reports
from models.inputs.appeal_intake import LEVELS, Intake
from models.inputs.grievance import GrievanceStarted
from models.inputs.validation import Refusal
from models.local_time import local_day
from models.procedure.acceptance.checks import check_emptied, check_hour, not_before
from models.procedure.appeal.decisions.effectuation import waiting
from models.procedure.appeal.decisions.outcome import WON, binds, decided_level
from models.procedure.appeal.decisions.sent_back import goes_back_to, vacates_itself
from models.procedure.appeal.evidence import not_filed, to_send
from models.procedure.appeal.facts import above, level_after, level_of, rule_facts
from models.procedure.appeal.requests.reopening import reopened
from models.procedure.appeal.standing import AppealStanding, LevelReached
from models.procedure.appeal.validation.correction import (
    clock_to_set,
    correctable,
    overrides_of,
    withdraws_override,
)
from models.procedure.appeal.validation.order import (
    LATE_REQUEST_PENDING,
    THE_FILING,
    awaited_since,
    decision_awaited,
    to_be_filed,
)
from models.procedure.appeal.validation.order_down import waits
from models.procedure.case import Case, Played


def check_intake(case: Case[Intake]) -> None:
    """Refuse an intake with an hour of today that is still to come.

    Raises:
        Refusal: naming the field.
    """
    intake = case.intake
    check_hour(case, "filed_at", intake.filed_on, intake.filed_at)
    check_hour(case, "statement_at", intake.statement_on, intake.statement_at)


def check_report(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Refuse a new report that contradicts how the case stands now.

    Raises:
        Refusal: in a sentence.
    """
    for name in ("filed", "records", "statement", "requested"):
        day = getattr(report.said, f"{name}_on", None)
        check_hour(case, f"{name}_at", day, getattr(report.said, f"{name}_at", None))
    check = _CHECKS.get(report.kind)
    if check is not None:
        check(case, standing, report)


def _refuse(message: str) -> Refusal:
    return Refusal(message)


def _receipt(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    waiting = standing.phase in {Phase.FILING, Phase.GOOD_CAUSE}
    if not waiting or standing.filing_clock is None:
        raise _refuse(f"No filing day rests on the receipt of a notice now: {waits(standing)}.")
    if standing.no_notice:
        raise _refuse(
            "No notice was received: the day is counted from when the time to decide ran out. "
            "Record a late decision with record_decision, naming its level."
        )
    said: appeal_reports.ReceiptRecorded = report.said
    not_before("received.on", said.received.on, standing.notice_date, "the notice date")


def _filing(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    if not to_be_filed(standing):
        raise _refuse(f"Nothing is to be filed now: {waits(standing)}.")
    not_before("filed_on", report.day, standing.notice_date, "the notice date")


def _decision(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    said: appeal_reports.DecisionRecorded = report.said
    revised = said.level is not None and reopened(standing, said.level)
    anew = vacates_itself(said) or revised
    mistaken = None if anew else correctable(standing, said.level)
    if anew:
        pass
    elif mistaken is not None:
        filed = mistaken.filed_on or _came_before(standing)
        not_before("notice_date", said.notice_date, filed, "the day it was filed")
        _stands(case, standing, mistaken, said)
    elif said.level is None or said.level == standing.level:
        _awaited(standing, said)
    else:
        _built_upon(standing, said.level)
    if said.received is not None:
        not_before("received.on", said.received.on, said.notice_date, "the notice date")
    if said.to is not None and said.outcome is not Outcome.REMANDED:
        raise _refuse("to: belongs to a remanded outcome only.")
    partly = said.outcome is Outcome.PARTIALLY_FAVORABLE
    if partly and _only_a_dismissal(standing, report):
        raise _refuse(
            "outcome: what is reviewed is a dismissal: expected favorable where it is vacated, "
            "unfavorable where it stands."
        )
    if not partly and (said.remaining or said.remaining_amount is not None):
        raise _refuse("remaining: belongs to a partially_favorable outcome only.")
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


def _awaited(standing: AppealStanding, said: appeal_reports.DecisionRecorded) -> None:
    last = standing.levels[-1] if standing.levels else None
    if said.level is None and last is not None and last.sent_back:
        _not_twice(standing, said)
    if not decision_awaited(standing):
        late = f" For a late decision of {last.title}, give level: {last.level}." if last else ""
        raise _refuse(f"No decision is expected before a filing: {waits(standing)}.{late}")
    if standing.phase is Phase.FORWARDING and said.level is None and last is not None:
        raise _refuse(f"level: expected {last.level} or {standing.level}, whichever decided.")
    not_before("notice_date", said.notice_date, awaited_since(standing), THE_FILING)


def _not_twice(standing: AppealStanding, said: appeal_reports.DecisionRecorded) -> None:
    """The decision that sent the case back is not one of the level that it went back to."""
    before = next((one for one in reversed(standing.levels) if one.decided_on), None)
    if before is None:
        return
    if (said.outcome, said.notice_date) == (before.outcome, before.decided_on):
        raise _refuse(
            f"The decision of {before.title} is recorded so already. For one of the level that the "
            f"case was sent back to, give level: {standing.level}."
        )


def _built_upon(standing: AppealStanding, level: str) -> None:
    step = standing.reached(level)
    if step is not None and step.decided_on is not None:
        raise _refuse(
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
        raise _refuse(
            f"level: a late request was filed upon the decision of {step.title}, which cannot be "
            "corrected any more."
        )
    if step.outcome in WON and not _waits_for_effect(standing, step.level):
        raise _refuse(
            f"level: the decision of {step.title} was put into effect; it cannot be corrected "
            "any more."
        )
    same = (said.outcome, said.notice_date) == (step.outcome, step.decided_on)
    if same and standing.notice_date == step.decided_on and not _adds(said):
        raise _refuse(f"The decision of {step.title} is recorded so already.")


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
        raise _refuse(
            "override: after this decision no request of ours has a last day. Set the day of "
            "another clock with recalculate, naming its deadline."
        )


def _expedited(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    if standing.phase is Phase.DECIDING:
        filed = standing.levels[-1].filed_on
        not_before("requested_on", report.day, filed, "the filing")


def _extension(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    if standing.phase is Phase.DECIDING:
        filed = standing.levels[-1].filed_on
        not_before("noticed_on", report.day, filed, "the filing")


def _escalation(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Past an adjudicator that may still decide, nothing can be escalated."""
    check_hour(case, "at", report.day, report.hour)
    if standing.phase is not Phase.DECIDING:
        return
    not_before("on", report.day, standing.levels[-1].filed_on, "the filing")
    clock = standing.latest(Purpose.DECISION)
    ran_out = clock.due_on if clock is not None and clock.level == standing.level else None
    if ran_out is not None and standing.escalation is not None:
        ran_out = min(ran_out, local_day(standing.escalation.due_at, case.zone))
    not_before("on", report.day, ran_out, "the last day to decide")


def _effectuation(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """Two decisions that wait are two effectuations: which one it is has to be said."""
    del case
    levels = waiting(standing)
    if report.said.level is None and len(levels) > 1:
        raise _refuse(
            f"level: expected {' or '.join(levels)}: each has a decision that waits to be put into "
            "effect."
        )


def _good_cause(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    said: appeal_reports.GoodCauseRequested = report.said
    clock = standing.filing_clock
    if said.answer is not None:
        # Whether a late request waited for it is known on its day: a decision may have followed.
        if standing.late_request_pending:
            not_before("answered_on", report.day, standing.good_cause_filed_on, "the request")
        return
    if standing.phase is not Phase.GOOD_CAUSE or clock is None:
        raise _refuse(f"No filing day has been missed: {waits(standing)}. Use file_appeal.")
    if standing.good_cause_filed_on is not None and not standing.reasons_awaited:
        raise _refuse(LATE_REQUEST_PENDING)
    # What ended at an hour of that day has passed, and the day alone does not say when.
    last = clock.last_arguable
    if report.day < last or (report.day == last and not clock.to_the_hour):
        raise _refuse(f"filed_on: {report.day} is in time (last day {last}); use file_appeal.")


def _recalculation(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    said: appeal_reports.Recalculated = report.said
    check_emptied(said, "override", "deadline")
    if said.notice_date is not None:
        if standing.filing_clock is None or standing.notice_date is None:
            raise _refuse(f"notice_date: no open deadline rests on a notice: {waits(standing)}.")
        if standing.phase not in {Phase.FILING, Phase.GOOD_CAUSE}:
            raise _refuse(f"notice_date: its deadline is settled: {waits(standing)}.")
    if said.filed_on is not None:
        if standing.phase is not Phase.DECIDING:
            raise _refuse(f"filed_on: no filed request awaits a decision: {waits(standing)}.")
        if standing.levels[-1].sent_back:
            raise _refuse(
                "filed_on: the case was sent back here, and nobody filed for it. Give the day on "
                "which it was received back as records_on."
            )
        not_before("filed_on", said.filed_on, standing.notice_date, "the notice date")
    _foreign_facts(case, standing, said)
    _override(case, standing, said)


def _foreign_facts(
    case: Case[Intake], standing: AppealStanding, said: appeal_reports.Recalculated
) -> None:
    """Facts of another program, and hours without their day."""
    intake = case.intake
    if said.statement_on is not None and intake.request_kind is not Kind.EXCEPTION:
        raise _refuse("statement_on: belongs to kind exception of part_d.")
    if said.services_end is not None and not intake.program.fast_track:
        raise _refuse("services_end: belongs to the fast-track programs.")
    if said.records_on is not None and standing.phase is not Phase.DECIDING:
        raise _refuse(f"records_on: no filed request awaits a decision: {waits(standing)}.")
    for day, hour, known in (
        ("filed_on", "filed_at", None),
        ("records_on", "records_at", None),
        ("statement_on", "statement_at", standing.known.statement_on),
        ("services_end", "services_end_at", standing.known.services_end),
    ):
        if getattr(said, hour) is not None and (getattr(said, day) or known) is None:
            raise _refuse(f"{hour}: expected together with {day}.")


def _override(
    case: Case[Intake], standing: AppealStanding, said: appeal_reports.Recalculated
) -> None:
    """A day that is set by hand, or is so no more, and the clock it is set for."""
    if withdraws_override(said):
        clock = clock_to_set(standing, said.deadline)
        if clock is None or not overrides_of(case, standing, clock.key):
            raise _refuse("override: no day of this deadline is set by hand.")
        return
    if said.override is None:
        if said.deadline is not None:
            raise _refuse("deadline: belongs to an override.")
        return
    ours = standing.filing_clock
    running = {clock.key for clock in standing.open_clocks}
    if standing.phase is Phase.GOOD_CAUSE and ours is not None:
        running.add(ours.key)
    if not running:
        raise _refuse(f"override: no deadline is open: {waits(standing)}.")
    if said.deadline is None:
        theirs = not any(clock.purpose.ours for clock in standing.open_clocks)
        if theirs and len(standing.open_clocks) > 1:
            names = ", ".join(sorted(running))
            raise _refuse(f"deadline: expected, as several are open: one of {names}.")
    elif clock_to_set(standing, said.deadline) is None:
        raise _refuse(f"deadline: expected one of {', '.join(sorted(running))}.")
    step = standing.reached(standing.level)
    filed = step.filed_on if step is not None else None
    began = standing.notice_date if ours is not None else filed
    not_before("override.due_on", said.override.due_on, began, "the day it counts from")


def _second_opinion(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del standing, report
    if plan_program(case.intake.program) not in {Program.ORIGINAL, Program.PART_C}:
        raise _refuse("Second opinions belong to Original Medicare and Medicare Advantage.")
    for child in case.children:
        if child.is_open and child.kind is CaseKind.SECOND_OPINION:
            raise _refuse(f"A second opinion is running already: {child.id}.")


def _grievance(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del standing
    said: GrievanceStarted = report.said
    check_hour(case, "filed_at", said.filed_on, said.filed_at)


def _submission(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del case
    said: appeal_reports.EvidenceSubmitted = report.said
    pieces = not_filed(standing)
    names = [piece.id for piece in pieces]
    if not names:
        raise _refuse("evidence: every piece listed is filed already.")
    if any(one not in names for one in said.evidence):
        raise _refuse(f"evidence: expected ids among {', '.join(names)}.")
    chosen = [piece for piece in pieces if piece.id in said.evidence]
    if not said.evidence:
        chosen = to_send(standing)
    if not chosen:
        raise _refuse(
            "evidence: what is not filed speaks against the treatment. Name it to send it all the "
            f"same: {', '.join(names)}."
        )
    for piece in chosen:
        not_before("sent_on", said.sent_on, piece.received_on, "the evidence arrived")


_CHECKS: dict[str, Callable[[Case[Intake], AppealStanding, Played], None]] = {
    "record_receipt": _receipt,
    "file_appeal": _filing,
    "record_decision": _decision,
    "request_expedited": _expedited,
    "record_extension": _extension,
    "escalate": _escalation,
    "record_effectuation": _effectuation,
    "request_good_cause": _good_cause,
    "recalculate": _recalculation,
    "start_second_opinion": _second_opinion,
    "submit_evidence": _submission,
    "file_grievance": _grievance,
}
"""The check of each kind of report; those that need none have none."""
