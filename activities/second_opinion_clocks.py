"""Applies the rulebook to a second opinion: what is covered on which terms, and what comes next."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from temporalio import activity

from activities.clocks import (
    Step,
    check_in,
    follow_up,
    matter,
    moment,
    ours,
    stated,
    theirs,
)
from activities.planning import STEPS, PlanningBasis, plan_backward
from activities.rulebook_failures import plain_rulebook_failures
from models.deadline import Deadline, FollowUp, FollowUpKind, Purpose
from models.local_time import day_in_words, end_of_day
from models.people import Role
from models.plan import BackwardPlan
from models.program import Program
from models.reckoning import Reckoning
from models.reminder_policy import ReminderPolicy
from models.rulebook import Facts, rulebook
from models.second_opinion import (
    SecondOpinionAnswer,
    SecondOpinionOccasion,
    SecondOpinionQuestion,
)

OPINION = Step("second_opinion", "the second opinion")
REFERRAL = Step("referral", "the referral")

_PLANNED_RUNGS = (7, 3, 1, 0)
"""Days before a planned day on which the case manager is reminded of it."""

_ADVICE = {
    "referral_request": "Ask the plan for the referral, in writing, and record it with the update "
    "`request_referral`.",
    "referral": "Ask the plan how the referral stands, and record it with `record_referral`, or a "
    "refusal with `record_refusal`.",
    "specialist": "Choose the specialist and book the visit; record it with `choose_specialist`.",
    "records_request": "Ask for the records with the update `request_records`, or record a request "
    "made elsewhere with `record_records_request`.",
    "records": "See that the specialist has the records, and record it with `record_records`.",
    "visit": "See that the visit takes place, and record it with `record_visit`.",
    "report": "Ask the specialist for the written report, and record it with `record_report`.",
}


_EXPEDITED_GRIEVANCE = (
    "A refusal to expedite may be complained of by an expedited grievance, answered within 24 "
    "hours (42 CFR 422.564(f))."
)


@activity.defn(name="consult_on_second_opinion")
@plain_rulebook_failures()
def consult_on_second_opinion(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """What follows from what happened to a second opinion: clocks, the next step, the plan.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when no row is in force.
    """
    return _ANSWERS[question.occasion](question)


def _opened(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """The program's rules, the plan to the day the report is needed, and the estimate."""
    return SecondOpinionAnswer(
        plan=_plan(question), standing=_standing(question), estimate=_estimate(question)
    )


def _plan(question: SecondOpinionQuestion) -> BackwardPlan | None:
    facts = question.facts
    if facts.needed_by is None:
        return None
    basis = PlanningBasis(question.program, facts.planning, question.zone, facts.referral_needed)
    goal = f"The report is needed by {day_in_words(facts.needed_by)}."
    return plan_backward(facts.needed_by, goal, basis)


