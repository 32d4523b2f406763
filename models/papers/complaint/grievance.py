"""The grievance to a plan: what happened, when, and what the plan should do.

It is no appeal and never asks to overturn the denial (42 CFR 423.564(b)).
"""

from collections.abc import Iterator

from models.inputs.grievance import GrievanceIntake, Ground
from models.papers.complaint.facts import ComplaintFacts
from models.papers.frame import assembled, named, sender, signature, text_part
from models.papers.paper import Form, Paper, Part, Sentence
from models.papers.sources import cited, private, reported
from models.papers.wording import Fact, Wording
from models.procedure.grievance.clocks import expedited_rule
from models.rulebook import Facts, rulebook


def grievance_paper(facts: ComplaintFacts, intake: GrievanceIntake, wording: Wording) -> Paper:
    """The grievance.

    Args:
        facts: What the case knows.
        intake: Of the case.
        wording: The texts, in one language.
    """
    role = facts.appellant
    person = intake.representative if role == "representative" else intake.beneficiary
    name = named(person, role, "sender")
    office = Fact(facts.plan, field="plan", what="addressee")
    parts = (
        sender(wording, name, role, person, facts.private),
        Part("addressee", Form.LINES, (wording.say("addressee.office", addressee=office),)),
        Part("re", Form.FACTS, tuple(_re(facts, intake, wording)), wording.text("re.heading")),
        Part("request", Form.TEXT, tuple(_what_it_is(facts, intake, wording))),
        text_part(wording, "event", _event(facts, intake, wording)),
        text_part(wording, "timeliness", _timeliness(facts, wording)),
        text_part(wording, "asked", _asked(facts, intake, wording)),
        signature(wording, name),
    )
    return assembled("grievance", facts.shown.case.id, wording, parts)


def _re(facts: ComplaintFacts, intake: GrievanceIntake, wording: Wording) -> Iterator[Sentence]:
    number = private(facts.private.member_number, "member_number")
    yield wording.say("re.paper", title=wording.text("paper.grievance"))
    yield wording.say("re.enrollee", enrollee=named(intake.beneficiary, "beneficiary", "enrollee"))
    yield wording.say("re.member_number", member_number=number)
    yield wording.say("re.plan", plan=Fact(facts.plan, field="plan"))
    if intake.service is not None:
        yield wording.say("re.about", service=reported(intake.service, 1, "service"))
    yield from facts.references(wording)


def _what_it_is(
    facts: ComplaintFacts, intake: GrievanceIntake, wording: Wording
) -> Iterator[Sentence]:
    if facts.appellant == "representative":
        beneficiary = named(intake.beneficiary, "beneficiary", "enrollee")
        yield wording.say("request.on_behalf", beneficiary=beneficiary)
    yield wording.say("request.grievance")


def _event(facts: ComplaintFacts, intake: GrievanceIntake, wording: Wording) -> Iterator[Sentence]:
    yield wording.say("event.day", event_on=reported(intake.event_on, 1, "event_on", "event"))
    if wording.has(f"event.{intake.about.value}"):
        yield wording.say(f"event.{intake.about.value}")
    refused = intake.about is Ground.REFUSED_TO_EXPEDITE and not intake.drug_obtained
    code = f"event.not_obtained_{intake.program.value}"
    if refused and wording.has(code):
        yield wording.say(code)
    yield wording.say("event.told", event=private(facts.private.event, "event"))


def _timeliness(facts: ComplaintFacts, wording: Wording) -> Iterator[Sentence]:
    clocks = [one for one in facts.shown.deadlines if one.purpose.value == "grievance"]
    for clock in clocks[-1:]:
        law = cited(clock.reckoning.rule, clock.reckoning.citation, clock.reckoning.evidence)
        last = reported(clock.due_on, 1, what="last")
        yield wording.say("timeliness.grievance", last=last, citation=law)


def _asked(facts: ComplaintFacts, intake: GrievanceIntake, wording: Wording) -> Iterator[Sentence]:
    yield wording.say("asked.remedy", remedy=private(facts.private.remedy, "remedy"))
    rule = expedited_rule(intake)
    if rule is not None:
        version = rulebook.row(rule).version_on(facts.shown.case.today)
        law = cited(rule, version.citation, version.evidence)
        hours = Fact(str(version.limit(Facts()).length), law.rests_on)
        yield wording.say("asked.at_once", hours=hours, citation=law)
    yield wording.say("asked.in_writing")
