"""From the specialist to the visit of a second opinion, and the records that must be there."""

from datetime import date

from models.cases.kinds import CaseKind
from models.cases.standing import Said, WantedChild
from models.procedure.case import Played
from models.procedure.child_ids import id_beside
from models.procedure.play import note
from models.procedure.second_opinion.standing import OpinionCase, OpinionStanding, opinion_of
from models.procedure.second_opinion.steps import (
    RECORDS,
    RECORDS_REQUEST,
    SPECIALIST,
    VISIT,
    covered,
    expect,
    pass_step,
    presume_step,
    take_plan,
)

_OUTSIDE = Said("second_opinion.outside")

_STEPS = {
    "record_records_request": (RECORDS_REQUEST, Said("second_opinion.records_asked")),
    "record_records": (RECORDS, Said("second_opinion.records_there")),
    "record_visit": (VISIT, Said("second_opinion.visited")),
}
"""The step that each of these reports passes, and how that is said."""


def record_step(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """A step was done on its day."""
    del case
    step, said = _STEPS[report.kind]
    pass_step(standing, opinion_of(standing, report), step, report.day)
    note(standing, Said(said.code, {"day": report.day}), report)


def choose_specialist(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """A specialist is found, inside the network or outside it."""
    said = report.said
    pass_step(standing, opinion_of(standing, report), SPECIALIST, report.day)
    standing.remarks = [remark for remark in standing.remarks if remark != _OUTSIDE]
    if not said.in_network and covered(case.intake).referral is not None:
        standing.remarks.append(_OUTSIDE)
    if said.visit_on is not None:
        _book(case, standing, report, said.visit_on)
    note(standing, Said("second_opinion.chosen", {"day": report.day}), report)


def book_visit(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The visit has its day, which shows that there is a specialist."""
    _book(case, standing, report, report.said.visit_on)
    presume_step(standing, opinion_of(standing, report), SPECIALIST, report.day)
    note(standing, Said("second_opinion.booked", {"day": report.said.visit_on}), report)


def request_records(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """A records transfer starts beside it."""
    facts = report.said.model_dump(mode="json", exclude_none=True)
    serves = report.said.recipient.value
    wanted = WantedChild(CaseKind.RECORDS_TRANSFER, report.number, 0, facts, serves=serves)
    said = Said("second_opinion.records_started", {"id": id_beside(case, standing, wanted)})
    standing.wanted.append(wanted)
    note(standing, said, report)


def _book(case: OpinionCase, standing: OpinionStanding, report: Played, day: date) -> None:
    opinion = opinion_of(standing, report)
    expect(standing, opinion, VISIT, day)
    if opinion == standing.awaited:
        standing.visit_on, standing.visit_root = day, report.number
        take_plan(case, standing)
