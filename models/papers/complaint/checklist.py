"""What a grievance or a complaint to CMS should say, and what of it is there.

An oral grievance is enough: nothing that is not there makes one incomplete.
"""

from collections.abc import Mapping

from models.inputs.cms_complaint import ComplaintIntake
from models.inputs.grievance import GrievanceIntake, Ground
from models.papers.complaint.facts import ComplaintFacts
from models.papers.request.checklist import Item, State
from models.rulebook import rulebook
from models.rulebook.elements import Required


def complaint_checklist(paper: str, facts: ComplaintFacts) -> tuple[Item, ...]:
    """Every element that such a paper should have."""
    found, states = rulebook.paper(paper), _states(facts)
    program, who = facts.intake.program.value, facts.appellant
    return tuple(
        Item(
            Required(one, found, found.what_follows(one, program, who)),
            states.get(one.id.partition(".")[2], State.BY_HAND),
        )
        for one in found.required_of(who)
    )


def _states(facts: ComplaintFacts) -> Mapping[str, State]:
    intake, given = facts.intake, facts.private
    beneficiary = intake.beneficiary
    there = {
        "beneficiary_name": beneficiary is not None and beneficiary.name,
        "member_number": given.member_number,
        "event": given.event,
        "event_day": isinstance(intake, GrievanceIntake),
        "remedy": given.remedy,
        "plan": facts.plan and facts.contract_number.value,
        "enrollee": given.medicare_number,
        "authority": given.authority,
        "category": isinstance(intake, ComplaintIntake),
    }
    states = {name: State.THERE if value else State.MISSING for name, value in there.items()}
    return {**states, "refusal": _refusal(intake)}


def _refusal(intake: GrievanceIntake | ComplaintIntake) -> State:
    refused = isinstance(intake, GrievanceIntake) and intake.about is Ground.REFUSED_TO_EXPEDITE
    return State.THERE if refused else State.NOT_NEEDED
