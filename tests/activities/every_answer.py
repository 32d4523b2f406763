"""Every clock and follow-up that the rulebook can answer with, over a broad grid of questions."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import product
from types import SimpleNamespace
from typing import Any

from activities.complaint_clocks import consult_on_complaint
from activities.deadlines import consult
from activities.grievance_clocks import consult_on_grievance
from activities.planning import STEPS
from activities.records_clocks import consult_on_records
from activities.second_opinion_clocks import consult_on_second_opinion
from models.any_intake import Receipt
from models.cms_complaint import Category, ComplaintOccasion, ComplaintQuestion
from models.consultation import Clocks, Occasion, Question
from models.deadline import Deadline, FollowUp
from models.docket import DocketKind
from models.evidence import Element
from models.grievance import Form, GrievanceOccasion, GrievanceQuestion, Ground
from models.intake import LEVELS
from models.milestone import Milestone
from models.people import Role
from models.program import Program, Speed, kinds_of
from models.records_transfer import (
    RecordsKind,
    RecordsOccasion,
    RecordsQuestion,
    RecordsRecipient,
)
from models.reminder_policy import ReminderPolicy
from models.rulebook import RulebookError
from models.second_opinion import (
    SecondOpinionFacts,
    SecondOpinionOccasion,
    SecondOpinionQuestion,
)
from workflows.appeal_face import action as appeal_action
from workflows.appeal_face import title as appeal_title
from workflows.complaint_face import COMPLAINT_FACE
from workflows.grievance_face import GRIEVANCE_FACE
from workflows.opinion_face import OPINION_FACE
from workflows.records_face import RECORDS_FACE

DAY = date(2026, 11, 4)
HOUR = time(9, 30)
ZONE = "America/New_York"

_FACES = {
    DocketKind.SECOND_OPINION: OPINION_FACE,
    DocketKind.RECORDS_TRANSFER: RECORDS_FACE,
    DocketKind.GRIEVANCE: GRIEVANCE_FACE,
    DocketKind.CMS_COMPLAINT: COMPLAINT_FACE,
}


@dataclass(frozen=True)
class Matter:
    """One thing people may be written to about, with the English its workflow has for it."""

    docket: DocketKind
    program: Program
    about: Deadline | FollowUp
    title: str
    action: str


def every_matter() -> Iterator[Matter]:
    """Each once, whatever its days."""
    seen = set()
    for docket, program, answer in _answers():
        abouts: list[Deadline | FollowUp] = [*answer.deadlines, *answer.follow_ups]
        for about in abouts:
            for title, action in _words(docket, about):
                words = (docket, program, title, action, *_steps(about))
                if words not in seen:
                    seen.add(words)
                    yield Matter(docket, program, about, title, action)


def _steps(about: Deadline | FollowUp) -> tuple[str, ...]:
    if isinstance(about, FollowUp):
        return (about.kind.value,)
    return (*about.reckoning.steps, about.where, about.purpose.value)


def _words(docket: DocketKind, about: Deadline | FollowUp) -> Iterator[tuple[str, str]]:
    if isinstance(about, FollowUp):
        yield about.title, about.text
    elif docket is DocketKind.APPEAL:
        for state in _states():
            yield appeal_title(about), appeal_action(state, about)
    else:
        face: Any = _FACES[docket]
        yield face.title(about), face.action(None, about)


def _states() -> Iterator[Any]:
    """What an appeal's own state adds to a sentence."""
    step = Milestone(key="visit", title=STEPS["visit"], latest_on=DAY)
    done = step.model_copy(update={"done_on": DAY})
    for short, broken, steps in (
        (False, False, []),
        (True, False, []),
        (False, True, [step]),
        (False, False, [step]),
        (False, False, [done]),
    ):
        yield SimpleNamespace(
            amount_short=short, plan=object(), plan_broken=broken, evidence_steps=steps
        )


