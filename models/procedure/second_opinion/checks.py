"""What cannot be recorded of a second opinion, and why."""

from collections.abc import Callable

from models.cases.deadline import Purpose
from models.inputs.validation import Refusal as NotRecorded
from models.local_time import short_day
from models.procedure.acceptance.checks import check_hour, not_before
from models.procedure.case import CHILD_ENDED, Played
from models.procedure.second_opinion.referral import answered, slowable
from models.procedure.second_opinion.report import opinion_key, opinion_named
from models.procedure.second_opinion.standing import THIRD, OpinionCase, OpinionStanding, opinion_of
from models.procedure.second_opinion.steps import REFERRAL, VISIT, covered, find

_NO_PLAN = "Original Medicare has no plan to ask: a second opinion needs no referral there."

_NOT_FAST = (
    "only_the_fast_track: no request for the fast track is running; record it with "
    "request_referral and expedited."
)


def contradiction(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    """Why a report contradicts what was reported for the days before it; None where it fits."""
    if report.kind == CHILD_ENDED:
        return "Nothing waits for it."
    if must_wait(standing, report):
        return None
    check = _CONTRADICTIONS.get(report.kind)
    return check(case, standing, report) if check is not None else None


def must_wait(standing: OpinionStanding, report: Played) -> bool:
    """Whether a report on the third opinion is of a day before that was opened."""
    if report.binds.get("key") == THIRD:
        return not standing.third
    waiting = {opinion_key(one.number) for one in standing.waiting}
    return report.binds.get("key") in waiting


def _no_request(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del standing, report
    return _NO_PLAN if covered(case.intake).referral is None else None


def _no_refusal(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    if covered(case.intake).referral is None:
        return _NO_PLAN
    asked = standing.latest(Purpose.AUTHORIZATION)
    fast = asked is not None and asked.reckoning.to_the_hour
    return _NOT_FAST if report.said.only_the_fast_track and not fast else None


def _no_answer(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del case
    refusal = answered(standing, report)
    if refusal is None:
        return "appeal: no refusal of the plan is recorded."
    if refusal.appeal_decided:
        return "Whether the refusal is appealed was recorded already."
    return None


def _no_specialist(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del standing
    said = report.said
    if covered(case.intake).referral is None and not said.accepts_medicare:
        return (
            "accepts_medicare: Medicare pays only a provider that takes part in it; choose another."
        )
    if said.visit_on is not None and said.visit_on < said.on:
        return (
            f"visit_on: {short_day(said.visit_on)} is before the day of choosing, "
            f"{short_day(said.on)}."
        )
    return None


def _no_report(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del case
    before = 1 if opinion_of(standing, report) == THIRD else 0
    if len(standing.opinions) > before:
        return "The report is recorded already; record what is added with record_addendum."
    return None


def _no_addendum(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del case
    if opinion_named(standing, report) is None:
        return "An addendum belongs to a report: record_report comes first."
    return None


def _no_conclusion(case: OpinionCase, standing: OpinionStanding, report: Played) -> str | None:
    del case
    if opinion_named(standing, report) is None:
        return "There is no report to conclude on; end it with close."
    return None


_CONTRADICTIONS: dict[str, Callable[[OpinionCase, OpinionStanding, Played], str | None]] = {
    "request_referral": _no_request,
    "record_refusal": _no_refusal,
    "answer_refusal": _no_answer,
    "choose_specialist": _no_specialist,
    "record_report": _no_report,
    "record_addendum": _no_addendum,
    "conclude": _no_conclusion,
}
"""What each kind of report may contradict; those that fit any second opinion have none."""


def check_slips(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """Refuse a new report that is likely a slip of the hand.

    Raises:
        Refusal: in a sentence.
    """
    match report.kind:
        case "request_referral":
            _check_request(case, standing, report)
        case "record_refusal":
            _check_refusal(standing, report)
        case "record_report":
            visit = find(standing, opinion_of(standing, report), VISIT)
            seen = visit.done_on if visit else None
            not_before("received_on", report.day, seen, "the visit")
        case "file_grievance":
            check_hour(case, "filed_at", report.said.filed_on, report.said.filed_at)


def _check_request(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    said = report.said
    check_hour(case, "requested_at", said.requested_on, said.requested_at)
    referral = find(standing, opinion_of(standing, report), REFERRAL)
    if referral is not None and referral.done_on is not None and not said.out_of_network:
        message = f"The referral has been in hand since {short_day(referral.done_on)}."
        raise NotRecorded(message)


def _check_refusal(standing: OpinionStanding, report: Played) -> None:
    """Another day corrects the refusal, or is a second one: either way its rights count anew."""
    asked, known = standing.latest(Purpose.AUTHORIZATION), standing.refusal
    if report.said.only_the_fast_track:
        if asked is not None and not slowable(standing, asked):
            raise NotRecorded(_NOT_FAST)
        return
    if known is None or known.late or standing.running(Purpose.AUTHORIZATION) is not None:
        return
    if report.day == known.notice_date:
        message = f"A refusal of {short_day(known.notice_date)} is recorded already."
        raise NotRecorded(message)
