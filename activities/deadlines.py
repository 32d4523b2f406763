"""Applies the rulebook to what happened in a case: which level, which clocks, which reminders.

A local activity: its answer is recorded in the history, so that a corrected rulebook never changes
the replay of a running case.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from temporalio import activity

from activities.amounts import amount_needed
from activities.clocks import (
    check_in,
    facts,
    follow_up,
    matter,
    moment,
    ours,
    reckon,
    start_of_day,
    theirs,
)
from activities.planning import PlanningBasis, plan_for_filing
from activities.rulebook_failures import plain_rulebook_failures
from models.consultation import Answer, Occasion, Question
from models.deadline import Deadline, FollowUp, FollowUpKind, Purpose
from models.local_time import day_in_words, local_day
from models.program import Phase, Speed
from models.rulebook import Level, RulebookError, rulebook

_BEFORE_THE_YEAR_ENDS = timedelta(days=14)
"""How long before it is asked to file, where the amount is enough until the year's end only."""


@activity.defn(name="consult_rulebook")
@plain_rulebook_failures()
def consult_rulebook(question: Question) -> Answer:
    """What follows from what happened: the level, the phase, and the clocks that now run.

    Raises:
        ApplicationError: of type `RulebookFailure`, not to be retried, when a fact is missing or
            no row is in force; the message names the rule and the fact, never a person.
    """
    return consult(question)


def consult(question: Question) -> Answer:
    """The rulebook's answer, as a pure function of the question.

    Raises:
        RulebookError: a fact is missing, or no row is in force.
    """
    level = rulebook.level(question.program.value, question.level)
    return _ANSWERS[question.occasion](question, level)


def _adverse_decision(question: Question, level: Level) -> Answer:
    following = _above(level)
    if following is None:
        return _standing(question, level, Phase.CLOSED).model_copy(update={"exhausted": True})
    if level.adverse_path(facts(question)) == "forwarded":
        return _forwarding(question, level, following)
    return _filing(question, following)


def _dismissal(question: Question, level: Level) -> Answer:
    """A dismissal has a review of its own, heard by the level above."""
    following = _above(level)
    if following is None:
        return _standing(question, level, Phase.CLOSED).model_copy(update={"exhausted": True})
    review = level.dismissal_rule(facts(question))
    if review is None or review.rule is None:
        return _filing(question, following)
    reckoning = reckon(question, review.rule)
    deadline = ours(question, following, reckoning, Purpose.DISMISSAL_REVIEW, review.files_with)
    return _to_file(question, following, deadline)


def _filing(question: Question, level: Level) -> Answer:
    """Our own clock at a level: file before it expires."""
    step = level.filing_step(facts(question))
    if step is None or step.rule is None:
        message = f"{level.program} {level.level}: the rulebook has no filing rule for these facts"
        raise RulebookError(message)
    when: date | datetime | None = None
    if step.counted_from == "services_end":
        when = moment(question.services_end, question.services_end_at)
    elif step.counted_from == "receipt" and question.received is not None:
        when = question.received.on
    reckoning = reckon(question, step.rule, when)
    deadline = ours(question, level, reckoning, Purpose.FILING, level.files_with)
    return _to_file(question, level, deadline)


def _to_file(question: Question, level: Level, deadline: Deadline) -> Answer:
    amount = amount_needed(question, level, deadline.due_on)
    clocks: list[Deadline | FollowUp] = [deadline]
    if amount.enough_until is not None:
        clocks.append(_before_the_new_year(question, level, amount.enough_until))
    answer = _standing(question, level, Phase.FILING, *clocks, remarks=amount.remarks)
    basis = PlanningBasis(question.program, question.planning, question.zone)
    plan = plan_for_filing(deadline, basis, local_day(question.now, question.zone))
    known = {"amount_short": amount.short, "amount_until": amount.enough_until, "plan": plan}
    return answer.model_copy(update=known)


def _before_the_new_year(question: Question, level: Level, last: date) -> FollowUp:
    """The amount is enough until a day before the filing day: ask to file by then."""
    text = (
        f"The amount in controversy is enough for a request filed by {day_in_words(last)} only: "
        f"from the next day on {level.title} asks for more. File by then, or combine claims and "
        "record the amount with the update `recalculate`."
    )
    return follow_up(
        question,
        matter(level, FollowUpKind.AMOUNT, "file before the year ends: the amount rises", text),
        begins=max(question.now, start_of_day(last - _BEFORE_THE_YEAR_ENDS, question.zone)),
        recipients=question.policy.recipients,
    )


