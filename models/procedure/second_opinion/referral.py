"""The plan's part in a second opinion: the referral it gives, and the rights a refusal opens.

The rows are those that the program names; Original Medicare asks for no referral.
"""

from collections.abc import Iterator
from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.kinds import CaseKind
from models.cases.standing import Clock, Matter, Said, Schedule, WantedChild
from models.procedure.case import Played
from models.procedure.child_ids import id_beside
from models.procedure.clocks import clock, count, key, moment, stated
from models.procedure.play import note
from models.procedure.second_opinion.standing import (
    OpinionCase,
    OpinionStanding,
    Refusal,
    known_on,
    opinion_of,
)
from models.procedure.second_opinion.steps import (
    REFERRAL,
    REFERRAL_REQUEST,
    covered,
    expect,
    find,
    pass_step,
)
from models.rulebook import rulebook
from models.rulebook.programs import GrievanceTerms, ReferralTerms

TITLE = "the referral"

SILENCE = "no notice: the time to answer ran out"
"""What shows the day of a refusal of which no notice came."""

_FAST_TRACK = "fast_track"
"""Tells a silence on the fast track from one at the standard pace on the same request."""

_RIGHTS = (Purpose.REFUSAL_APPEAL, Purpose.GRIEVANCE)


def request_referral(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The plan was asked: its clock starts."""
    said, opinion = report.said, opinion_of(standing, report)
    referral = find(standing, opinion, REFERRAL)
    if referral is not None and referral.done_on is not None and not said.out_of_network:
        # It was in hand already: what was asked for is not waited for.
        pass_step(standing, opinion, REFERRAL_REQUEST, report.day)
        note(standing, Said("second_opinion.asked", {"day": report.day}), report)
        return
    terms = _terms(case)
    rule = terms.expedited if said.expedited else terms.standard
    asked = moment(said.requested_on, said.requested_at)
    reckoning = count(rule, asked, case.zone, case.rule_facts())
    name = key(REFERRAL, Purpose.AUTHORIZATION.value, report.number)
    running = clock(name, reckoning, Purpose.AUTHORIZATION, title=TITLE, begins_on=report.day)
    remarks = [_refusal_words(case, report.day)]
    _supersede(standing, known_on(case, standing), Purpose.AUTHORIZATION)
    standing.clocks.append(_authorization(running))
    standing.remarks = remarks
    pass_step(standing, opinion, REFERRAL_REQUEST, report.day)
    expect(standing, opinion, REFERRAL, running.due_on)
    note(standing, Said("second_opinion.asked", {"day": report.day}), report)


def record_referral(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The referral is in hand: what a refusal had opened is over."""
    del case
    running = standing.running(Purpose.AUTHORIZATION)
    if running is not None:
        running.settle(DeadlineStatus.MET, report.day)
    _supersede(standing, report.day, *_RIGHTS)
    standing.drop(FollowUpKind.REFUSED)
    standing.refusal, standing.remarks = None, []
    pass_step(standing, opinion_of(standing, report), REFERRAL, report.day)
    note(standing, Said("second_opinion.referral", {"day": report.day}), report)


def record_refusal(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The plan refused the request, or its fast track alone."""
    if report.said.only_the_fast_track:
        _record_slowing(case, standing, report)
        return
    name = key(REFERRAL, Purpose.REFUSAL_APPEAL.value, report.number)
    refusal = Refusal(name, report.number, report.day)
    hours = report.said.refused_to_expedite
    rights = _rights(case, refusal, Said("second_opinion.it_refused"))
    remarks = _remarks(case, report.day, refused_to_expedite=hours)
    running = standing.running(Purpose.AUTHORIZATION)
    if running is not None:
        running.settle(DeadlineStatus.MET, report.day)
    _open_rights(case, standing, *rights)
    _refused(standing, refusal, remarks)
    expect(standing, opinion_of(standing, report), REFERRAL, None)
    note(standing, Said("second_opinion.refused_on", {"day": report.day}), report)


def _record_slowing(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The plan refused the fast track alone: the standard clock runs, as if from the beginning."""
    said = Said("second_opinion.slowed", {"day": report.day})
    fast = standing.latest(Purpose.AUTHORIZATION)
    if fast is None or not slowable(standing, fast):
        # The plan answered the request itself before: there is nothing left to slow down.
        note(standing, said, report)
        return
    facts = case.rule_facts(prior_authorization=True)
    reckoning = count(_terms(case).slowed, fast.begins_on, case.zone, facts)
    standard = clock(
        fast.key, reckoning, Purpose.AUTHORIZATION, title=TITLE, begins_on=fast.begins_on
    )
    grievance = list(_grievance(case, report.day, report.number))
    for one in grievance:
        one.action = Said("second_opinion.complain_of_slowing")
    remarks = [_refusal_words(case, report.day), _expedited_grievance(case, report.day)]
    standing.clocks[standing.clocks.index(fast)] = _authorization(standard)
    # A silence on the fast track was no refusal then.
    _open_rights(case, standing, *grievance)
    standing.refusal, standing.remarks = None, remarks
    expect(standing, opinion_of(standing, report), REFERRAL, standard.due_on)
    note(standing, said, report)


def slowable(standing: OpinionStanding, asked: Clock) -> bool:
    """Whether a request still has a fast track that it may lose: it is not answered yet."""
    late = standing.refusal is not None and standing.refusal.late
    return asked.reckoning.to_the_hour and (asked.is_open or late)


def fall_silent(case: OpinionCase, standing: OpinionStanding, over: Clock) -> None:
    """The plan did not answer in time: that counts as a refusal."""
    variant = _FAST_TRACK if over.to_the_hour else ""
    name = key(REFERRAL, Purpose.REFUSAL_APPEAL.value, over.root, variant)
    refusal = Refusal(name, over.root, over.due_on, late=True)
    rights = _rights(case, refusal, _it_was_silent(case), variant)
    remarks = _remarks(case, over.due_on, refused_to_expedite=False)
    over.settle(DeadlineStatus.MISSED, over.due_on)
    _open_rights(case, standing, *rights)
    _refused(standing, refusal, remarks)
    note(standing, Said("second_opinion.silent", {"day": over.due_on}))


def answer_refusal(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """The choice is made: an appeal of its own, or none."""
    refusal = answered(standing, report)
    assert refusal is not None  # noqa: S101 (it would not have fitted)
    said = Said("second_opinion.no_appeal")
    if report.said.appeal:
        wanted = WantedChild(CaseKind.APPEAL, report.number, 0, _appeal(case, refusal))
        said = Said("second_opinion.appeal_started", {"id": id_beside(case, standing, wanted)})
        standing.wanted.append(wanted)
    refusal.appeal_decided = True
    if refusal is standing.refusal:
        _supersede(standing, report.day, Purpose.REFUSAL_APPEAL)
        standing.drop(FollowUpKind.REFUSED)
    note(standing, said, report)


def answered(standing: OpinionStanding, report: Played) -> Refusal | None:
    """The refusal that is appealed or not: the one it was bound to, else the one that stands."""
    return standing.refusals.get(str(report.binds.get("key"))) or standing.refusal


def file_grievance(case: OpinionCase, standing: OpinionStanding, report: Played) -> None:
    """A grievance about the refusal starts beside it."""
    facts = report.said.model_dump(mode="json", exclude_none=True)
    wanted = WantedChild(CaseKind.GRIEVANCE, report.number, 0, facts)
    said = Said("second_opinion.grievance_started", {"id": id_beside(case, standing, wanted)})
    standing.wanted.append(wanted)
    _supersede(standing, report.day, Purpose.GRIEVANCE)
    note(standing, said, report)


def _appeal(case: OpinionCase, refusal: Refusal) -> dict[str, object]:
    """The intake of the appeal of a refusal."""
    facts: dict[str, object] = {
        "notice_date": refusal.notice_date.isoformat(),
        "prior_authorization": True,
    }
    if refusal.late:
        # A silence is known the day it is over: no days for a notice's receipt are presumed.
        facts["received"] = {"on": refusal.notice_date.isoformat(), "evidence": SILENCE}
    if case.intake.service is None:
        facts["service"] = "Second opinion"
    return facts


def _rights(
    case: OpinionCase, refusal: Refusal, happened: Said, variant: str = ""
) -> tuple[Clock | Matter, ...]:
    """A refusal is a determination of its own: it may be appealed, and complained of."""
    day = refusal.notice_date
    silent = {"received": day, "received_evidence": SILENCE} if refusal.late else {}
    facts = case.rule_facts(**silent)
    reckoning = count(_terms(case).appeal, day, case.zone, facts)
    appeal = clock(refusal.key, reckoning, Purpose.REFUSAL_APPEAL, title=TITLE, begins_on=day)
    appeal.where = "the plan"
    appeal.about = Said("second_opinion.appeal_of_refusal")
    appeal.action = Said("second_opinion.decide_on_refusal")
    complain = Said("second_opinion.grievance_at_any_time")
    grievance = list(_grievance(case, day, refusal.number, variant))
    for one in grievance:
        one.action = Said("second_opinion.complain_of_refusal")
        # One schedule of reminders is enough; it names both rights.
        one.schedule = Schedule.NONE
        complain = Said("second_opinion.grievance_until", {"day": one.due_on})
    matter = Matter(
        key=key(REFERRAL, FollowUpKind.REFUSED.value, refusal.number, variant),
        kind=FollowUpKind.REFUSED,
        level=REFERRAL,
        said=Said(
            "second_opinion.refused",
            {"happened": happened, "appeal": appeal.due_on, "grievance": complain},
        ),
    )
    return appeal, *grievance, matter


def _grievance(case: OpinionCase, day: date, root: int, variant: str = "") -> Iterator[Clock]:
    """Our time to complain of the plan, where there is a last day."""
    rule = _complaints(case).file
    if rule is None:
        return
    reckoning = count(rule, day, case.zone, case.rule_facts())
    name = key(REFERRAL, Purpose.GRIEVANCE.value, root, variant)
    grievance = clock(name, reckoning, Purpose.GRIEVANCE, title=TITLE, begins_on=day)
    grievance.where = "the plan"
    grievance.about = Said("second_opinion.grievance_about_refusal")
    yield grievance


def _authorization(running: Clock) -> Clock:
    """The plan's clock on a referral or an authorization (SO.CLOCK)."""
    running.who = "the plan"
    running.about = Said("second_opinion.answer_on_referral")
    running.action = Said("second_opinion.must_answer")
    return running


def _open_rights(case: OpinionCase, standing: OpinionStanding, *rights: Clock | Matter) -> None:
    """New rights take the place of those that a refusal before had opened."""
    _supersede(standing, known_on(case, standing), *_RIGHTS)
    standing.drop(FollowUpKind.REFUSED)
    standing.clocks.extend(one for one in rights if isinstance(one, Clock))
    standing.matters.extend(one for one in rights if isinstance(one, Matter))


def _refused(standing: OpinionStanding, refusal: Refusal, remarks: list[Said]) -> None:
    standing.refusal, standing.remarks = refusal, remarks
    standing.refusals[refusal.key] = refusal


def _supersede(standing: OpinionStanding, day: date, *purposes: Purpose) -> None:
    for purpose in purposes:
        running = standing.running(purpose)
        if running is not None:
            running.settle(DeadlineStatus.SUPERSEDED, day)


def _remarks(case: OpinionCase, on: date, *, refused_to_expedite: bool) -> list[Said]:
    terms, remarks = _terms(case), [_refusal_words(case, on)]
    remarks += [Said("common.law", {"law": stated(rule, on)}) for rule in terms.states]
    if refused_to_expedite:
        remarks.append(_expedited_grievance(case, on))
    if terms.state_law is not None:
        remarks.append(Said("second_opinion.state_law", {"law": stated(terms.state_law, on)}))
    return remarks


def _refusal_words(case: OpinionCase, on: date) -> Said:
    """What a refusal is in law, without the ids of the rows that its fact names."""
    version = rulebook.row(_terms(case).refusal).version_on(on)
    marks = version.citation if version.verified else f"{version.citation}; unverified"
    return Said("second_opinion.what_a_refusal_is", {"citation": marks})


def _expedited_grievance(case: OpinionCase, on: date) -> Said:
    citation = rulebook.row(_complaints(case).expedited).version_on(on).citation
    return Said("second_opinion.expedited_grievance", {"citation": citation})


def _it_was_silent(case: OpinionCase) -> Said:
    citation = _terms(case).silence
    where = f" ({citation})" if citation is not None else ""
    return Said("second_opinion.it_was_silent", {"where": where})


def _terms(case: OpinionCase) -> ReferralTerms:
    """The rows of the plan that is asked."""
    terms = covered(case.intake).referral
    assert terms is not None  # noqa: S101 (nothing is asked where there is no plan)
    return terms


def _complaints(case: OpinionCase) -> GrievanceTerms:
    """The rows of a grievance to that plan."""
    terms = case.intake.program.terms.grievance
    assert terms is not None  # noqa: S101 (where there is a plan, it can be complained of)
    return terms
