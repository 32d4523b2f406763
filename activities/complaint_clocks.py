"""Applies the rulebook to a complaint to CMS: when the plan must call, and when resolve it."""

from collections.abc import Callable

from temporalio import activity

from activities.clocks import Step, follow_up, matter, stated, theirs
from activities.rulebook_failures import plain_rulebook_failures
from models.cms_complaint import Category, ComplaintOccasion, ComplaintQuestion
from models.consultation import Clocks
from models.deadline import FollowUpKind, Purpose
from models.rulebook import Facts, rulebook

COMPLAINT = Step("cms_complaint", "the complaint to CMS")

_READY = (
    "Have ready: the Medicare number; the plan's name and member number; what was refused or "
    "delayed, with its dates; the notice; the grievance with its date and reference number; who is "
    "in danger of what, if it cannot wait; a number at which to be called back. Whoever calls for "
    "the beneficiary needs their permission, or an appointment of representative. Ask for the "
    "tracking number and how the complaint is graded."
)


@activity.defn(name="consult_on_complaint")
@plain_rulebook_failures()
def consult_on_complaint(question: ComplaintQuestion) -> Clocks:
    """What follows from what happened to a complaint: the clocks that now run, and advice.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when no row is in force.
    """
    return _ANSWERS[question.occasion](question)


def _opened(question: ComplaintQuestion) -> Clocks:
    text = (
        "Call 1-800-MEDICARE (1-800-633-4227), or use the complaint form on medicare.gov. Record "
        "it with the update `record_filed`."
    )
    item = matter(COMPLAINT, FollowUpKind.UNRESOLVED, "complain to 1-800-MEDICARE", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=(_READY,))


def _made(question: ComplaintQuestion) -> Clocks:
    text = (
        "The plan's time runs from the day CMS assigns the complaint to it. Ask 1-800-MEDICARE for "
        "that day, for the tracking number and for the grade, and record them with the update "
        "`record_assigned`."
    )
    item = matter(COMPLAINT, FollowUpKind.TRACKING, "ask when the complaint was assigned", text)
    return Clocks(follow_ups=(follow_up(question, item),))


def _assigned(question: ComplaintQuestion) -> Clocks:
    """The plan must call whoever complained, and resolve the complaint."""
    facts = Facts(
        urgency=question.category.value,
        extended=question.extended,
        extension_days=question.extension_days,
    )
    reckoning = rulebook.reckon("CTM.RESOLVE", question.on, zone=question.zone, facts=facts)
    resolve = theirs(question, COMPLAINT, reckoning, Purpose.RESOLUTION, "the plan")
    resolve.action = (
        "The plan must resolve the complaint by then. Ask how it stands, and record the answer "
        "with the update `record_answer`."
    )
    clocks = [resolve]
    # A complaint to be resolved sooner than the plan must call needs no second clock.
    if not question.contacted and question.category is Category.OTHER:
        reckoning = rulebook.reckon("CTM.CONTACT", question.on, zone=question.zone)
        contact = theirs(question, COMPLAINT, reckoning, Purpose.CONTACT, "the plan")
        contact.action = (
            "The plan must get in touch with whoever complained by then; record it with the "
            "update `record_contact`."
        )
        contact.rungs = []
        clocks.append(contact)
    return Clocks(deadlines=tuple(clocks))


def _late(question: ComplaintQuestion) -> Clocks:
    text = (
        "The plan's time has run out. Call 1-800-MEDICARE again with the tracking number, say that "
        "the plan is late, and ask for the regional office of CMS. Record an answer with the "
        "update `record_answer`."
    )
    item = matter(COMPLAINT, FollowUpKind.OVERDUE, "the plan is late with the complaint", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=_doors(question))


def _unresolved(question: ComplaintQuestion) -> Clocks:
    text = (
        "The complaint was closed without being resolved. Further doors: call 1-800-MEDICARE again "
        "and ask for the Medicare Beneficiary Ombudsman; the State Health Insurance Assistance "
        "Program (SHIP); the regional office of CMS. Record a resolution with `record_answer`, or "
        "end it with `close`."
    )
    item = matter(COMPLAINT, FollowUpKind.UNRESOLVED, "take the complaint further", text)
    return Clocks(follow_ups=(follow_up(question, item),), remarks=_doors(question))


def _doors(question: ComplaintQuestion) -> tuple[str, ...]:
    return tuple(stated(rule, question.on) for rule in ("OMB", "G.NOAPPEAL"))


_ANSWERS: dict[ComplaintOccasion, Callable[[ComplaintQuestion], Clocks]] = {
    ComplaintOccasion.OPENED: _opened,
    ComplaintOccasion.MADE: _made,
    ComplaintOccasion.ASSIGNED: _assigned,
    ComplaintOccasion.LATE: _late,
    ComplaintOccasion.UNRESOLVED: _unresolved,
}
