"""Applies the rulebook to a grievance: until when to file it, and when the plan must answer."""

from collections.abc import Callable
from datetime import date, datetime

from temporalio import activity

from activities.clocks import Step, follow_up, matter, moment, ours, stated, theirs
from activities.rulebook_failures import plain_rulebook_failures
from models.consultation import Clocks
from models.deadline import FollowUpKind, Purpose
from models.grievance import Form, GrievanceOccasion, GrievanceQuestion, Ground
from models.local_time import day_in_words
from models.program import Program
from models.reckoning import Reckoning
from models.rulebook import Facts, RulebookError, rulebook

GRIEVANCE = Step("grievance", "the grievance")

_FILE = {Program.PART_C: "G.C.FILE", Program.PART_D: "G.D.FILE"}

_HOW_TO_COMPLAIN = (
    "Complain to 1-800-MEDICARE, which records a complaint for the plan: start it with the update "
    "`file_cms_complaint`."
)

_COMPLAINT_RUNS = (
    "A complaint to CMS runs beside it: tell 1-800-MEDICARE, with its tracking number, that the "
    "plan is late here too."
)


@activity.defn(name="consult_on_grievance")
@plain_rulebook_failures()
def consult_on_grievance(question: GrievanceQuestion) -> Clocks:
    """What follows from what happened to a grievance: the clocks that now run, and advice.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when no row is in force.
    """
    return _ANSWERS[question.occasion](question)


def _event(question: GrievanceQuestion) -> Clocks:
    """Our own clock: file within the days after the event."""
    reckoning = _reckon(question, _FILE[question.program], question.event_on)
    deadline = ours(question, GRIEVANCE, reckoning, Purpose.GRIEVANCE, "the plan")
    deadline.action = (
        "File the grievance with the plan, by telephone or in writing, and record it with the "
        "update `record_filed`. In writing the answer must come in writing."
    )
    return Clocks(deadlines=(deadline,), remarks=(*_track_words(question), *_quality(question)))


def _filed(question: GrievanceQuestion) -> Clocks:
    """The plan's clock: 24 hours on the grounds that allow it, else weeks."""
    rule = _expedited_rule(question) or "G.DECIDE"
    if rule != "G.DECIDE" and question.extended:
        message = f"{rule}: the 24-hour clock cannot be extended; correct extension_days to 0"
        raise RulebookError(message)
    when = moment(question.on, question.at) or question.on
    deadline = theirs(
        question, GRIEVANCE, _reckon(question, rule, when), Purpose.ANSWER, "the plan"
    )
    deadline.action = (
        "The plan must answer the grievance by then; record the answer with the update "
        "`record_answer`."
    )
    return Clocks(deadlines=(deadline,), remarks=(*_track_words(question), *_quality(question)))


def _filing_missed(question: GrievanceQuestion) -> Clocks:
    text = (
        "The days for filing the grievance have passed; the plan may turn it down. It can still "
        f"be filed; record it with `record_filed`. {_HOW_TO_COMPLAIN}"
    )
    item = matter(GRIEVANCE, FollowUpKind.OVERDUE, "the days for the grievance have passed", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=_quality(question))


def _answer_late(question: GrievanceQuestion) -> Clocks:
    further = _COMPLAINT_RUNS if question.complaint_runs else _HOW_TO_COMPLAIN
    text = (
        f"The plan has not answered the grievance in time. {further} If the answer comes after "
        "all, record it with `record_answer`."
    )
    item = matter(GRIEVANCE, FollowUpKind.OVERDUE, "the plan's answer is overdue", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=_quality(question))


def _unresolved(question: GrievanceQuestion) -> Clocks:
    doors = stated("G.NOAPPEAL", question.on)
    remarks = [doors, *_quality(question)]
    in_writing = question.about is Ground.QUALITY_OF_CARE or question.form is Form.WRITTEN
    if in_writing and question.answered == "oral":
        words = stated("G.FORM", question.on)
        # About the quality of care it is said anyway, with the right to complain to the QIO.
        why = [] if words in remarks else [words]
        remarks.append(" ".join(["This answer must be in writing.", *why]))
    text = f"The plan's answer leaves the matter unresolved. {_HOW_TO_COMPLAIN}"
    item = matter(GRIEVANCE, FollowUpKind.UNRESOLVED, "take the grievance further", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=tuple(remarks))


_ANSWERS: dict[GrievanceOccasion, Callable[[GrievanceQuestion], Clocks]] = {
    GrievanceOccasion.EVENT: _event,
    GrievanceOccasion.FILED: _filed,
    GrievanceOccasion.FILING_MISSED: _filing_missed,
    GrievanceOccasion.ANSWER_LATE: _answer_late,
    GrievanceOccasion.UNRESOLVED: _unresolved,
}


def _expedited_rule(question: GrievanceQuestion) -> str | None:
    """The 24-hour rule where the ground allows it (42 CFR 422.564(f), 423.564(f))."""
    if question.program is Program.PART_C:
        grounds = {Ground.REFUSED_TO_EXPEDITE, Ground.EXTENSION}
        return "G.EXP.C" if question.about in grounds else None
    refused = question.about is Ground.REFUSED_TO_EXPEDITE
    return "G.EXP.D" if refused and not question.drug_obtained else None


def _track_words(question: GrievanceQuestion) -> tuple[str, ...]:
    rule = _expedited_rule(question)
    if rule is None:
        return ()
    row = rulebook.row(rule)
    citation = row.version_on(question.on).citation
    return (f"On this ground the plan must answer within 24 hours ({citation}).",)


def _quality(question: GrievanceQuestion) -> tuple[str, ...]:
    """Complaints about care have a written answer, and a door of their own: the QIO."""
    if question.about is not Ground.QUALITY_OF_CARE:
        return ()
    window = _reckon(question, "QIO.QOC.FILE", question.event_on)
    return (
        stated("G.FORM", question.on),
        "About the quality of care one may also complain to the QIO, in writing, until "
        f"{day_in_words(window.due_on)} ({window.citation}; unverified: ask the QIO).",
    )


def _reckon(question: GrievanceQuestion, rule: str, when: date | datetime) -> Reckoning:
    facts = Facts(extended=question.extended, extension_days=question.extension_days)
    if rule != "G.DECIDE":
        facts = Facts()
    return rulebook.reckon(rule, when, zone=question.zone, facts=facts)