def _amount_outrun(question: Question, level: Level) -> Answer:
    """A new year asks for more than before: whether the amount is enough for what is left."""
    until = question.standing.due_on if question.standing is not None else question.on
    amount = amount_needed(question, level, until)
    answer = _standing(question, level, Phase.FILING, remarks=amount.remarks)
    known = {"amount_short": amount.short, "amount_until": amount.enough_until}
    return answer.model_copy(update=known)


def _forwarding(question: Question, level: Level, following: Level) -> Answer:
    """The plan affirmed, or its time ran out: it must send the file on by itself."""
    if level.forwards_to is not None:
        following = rulebook.level(level.program, level.forwards_to)
    clocks: list[Deadline | FollowUp] = []
    begins = question.now
    step = level.forwarding_step(facts(question))
    if step is not None and step.rule is not None:
        when = question.forward_from if step.counted_from == "decision_due" else None
        reckoning = reckon(question, step.rule, when)
        deadline = theirs(
            question, level, reckoning, Purpose.FORWARDING, level.adjudicator_on(question.on)
        )
        clocks.append(deadline)
        begins = max(begins, deadline.expires_at)
    elif question.forward_from is not None:
        day_after = question.forward_from + timedelta(days=1)
        begins = max(begins, start_of_day(day_after, question.zone))
    plan, reviewer = level.adjudicator_on(question.on), following.adjudicator_on(question.on)
    clocks.append(
        follow_up(
            question,
            matter(
                following,
                FollowUpKind.FORWARDING,
                "check that the case file was forwarded",
                f"{_capital(plan)} must send the case file to {reviewer} by itself. Ask both "
                "whether it has arrived. Record the day it arrived with the update `escalate`; if "
                "it was not sent, complain to 1-800-MEDICARE.",
            ),
            begins=begins,
        )
    )
    return _standing(question, following, Phase.FORWARDING, *clocks)


def _filed(question: Question, level: Level) -> Answer:
    """The adjudicator has the request: its clock runs, or check-ins where the law has none."""
    step = level.decision_step(facts(question))
    if step is None or step.rule is None:
        text = (
            f"The law gives {level.adjudicator_on(question.on)} no time limit here. Ask how the "
            "case stands, and record a decision with the update `record_decision`."
        )
        return _standing(
            question, level, Phase.DECIDING, check_in(question, _awaiting(level, text))
        )
    when: date | datetime | None = None
    remarks: tuple[str, ...] = ()
    if step.counted_from == "records":
        when = moment(question.records_on, question.records_at)
        if when is None:
            remarks = (
                f"The clock of {level.adjudicator_on(question.on)} starts when it has the records "
                "it asked for; until that day is known it is counted from the request. Record "
                "the day with the update `recalculate`, as records_on.",
            )
    if question.amount is not None:
        amount = amount_needed(question, level, question.on)
        remarks += amount.remarks if amount.short else ()
    reckoning = reckon(question, step.rule, when)
    adjudicator = level.adjudicator_on(question.on)
    deadline = theirs(question, level, reckoning, Purpose.DECISION, adjudicator)
    answer = _standing(question, level, Phase.DECIDING, deadline, remarks=remarks)
    opens = level.escalation_opens_rule(facts(question))
    right = reckon(question, opens).due_at if opens is not None else None
    if right is None or right >= deadline.expires_at:
        return answer
    return answer.model_copy(update={"escalation_opens": right})


def _decision_late(question: Question, level: Level) -> Answer:
    """The adjudicator's time ran out: the next right opens."""
    adjudicator = _capital(level.adjudicator_on(question.on))
    following = _above(level)
    if following is not None and level.late_decision == "opens_appeal":
        answer = _adverse_decision(question, level)
        remark = (
            f"{adjudicator} did not decide in time. That counts as a denial and may be appealed "
            "now; the filing day is counted from the day its time ran out."
        )
        return answer.model_copy(update={"remarks": (remark, *answer.remarks)})
    if following is not None and level.late_decision == "forwarded":
        return _forwarding(question, level, following)
    if following is not None and level.late_decision == "escalation":
        return _escalation(question, level, following)
    text = (
        f"{adjudicator} has not decided in time, and the law opens no further right at this "
        "level. Ask for the decision, and record it with the update `record_decision`."
    )
    item = check_in(question, _awaiting(level, text), at_once=True)
    return _standing(question, level, Phase.DECIDING, item)


def _escalation_opens(question: Question, level: Level) -> Answer:
    """The case may be escalated now, though the adjudicator's own clock still runs."""
    following = _above(level)
    if following is None:
        return _standing(question, level, Phase.DECIDING)
    return _escalation(question, level, following)


