"""A late request with its reasons, and the answer to it."""

from models.cases.deadline import FollowUpKind
from models.cases.program import Ending, Phase
from models.cases.standing import Matter, Readers, Said
from models.inputs import appeal_reports
from models.inputs.appeal_intake import Intake
from models.procedure.appeal.decisions.adverse import dismissed
from models.procedure.appeal.decisions.decision import awaiting, filed
from models.procedure.appeal.evidence import attach_in_hand
from models.procedure.appeal.facts import late_office, level_of
from models.procedure.appeal.position import LASTING, Position, end_of_ladder, go_on
from models.procedure.appeal.requests.delivery import note_sent, send_out
from models.procedure.appeal.requests.filing import enter, lateness_of
from models.procedure.appeal.standing import AppealStanding, LevelReached, Notice
from models.procedure.case import Case, Played
from models.procedure.clocks import key, last_said
from models.procedure.play import note


def request_good_cause(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A late request with its reasons, or the answer to it."""
    said: appeal_reports.GoodCauseRequested = report.said
    if said.answer is None:
        _requested(case, standing, report)
    elif said.answer == "granted":
        _granted(case, standing, report)
    else:
        _denied(case, standing, report)
    if said.circumstances:
        reasons = Said("appeal.why_late", {"circumstances": said.circumstances})
        note(standing, reasons, report, main=False)


def _requested(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """The law sets no clock for the answer."""
    if standing.phase is Phase.DECIDING:
        # That the request had been filed in time was reported later.
        note(standing, Said("appeal.late_request_not_needed", {"day": report.day}), report)
        return
    if standing.phase is not Phase.GOOD_CAUSE:
        # The day to file was counted from less than is known now.
        attach_in_hand(case, standing, report, report.day)
        note(standing, Said("appeal.in_time_by_new_count", {"day": report.day}), report)
        return
    level = level_of(case, standing.level)
    if not standing.reasons_awaited:
        standing.good_cause_filed_on, standing.good_cause_filed_in = report.day, report.number
    standing.reasons_awaited = False
    _await_answer(case, standing, report, awaiting(level, report.number, "answer_awaited"))
    note(standing, Said("appeal.late_request_filed", {"day": report.day}), report)
    note_sent(standing, report.number, report.day)


def file_late(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A request filed after the last day on which it counts: its reasons are asked for."""
    level = level_of(case, standing.level)
    clock = standing.filing_clock
    standing.good_cause_filed_on, standing.good_cause_filed_in = report.day, report.number
    standing.reasons_awaited = True
    standing.speed = report.said.speed or standing.speed
    reasons = Matter(
        key=key(level.level, FollowUpKind.GOOD_CAUSE.value, report.number, "reasons"),
        kind=FollowUpKind.GOOD_CAUSE,
        level=level.level,
        said=Said(
            "appeal.reasons_awaited",
            {
                "day": report.day,
                "last": last_said(clock) if clock is not None else "",
                "law": lateness_of(clock),
                "office": late_office(level, clock),
            },
        ),
        readers=Readers.EVERYONE,
    )
    _await_answer(case, standing, report, reasons)
    facts = {"level": level.title, "day": report.day}
    note(standing, Said("appeal.filed_late", facts), report)
    send_out(standing, report, proven=bool(report.said.confirmation))


def _await_answer(
    case: Case[Intake], standing: AppealStanding, report: Played, matter: Matter
) -> None:
    """A late request is pending, and something of it is looked after."""
    level = level_of(case, standing.level)
    standing.drop(FollowUpKind.GOOD_CAUSE)
    position = Position(
        level=level,
        adjudicator=level.adjudicator_on(report.day),
        phase=Phase.GOOD_CAUSE,
        at=standing.at,
        known=standing.known,
        matters=(matter,),
    )
    go_on(standing, position)
    attach_in_hand(case, standing, report, report.day)


def _granted(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A late request's clock starts when good cause is granted (42 CFR 405.970(b)(1))."""
    level = level_of(case, standing.level)
    step = LevelReached(
        level=level.level,
        title=level.title,
        adjudicator=level.adjudicator_on(report.day),
        root=report.number,
        filed_in=standing.good_cause_filed_in,
        filed_on=standing.good_cause_filed_on or report.day,
        reviews=standing.reviewed,
        late_filing=True,
        clock_on=report.day,
    )
    step, position = filed(case, standing, level, step)
    enter(standing, step, position)
    note(standing, Said("appeal.good_cause_granted", {"day": report.day}), report)


def _denied(case: Case[Intake], standing: AppealStanding, report: Played) -> None:
    """A late request that is not accepted is dismissed, and the dismissal has its review."""
    notice = Notice(
        on=report.day, root=report.number, number=report.number, dismissal_by=standing.level
    )
    position = dismissed(case, standing, level_of(case, standing.level), notice)
    standing.keep_matters(*LASTING)
    standing.notice = notice
    standing.forget_late_request()
    go_on(standing, position)
    note(standing, Said("appeal.good_cause_denied", {"day": report.day}), report)
    if position.exhausted:
        end_of_ladder(standing, report.day, Ending.LAPSED)