def _next_step(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """The one step to remind of: by its latest safe day, or now and then where it has none."""
    step, estimate = question.step, _estimate(question)
    if step is None:
        return SecondOpinionAnswer()
    key = step.key.removeprefix("third_")
    if step.latest_on is None or end_of_day(step.latest_on, question.zone) <= question.now:
        title = f"next for the second opinion: {step.title[:1].lower()}{step.title[1:]}"
        item = matter(OPINION, FollowUpKind.CHECK_IN, title, _ADVICE[key])
        return SecondOpinionAnswer(follow_ups=(check_in(question, item),), estimate=estimate)
    policy = question.policy.model_copy(
        update={"days_before": _PLANNED_RUNGS, "recipients": (Role.CASE_MANAGER,)}
    )
    planned = _planned(question, Step(key, STEPS[key]), step.latest_on, policy)
    planned.action = _ADVICE[key]
    return SecondOpinionAnswer(deadlines=(planned,), estimate=estimate)


def _planned(
    question: SecondOpinionQuestion, place: Step, latest_on: date, policy: ReminderPolicy
) -> Deadline:
    """A planned day as a deadline of our own: reminded of, but no limit of the law."""
    needed = question.facts.needed_by
    why = f", so that the report is in hand by {day_in_words(needed)}" if needed else ""
    reckoning = Reckoning(
        rule="PLAN",
        version=question.on.isoformat(),
        title=f"{place.title}: the latest safe day",
        due_on=latest_on,
        due_at=end_of_day(latest_on, question.zone),
        to_the_hour=False,
        zone=question.zone,
        steps=(f"Planned backward: {place.title.lower()} by {day_in_words(latest_on)}{why}.",),
        citation="a planning day of this case, no limit of the law",
        evidence="planned",
        verified=True,
    )
    asked = question.model_copy(update={"policy": policy})
    deadline = ours(asked, place, reckoning, Purpose.PLANNED, "")
    # The case manager sees the step in the details; a message as it begins would say no more.
    deadline.rungs = [rung for rung in deadline.rungs if rung.key != "opened"]
    return deadline


def _asked_plan(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """The plan's clock on a referral or an authorization (SO.CLOCK)."""
    rule = "C.OD.EXP" if question.expedited else "C.OD.STD.PA"
    when = moment(question.on, question.at) or question.on
    reckoning = rulebook.reckon(rule, when, zone=question.zone)
    deadline = _authorization(question, reckoning)
    return SecondOpinionAnswer(deadlines=(deadline,), remarks=(_refusal_words(question.on),))


def _authorization(question: SecondOpinionQuestion, reckoning: Reckoning) -> Deadline:
    deadline = theirs(question, REFERRAL, reckoning, Purpose.AUTHORIZATION, "the plan")
    deadline.action = (
        "The plan must answer the request by then. Record the referral with `record_referral`, a "
        "refusal with `record_refusal`."
    )
    return deadline


def _slowed(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """The plan refused the fast track alone: the standard clock runs, as if from the beginning."""
    asked, zone = question.requested_on or question.on, question.zone
    facts = Facts(prior_authorization=True)
    reckoning = rulebook.reckon("C.OD.EXP.DENY", asked, zone=zone, facts=facts)
    standard = _authorization(question, reckoning)
    reckoning = rulebook.reckon("G.C.FILE", question.on, zone=zone)
    grievance = ours(question, REFERRAL, reckoning, Purpose.GRIEVANCE, "the plan")
    grievance.action = (
        "The plan refused the fast track: an expedited grievance may be filed about that. Start it "
        "with `file_grievance` and the ground refused_to_expedite."
    )
    return SecondOpinionAnswer(
        deadlines=(standard, grievance),
        remarks=(_refusal_words(question.on), _EXPEDITED_GRIEVANCE),
    )


def _refused(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    return _rights(question, "The plan refused. ", question.on)


def _plan_late(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    words = (
        "The plan did not answer in time, which counts as a refusal (42 CFR 422.568(f), "
        "422.572(f)). "
    )
    return _rights(question, words, question.on)


def _rights(question: SecondOpinionQuestion, happened: str, day: date) -> SecondOpinionAnswer:
    """A refusal is a determination of its own: it may be appealed, and complained of."""
    zone = question.zone
    # A silence comes with no notice, so no days for its receipt are added.
    silence = Facts(received=day, received_evidence="no notice: the time to answer ran out")
    facts = silence if question.occasion is SecondOpinionOccasion.PLAN_LATE else Facts()
    reckoning = rulebook.reckon("C.RECON.FILE", day, zone=zone, facts=facts)
    appeal = ours(question, REFERRAL, reckoning, Purpose.REFUSAL_APPEAL, "the plan")
    appeal.action = (
        "Decide whether to appeal the refusal: the update `answer_refusal` opens an appeal of its "
        "own, or records that there will be none."
    )
    reckoning = rulebook.reckon("G.C.FILE", day, zone=zone)
    grievance = ours(question, REFERRAL, reckoning, Purpose.GRIEVANCE, "the plan")
    grievance.action = "A grievance may be filed as well: start it with `file_grievance`."
    # One ladder of reminders is enough; it names both rights.
    grievance.rungs = []
    text = (
        f"{happened}That is an organization determination with its own appeal, until "
        f"{day_in_words(appeal.due_on)}: say with `answer_refusal` whether to open it. A grievance "
        f"may be filed until {day_in_words(grievance.due_on)} with `file_grievance`; left "
        "unresolved it goes on to CMS. A referral that comes after all is recorded with "
        "`record_referral`."
    )
    item = matter(REFERRAL, FollowUpKind.REFUSED, "the plan refused: decide what to do", text)
    remarks = [_refusal_words(question.on), stated("SO.OON", question.on)]
    if question.refused_to_expedite:
        remarks.append(_EXPEDITED_GRIEVANCE)
    remarks.append(f"A review under state law? {stated('C.STATELAW', question.on)}")
    return SecondOpinionAnswer(
        deadlines=(appeal, grievance),
        follow_ups=(follow_up(question, item),),
        remarks=tuple(remarks),
    )


def _refusal_words(on: date) -> str:
    """What a refusal is in law, without the ids of the rows that its fact names."""
    citation = rulebook.row("SO.CLOCK").version_on(on).citation
    return f"A refused second opinion is an organization determination: appealable ({citation})."


def _plan_broken(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    needed = question.facts.needed_by
    day = f" by {day_in_words(needed)}" if needed else ""
    text = (
        f"The report will not be in hand{day} any more if every step takes its time. Choose: file "
        "now and supplement the evidence later; ask the holder for an expedited transfer of the "
        "records; ask for an earlier visit; ask for more time where the law has it."
    )
    item = matter(OPINION, FollowUpKind.PLAN_BROKEN, "the plan does not fit any more", text)
    return SecondOpinionAnswer(follow_ups=(follow_up(question, item),))


def _incomplete(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    """What a report lacks becomes a request to the physician."""
    text = (
        "The report lacks what makes it evidence. Ask for an addendum, and record it with "
        "`record_addendum`; or take the opinion as it is with `conclude`."
    )
    item: FollowUp = matter(
        OPINION, FollowUpKind.MISSING_ELEMENTS, "please complete the written report", text
    )
    item.elements = question.lacking
    asked = follow_up(question, item, recipients=(Role.PHYSICIAN, Role.CASE_MANAGER))
    return SecondOpinionAnswer(follow_ups=(asked,))


def _visit_booked(question: SecondOpinionQuestion) -> SecondOpinionAnswer:
    return SecondOpinionAnswer(estimate=_estimate(question))


def _standing(question: SecondOpinionQuestion) -> tuple[str, ...]:
    """The terms on which the program covers a second or a third opinion."""
    rules: tuple[str, ...] = ("SO.B", "SO.REF", "SO.COST")
    if question.program is Program.PART_C:
        rules = ("SO.MA", "SO.OON")
    words = [stated(rule, question.on) for rule in rules]
    if question.facts.cancer:
        words.append(
            "For cancer, a center designated by the National Cancer Institute (NCI) is an option; "
            "ask whether it accepts Medicare, or is in the plan's network."
        )
    return tuple(words)


def _estimate(question: SecondOpinionQuestion) -> str:
    """What the visit will cost the patient, as far as it is known."""
    facts = question.facts
    if question.program is Program.PART_C:
        return "Ask the plan what the visit costs: its own cost sharing applies."
    if facts.medigap:
        return "Medigap pays what Medicare leaves, as its policy says; ask about the deductible."
    costs = rulebook.part_b_costs(question.on)
    if costs is None:
        unpublished = f"The Part B deductible of {question.on.year} is not published yet."
        return f"{unpublished} {stated('SO.COST', question.on)}"
    terms = f"{costs.coinsurance_percent}% after the Part B deductible of ${costs.deductible}"
    if facts.approved_amount is None:
        return f"The patient pays {terms} ({costs.citation}). Enter approved_amount to estimate."
    met = _met(question)
    pays = costs.patient_pays(facts.approved_amount, met)
    return (
        f"Of an approved ${facts.approved_amount:,.2f} the patient pays about ${pays:,.2f}: "
        f"{terms} for {question.on.year}, of which ${met:,.2f} is met ({costs.citation})."
        f"{_another_year(question)}"
    )


def _met(question: SecondOpinionQuestion) -> Decimal:
    """Dollars of the deductible of the visit's year that were paid before the visit.

    A new year has a new deductible, and the visit to the second opinion counts for the third.
    """
    facts, year, met = question.facts, question.on.year, Decimal(0)
    if question.opened_on is None or question.opened_on.year == year:
        met += facts.deductible_met or Decimal(0)
    if question.seen_on is not None and question.seen_on.year == year:
        met += facts.approved_amount or Decimal(0)
    costs = rulebook.part_b_costs(question.on)
    return min(met, Decimal(costs.deductible)) if costs else met


def _another_year(question: SecondOpinionQuestion) -> str:
    """A word on the deductible that begins anew, where the visit is not booked yet."""
    needed = question.facts.needed_by
    booked = question.occasion is SecondOpinionOccasion.VISIT_BOOKED
    if booked or needed is None or needed.year == question.on.year:
        return ""
    return f" A visit in {needed.year} comes under the deductible of that year."


_ANSWERS: dict[SecondOpinionOccasion, Callable[[SecondOpinionQuestion], SecondOpinionAnswer]] = {
    SecondOpinionOccasion.OPENED: _opened,
    SecondOpinionOccasion.NEXT_STEP: _next_step,
    SecondOpinionOccasion.ASKED_PLAN: _asked_plan,
    SecondOpinionOccasion.REFUSED: _refused,
    SecondOpinionOccasion.SLOWED: _slowed,
    SecondOpinionOccasion.PLAN_LATE: _plan_late,
    SecondOpinionOccasion.PLAN_BROKEN: _plan_broken,
    SecondOpinionOccasion.INCOMPLETE: _incomplete,
    SecondOpinionOccasion.VISIT_BOOKED: _visit_booked,
}
