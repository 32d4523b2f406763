"""What is likely a slip of the hand, or about nothing that stands: asked once of a new report.

Each refusal is a sentence that says what is wrong and what would be right. None repeats a value
typed by a person other than a date.
"""

from collections.abc import Callable

from models.cases.deadline import Purpose
from models.cases.kinds import CaseKind
from models.cases.log.confirmation import CONFIRM_DATES
from models.cases.program import (
    Kind,
    Phase,
    Program,
    covering_opinions,
    plan_program,
    program_title,
)
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.inputs.grievance import GrievanceStarted
from models.inputs.request.claim_details import DETAILS, DetailsAdded
from models.inputs.request.drafting import DRAFT
from models.inputs.request.sending import DELIVERY
from models.inputs.validation import Refusal
from models.local_time import local_day, short_day
from models.procedure.acceptance.checks import check_emptied, check_hour, not_before
from models.procedure.appeal.confirmation import check_confirmation
from models.procedure.appeal.decisions.effectuation import waiting
from models.procedure.appeal.evidence import not_filed, to_send
from models.procedure.appeal.representation import APPOINTMENT, check_appointment
from models.procedure.appeal.requests.delivery import check_delivery
from models.procedure.appeal.requests.drafts import check_draft
from models.procedure.appeal.requests.elements import check_missing
from models.procedure.appeal.requests.hearing import check_hearing
from models.procedure.appeal.standing import AppealStanding
from models.procedure.appeal.validation.correction import (
    clock_to_set,
    limits_of,
    overrides_of,
    withdraws_override,
)
from models.procedure.appeal.validation.decisions import check_decision
from models.procedure.appeal.validation.order import LATE_REQUEST_PENDING, to_be_filed
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
    if not to_be_filed(standing):
        raise _refuse(f"Nothing is to be filed now: {waits(standing)}.")
    not_before("filed_on", report.day, standing.notice_date, "the notice date")
    check_missing(case, standing.level, report.said.incomplete)


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
        raise _refuse(
            f"filed_on: {short_day(report.day)} is in time (last day {short_day(last)}); use "
            "file_appeal."
        )


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
    if said.services_end is not None and not intake.program.has_an_end:
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
    running = {clock.key for clock in limits_of(standing)}
    if standing.phase is Phase.GOOD_CAUSE and ours is not None:
        running.add(ours.key)
    if not running:
        raise _refuse(f"override: no deadline is open: {waits(standing)}.")
    if said.deadline is None:
        theirs = not any(clock.purpose.ours for clock in limits_of(standing))
        if theirs and len(running) > 1:
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
    if plan_program(case.intake.program).terms.second_opinion is None:
        titles = [program_title(Program(one)) for one in covering_opinions()]
        raise _refuse(f"Second opinions belong to {', '.join(titles)}.")
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


def _details(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    del standing
    said: DetailsAdded = report.said
    for name, given in said.by_level.items():
        if given.keys() - set(case.intake.levels):
            raise _refuse(f"{name}: expected a level as the name: {', '.join(case.intake.levels)}")


_CHECKS: dict[str, Callable[[Case[Intake], AppealStanding, Played], None]] = {
    "record_receipt": _receipt,
    "file_appeal": _filing,
    "record_decision": check_decision,
    "request_expedited": _expedited,
    "record_extension": _extension,
    "escalate": _escalation,
    "record_effectuation": _effectuation,
    "request_good_cause": _good_cause,
    "recalculate": _recalculation,
    "record_hearing": check_hearing,
    APPOINTMENT: check_appointment,
    "start_second_opinion": _second_opinion,
    "submit_evidence": _submission,
    DETAILS: _details,
    DRAFT: check_draft,
    CONFIRM_DATES: check_confirmation,
    DELIVERY: check_delivery,
    "file_grievance": _grievance,
}
"""The check of each kind of report; those that need none have none."""
