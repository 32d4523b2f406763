"""The call sheet for a complaint to CMS at 1-800-MEDICARE: no letter, no diagnosis, no exhibits."""

from collections.abc import Iterator

from models.inputs.cms_complaint import ComplaintIntake
from models.papers.complaint.facts import ComplaintFacts
from models.papers.frame import assembled, named, text_part
from models.papers.paper import Form, Paper, Part, RestsOn, Sentence, Source
from models.papers.sources import cited, private, reported
from models.papers.wording import Fact, Wording
from models.procedure.cms_complaint.standing import ComplaintStanding
from models.rulebook import Facts, rulebook

_RESOLVE, _CONTACT = "CTM.RESOLVE", "CTM.CONTACT"


def call_sheet(
    facts: ComplaintFacts, intake: ComplaintIntake, standing: ComplaintStanding, wording: Wording
) -> Paper:
    """What to have at hand, what to say, and what to write down.

    Args:
        facts: What the case knows.
        intake: Of the case.
        standing: Where it stands.
        wording: The texts, in one language.
    """
    parts = (
        Part("call", Form.FORM, (wording.say("call.number"),), wording.text("heading.call")),
        Part("have", Form.FORM, tuple(_have(facts, intake, wording)), wording.text("heading.have")),
        text_part(wording, "say", _say(facts, standing, wording)),
        Part("late", Form.LIST, tuple(_late(facts, wording)), wording.text("heading.late")),
        text_part(wording, "clock", _clock(facts, standing, wording)),
        Part("note", Form.FORM, tuple(_note(standing, wording)), wording.text("heading.note")),
    )
    return assembled("cms_complaint", facts.shown.case.id, wording, parts)


def _have(facts: ComplaintFacts, intake: ComplaintIntake, wording: Wording) -> Iterator[Sentence]:
    given = facts.private
    contract = facts.contract_number
    medicare = private(given.medicare_number, "medicare_number")
    enrollee = named(intake.beneficiary, "beneficiary", "enrollee")
    yield wording.say("call.plan", plan=Fact(facts.plan, field="plan"), contract_number=contract)
    yield from facts.references(wording)
    yield wording.say("re.enrollee", enrollee=enrollee)
    yield wording.say("re.medicare_number", medicare_number=medicare)
    if facts.appellant == "representative":
        caller = named(intake.representative, "representative", "representative")
        authority = private(given.authority, "authority")
        yield wording.say("call.authority", representative=caller, authority=authority)


def _say(
    facts: ComplaintFacts, standing: ComplaintStanding, wording: Wording
) -> Iterator[Sentence]:
    yield wording.say("call.event", event=private(facts.private.event, "event"))
    yield wording.say(f"call.{standing.category.value}")
    if standing.also_grievance:
        yield wording.say("call.grievance_tried")
    yield wording.say("asked.remedy", remedy=private(facts.private.remedy, "remedy"))
    yield wording.say("call.no_appeal")


def _late(facts: ComplaintFacts, wording: Wording) -> Iterator[Sentence]:
    for one in facts.missed_limits:
        yield wording.say("call.late", what=one.title, due=one.due_on, days=str(one.days))


def _clock(
    facts: ComplaintFacts, standing: ComplaintStanding, wording: Wording
) -> Iterator[Sentence]:
    """How long the plan has by the category: from the rulebook."""
    known = Facts(urgency=standing.category.value)
    for rule, code in ((_RESOLVE, "call.resolve"), (_CONTACT, "call.contact")):
        version = rulebook.row(rule).version_on(facts.shown.case.today)
        length = str(version.limit(known).length)
        source = (RestsOn(Source.ROW, rule, version.citation, version.evidence),)
        law = cited(rule, version.citation, version.evidence)
        yield wording.say(code, days=Fact(length, source), citation=law)


def _note(standing: ComplaintStanding, wording: Wording) -> Iterator[Sentence]:
    blank = wording.text("call.blank")
    number = reported(standing.tracking_number or blank, None)
    yield wording.say("call.tracking", tracking=number)
    yield wording.say("call.agent", agent=blank)
    yield wording.say("call.day", day=blank)
    yield wording.say("call.record")