def _escalation(question: Question, level: Level, following: Level) -> Answer:
    text = (
        f"{_capital(level.adjudicator_on(question.on))} has not decided in time. You may wait, or "
        f"escalate in writing to the next level ({following.title}). Record an escalation with "
        "the update `escalate`, a decision that arrives after all with `record_decision`."
    )
    remarks = amount_needed(question, following, question.on).remarks
    right = follow_up(question, matter(level, FollowUpKind.ESCALATION, "consider escalation", text))
    return _standing(question, level, Phase.DECIDING, right, remarks=remarks)


def _favorable_decision(question: Question, level: Level) -> Answer:
    """Won: the decision must be put into effect."""
    effectuation = level.effectuation_rule(facts(question))
    if effectuation is None or effectuation.rule is None:
        text = (
            "The rulebook has no verified time limit for putting this decision into effect. Ask "
            "when it will be paid or provided; record it with the update `record_effectuation`."
        )
        item = check_in(question, _effectuation(level, text))
        return _standing(question, level, Phase.EFFECTUATION, item)
    counted = question.model_copy(update={"received": None})
    if effectuation.counted_from == "request" and question.filed_on is not None:
        from_request = {"on": question.filed_on, "at": question.filed_at}
        counted = counted.model_copy(update=from_request)
    else:
        counted = counted.model_copy(update={"extended": False, "extension_days": None})
    reckoning = reckon(counted, effectuation.rule)
    # The adjudicator decided; plan or contractor puts it into effect.
    who = rulebook.row(reckoning.rule).who
    deadline = theirs(question, level, reckoning, Purpose.EFFECTUATION, who)
    return _standing(question, level, Phase.EFFECTUATION, deadline)


def _effectuation_late(question: Question, level: Level) -> Answer:
    text = (
        "The time for putting the decision into effect has run out. Complain to the plan or "
        "contractor and to 1-800-MEDICARE; record it with the update `record_effectuation`."
    )
    item = follow_up(question, _effectuation(level, text))
    return _standing(question, level, Phase.EFFECTUATION, item)


def _filing_missed(question: Question, level: Level) -> Answer:
    """Our own day passed: a later one that the law gives, or else the good-cause path."""
    late = question.model_copy(update={"late": True, "received": None})
    later = level.filing_step(facts(late))
    if not question.late and later != level.filing_step(facts(question)):
        answer = _filing(late, level)
        remark = (
            "The first time to ask has passed. A late request is still heard until the day shown, "
            "but it does not protect from the cost meanwhile."
        )
        return answer.model_copy(update={"remarks": (remark, *answer.remarks)})
    missed = question.missed or level.filing_rule(facts(question))
    lateness = rulebook.row(missed).lateness if missed else None
    law = f" {lateness.words} ({lateness.citation})" if lateness else ""
    office = level.late_files_with or question.files_with or level.files_with
    in_time = _in_time_at_standard_speed(question, level)
    text = (
        f"{in_time} A late request can still be accepted for good cause: illness, wrong or late "
        f"information, limits of language or health.{law} File it now with {office}, say in "
        "writing why it is late, and record it with the update `request_good_cause`. If it was "
        "filed in time, record that with `file_appeal`."
    ).strip()
    item = follow_up(
        question,
        matter(
            level, FollowUpKind.GOOD_CAUSE, "the filing day has passed: ask for more time", text
        ),
        recipients=question.policy.recipients,
    )
    remarks = (in_time,) if in_time else ()
    return _standing(question, level, Phase.GOOD_CAUSE, item, remarks=remarks)


def _in_time_at_standard_speed(question: Question, level: Level) -> str:
    """The last day of a request that is not expedited, in words, where it is still to come."""
    if question.speed is not Speed.EXPEDITED or question.noticed_on is None:
        return ""
    asked = {"speed": Speed.STANDARD, "on": question.noticed_on}
    (deadline,) = _filing(question.model_copy(update=asked), level).deadlines
    if deadline.due_on <= question.on or deadline.expires_at <= question.now:
        return ""
    return (
        f"A standard request is still in time until {day_in_words(deadline.due_on)}: file it by "
        "then, and record it with `file_appeal` and speed standard."
    )


def _late_request(question: Question, level: Level) -> Answer:
    """A late request with its reasons was filed; the law sets no clock for the answer."""
    text = (
        "The late request awaits its answer. Ask how it stands, and record the answer with the "
        "update `request_good_cause`."
    )
    return _standing(question, level, Phase.GOOD_CAUSE, check_in(question, _awaiting(level, text)))


