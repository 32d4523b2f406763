"""What reports of a second opinion leave out, and which of them say an earlier one again."""

from models.cases.deadline import Purpose
from models.procedure.case import Played
from models.procedure.second_opinion.report import next_piece, opinion_key
from models.procedure.second_opinion.standing import SECOND, OpinionCase, OpinionStanding
from models.procedure.second_opinion.steps import REFERRAL, find

_OF_ONE_OPINION = frozenset(
    {
        "request_referral",
        "record_referral",
        "record_refusal",
        "choose_specialist",
        "book_visit",
        "request_records",
        "record_records_request",
        "record_records",
        "record_visit",
        "record_report",
        "hear_of_records",
    }
)
"""What is about the second opinion or about the third: whichever is awaited when it is made."""

_STEPS = frozenset(
    {"choose_specialist", "record_records_request", "record_records", "record_visit"}
)
"""What is done once for an opinion: said again, it corrects the day."""


def bound(case: OpinionCase, standing: OpinionStanding, report: Played) -> dict[str, object]:
    """What a new report is about, as it is written into the log with it."""
    binds: dict[str, object] = {}
    if report.kind in _OF_ONE_OPINION:
        binds["key"] = standing.awaited
    elif report.kind in {"record_addendum", "conclude"} and standing.opinions:
        binds["key"] = opinion_key(standing.opinions[-1].number)
    elif report.kind == "answer_refusal" and standing.refusal is not None:
        binds["key"] = standing.refusal.key
    if report.kind in {"record_report", "record_addendum"}:
        binds["piece"] = next_piece(case, standing)
    if report.kind == "choose_specialist" and report.said.visit_on is None:
        before = _last(case, standing, report)
        visit = case_content(case, before).get("visit_on") if before else None
        if visit is not None:
            # Another specialist, or another day of choosing: the visit stays booked.
            binds["keeps"] = {"visit_on": visit}
    return binds


def said_before(case: OpinionCase, standing: OpinionStanding, report: Played) -> int | None:
    """The number of the report that a new one says again; None where it adds to what was said.

    A request or a refusal of a later day is a second one; of an earlier day it corrects the day of
    the one that stands, which the later would else take the place of.
    """
    if report.kind in _STEPS:
        return _last(case, standing, report)
    asked, refusal = standing.running(Purpose.AUTHORIZATION), standing.refusal
    match report.kind:
        case "record_referral":
            step = find(standing, SECOND, REFERRAL)
            again = step is not None and step.done_on is not None
            return _last(case, standing, report) if again and not (asked or refusal) else None
        case "request_referral":
            return asked.root if asked is not None and report.day < asked.begins_on else None
        case "record_refusal":
            if asked is not None or refusal is None or refusal.late:
                return None
            slows = report.said.only_the_fast_track
            return refusal.number if report.day < refusal.notice_date and not slows else None
        case _:
            return None


def case_content(case: OpinionCase, number: int) -> dict[str, object]:
    """What a report that stands says now."""
    return dict(next(one.content for one in case.versions if one.number == number))


def _last(case: OpinionCase, standing: OpinionStanding, report: Played) -> int | None:
    """The last report of its kind about the opinion that is awaited."""
    numbers = [
        version.number
        for version in case.versions
        if version.kind == report.kind and version.binds.get("key") == standing.awaited
    ]
    return numbers[-1] if numbers else None