def _answers() -> Iterator[tuple[DocketKind, Program, Clocks]]:
    for question in _appeals():
        try:
            yield DocketKind.APPEAL, question.program, consult(question)
        except RulebookError:
            continue  # these facts do not occur together
    for asked, program in _opinions():
        yield DocketKind.SECOND_OPINION, program, consult_on_second_opinion(asked)
    for records in _records():
        yield DocketKind.RECORDS_TRANSFER, records.program, consult_on_records(records)
    for grievance in _grievances():
        yield DocketKind.GRIEVANCE, grievance.program, consult_on_grievance(grievance)
    for complaint in _complaints():
        yield DocketKind.CMS_COMPLAINT, complaint.program, consult_on_complaint(complaint)


def _asked(program: Program, on: date = DAY) -> dict[str, Any]:
    return {
        "case_id": "AC-1",
        "program": program,
        "on": on,
        "count": 0,
        "now": datetime.combine(on, HOUR, UTC) + timedelta(hours=6),
        "zone": ZONE,
        "zones": dict.fromkeys(Role, ZONE),
        "policy": ReminderPolicy(),
    }


_FACTS: tuple[dict[str, Any], ...] = (
    {},
    {"at": HOUR},
    {"extended": True, "received": Receipt(on=DAY + timedelta(days=9), evidence="an envelope")},
    {"escalated": True, "late": True},
    {"prior_authorization": True, "records_on": DAY, "statement_on": DAY + timedelta(days=2)},
    {"statement_on": DAY + timedelta(days=40), "records_on": DAY, "records_at": HOUR},
    {"received": Receipt(on=DAY, evidence="an envelope"), "forward_from": DAY},
    {"noticed_on": DAY},
    {"amount": Decimal("1970.00")},
    {"missed": "C.RECON.DISMISS", "files_with": "the Independent Review Entity (IRE)"},
)


def _appeals() -> Iterator[Question]:
    for program in Program:
        grid = product(LEVELS[program], kinds_of(program), Speed, Occasion, _FACTS)
        for level, kind, speed, occasion, facts in grid:
            for on in (DAY,) if facts else (DAY, DAY + timedelta(days=3), date(2024, 12, 2)):
                values = {
                    **_asked(program, on),
                    "occasion": occasion,
                    "level": level,
                    "kind": kind,
                    "speed": speed,
                    "prior_authorization": False,
                    "services_end": on + timedelta(days=2),
                    "filed_on": on,
                }
                yield Question(**values | facts)


def _opinions() -> Iterator[tuple[SecondOpinionQuestion, Program]]:
    for program, occasion, key, needed in product(
        (Program.ORIGINAL, Program.PART_C), SecondOpinionOccasion, STEPS, (None, DAY)
    ):
        for latest_on in (None, DAY + timedelta(days=20)):
            question = SecondOpinionQuestion(
                **_asked(program),
                occasion=occasion,
                facts=SecondOpinionFacts(needed_by=needed),
                step=Milestone(key=key, title=STEPS[key], latest_on=latest_on),
                lacking=(Element.CONSENSUS,),
            )
            yield question, program


def _records() -> Iterator[RecordsQuestion]:
    further: tuple[dict[str, Any], ...] = (
        {},
        {"presumed": True, "extended_on": DAY + timedelta(days=20)},
        {"privacy_officer_on": DAY},
        {"ocr_on": DAY},
    )
    for program, occasion, kind, whom, facts in product(
        Program, RecordsOccasion, RecordsKind, RecordsRecipient, further
    ):
        values = {**_asked(program), "occasion": occasion, "what": kind, "recipient": whom}
        yield RecordsQuestion(**values | facts)


def _grievances() -> Iterator[GrievanceQuestion]:
    for program, occasion, ground, runs, form in product(
        (Program.PART_C, Program.PART_D), GrievanceOccasion, Ground, (False, True), Form
    ):
        for extended in (False, True):
            if extended and ground in {Ground.REFUSED_TO_EXPEDITE, Ground.EXTENSION}:
                continue
            yield GrievanceQuestion(
                **_asked(program),
                occasion=occasion,
                about=ground,
                event_on=DAY,
                complaint_runs=runs,
                form=form,
                extended=extended,
            )


def _complaints() -> Iterator[ComplaintQuestion]:
    for program, occasion, category in product(
        (Program.PART_C, Program.PART_D), ComplaintOccasion, Category
    ):
        for extended in (False, category is Category.OTHER):
            yield ComplaintQuestion(
                **_asked(program), occasion=occasion, category=category, extended=extended
            )