def _follow_ups_used_up(question: Question, level: Level) -> Answer:
    """The follow-ups planned so far are used up: from here on one per check-in interval."""
    text = "This is still open. The case's details say what to do and how to record it."
    kind = question.follow_up or FollowUpKind.CHECK_IN
    item = matter(level, kind, f"check in on {level.title}", text)
    return _standing(question, level, Phase.DECIDING, check_in(question, item))


def _plan_broken(question: Question, level: Level) -> Answer:
    """The evidence will be late for the filing day: the choices that are left."""
    text = (
        "The evidence will not be in hand before the filing day if every step takes its time. "
        "Choose: file now and supplement later with `submit_evidence`; ask the holder for an "
        "expedited transfer of the records, or the specialist for an earlier visit."
    )
    more_time = _time_for_evidence(question, level)
    item = matter(
        level,
        FollowUpKind.PLAN_BROKEN,
        "the evidence will be late: choose what to do",
        f"{text} {more_time}".strip(),
    )
    return _standing(question, level, Phase.FILING, follow_up(question, item))


def _evidence_late(question: Question, level: Level) -> Answer:
    """Evidence came after the filing: it can still be sent."""
    adjudicator = level.adjudicator_on(question.on)
    text = (
        f"Evidence has arrived since the filing. Send it to {adjudicator} before it decides, and "
        "record it with the update `submit_evidence`."
    )
    more_time = _time_for_evidence(question, level)
    item = matter(
        level, FollowUpKind.SUPPLEMENT, "send the new evidence", f"{text} {more_time}".strip()
    )
    return _standing(question, level, Phase.DECIDING, follow_up(question, item))


def _people_changed(question: Question, level: Level) -> Answer:
    """Others are on the case: reminders for them of a clock that stands as it was reckoned."""
    standing = question.standing
    if standing is None:
        return _standing(question, level, Phase.FILING)
    deadline = ours(question, level, standing.reckoning, standing.purpose, standing.where)
    return _standing(question, level, Phase.FILING, deadline)


def _time_for_evidence(question: Question, level: Level) -> str:
    """The extension that the law has for the decision at a level, in words."""
    step = level.decision_step(facts(question))
    if step is None or step.rule is None:
        return ""
    extension = rulebook.row(step.rule).version_on(question.on).extension
    if extension is None:
        return ""
    return (
        f"The time to decide can be extended by {extension.days} days ({extension.who}: "
        f"{extension.ground}; {extension.citation})."
    )


_ANSWERS: dict[Occasion, Callable[[Question, Level], Answer]] = {
    Occasion.ADVERSE_DECISION: _adverse_decision,
    Occasion.DISMISSAL: _dismissal,
    Occasion.FAVORABLE_DECISION: _favorable_decision,
    Occasion.FILED: _filed,
    Occasion.DECISION_LATE: _decision_late,
    Occasion.FILING_MISSED: _filing_missed,
    Occasion.FILING_RECOUNTED: _filing,
    Occasion.LATE_REQUEST: _late_request,
    Occasion.EFFECTUATION_LATE: _effectuation_late,
    Occasion.FOLLOW_UPS_USED_UP: _follow_ups_used_up,
    Occasion.PLAN_BROKEN: _plan_broken,
    Occasion.EVIDENCE_LATE: _evidence_late,
    Occasion.PEOPLE_CHANGED: _people_changed,
    Occasion.AMOUNT_OUTRUN: _amount_outrun,
    Occasion.ESCALATION_OPENS: _escalation_opens,
}


def _awaiting(level: Level, text: str) -> FollowUp:
    return matter(level, FollowUpKind.CHECK_IN, f"check in on {level.title}", text)


def _effectuation(level: Level, text: str) -> FollowUp:
    title = "check that the decision was put into effect"
    return matter(level, FollowUpKind.EFFECTUATION, title, text)


def _above(level: Level) -> Level | None:
    return rulebook.level(level.program, level.next) if level.next else None


def _standing(
    question: Question,
    level: Level,
    phase: Phase,
    *clocks: Deadline | FollowUp,
    remarks: tuple[str, ...] = (),
) -> Answer:
    return Answer(
        level=level.level,
        level_title=level.title,
        adjudicator=level.adjudicator_on(question.on),
        phase=phase,
        deadlines=tuple(clock for clock in clocks if isinstance(clock, Deadline)),
        follow_ups=tuple(clock for clock in clocks if isinstance(clock, FollowUp)),
        remarks=remarks,
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]
