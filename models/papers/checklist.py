"""What a request must contain, and what of it is there: by the elements of the rulebook.

An element is there because the case, the private file or the paper itself has it. What only a look
at the papers can tell is left to whoever reviews them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.cases.program import Kind, Speed
from models.papers.asked import Asked
from models.rulebook import rulebook
from models.rulebook.elements import Required

APPOINTMENT = "appointment_of_representative"


class State(StrEnum):
    """How an element of a request stands."""

    THERE = "there"
    MISSING = "missing"
    BY_HAND = "look at the paper"
    NOT_NEEDED = "not needed"


@dataclass(frozen=True)
class Item:
    """One element, and how it stands."""

    required: Required
    state: State

    def as_json(self) -> dict[str, Any]:
        """As `checklist.json` has it."""
        element = self.required.element
        return {
            "element": element.id,
            "paper": self.required.paper.id,
            "title": element.title,
            "when": element.when,
            "state": self.state.value,
            "citation": element.citation,
            "evidence": element.evidence,
            "follows": [
                {"text": one.text, "citation": one.citation, "evidence": one.evidence}
                for one in self.required.follows
            ],
        }


def checklist(asked: Asked) -> tuple[Item, ...]:
    """Every element that the request must contain, with what is enclosed."""
    facts = asked.facts
    required = rulebook.required_elements(facts.program.value, facts.level.level, facts.appellant)
    return tuple(Item(one, _state(one, asked)) for one in required)


def missing(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Those that keep a request from being sent."""
    return tuple(one for one in items if one.state is State.MISSING)


def _state(one: Required, asked: Asked) -> State:
    paper, _, name = one.element.id.partition(".")
    if paper == APPOINTMENT:
        return _of_appointment(one.element.id, asked)
    return _STATES.get(name, _by_hand)(asked)


def _of_appointment(element: str, asked: Asked) -> State:
    """As was reported of the appointment in hand; the numbers in it are the paper's own."""
    appointment = asked.facts.appointment
    if appointment is None:
        return State.MISSING
    if element in {part.value for part in appointment.missing}:
        return State.MISSING
    return State.THERE if appointment.signed_on is not None else State.BY_HAND


def _if(value: object) -> State:
    return State.THERE if value else State.MISSING


def _by_hand(asked: Asked) -> State:
    del asked
    return State.BY_HAND


def _itself(asked: Asked) -> State:
    """The paper has it by what it is."""
    del asked
    return State.THERE


def _in_writing(asked: Asked) -> State:
    return State.NOT_NEEDED if asked.facts.speed is Speed.EXPEDITED else State.THERE


def _dates_of_service(asked: Asked) -> State:
    """Where the service was given: of what is still to be given there are none."""
    facts = asked.facts
    if facts.details.service_dates:
        return State.THERE
    return State.NOT_NEEDED if facts.is_plan and not facts.pays else State.MISSING


def _lateness(asked: Asked) -> State:
    return _if(asked.facts.circumstances) if asked.facts.late else State.NOT_NEEDED


def _statement(asked: Asked) -> State:
    intake = asked.facts.intake
    if intake.request_kind is not Kind.EXCEPTION:
        return State.NOT_NEEDED
    return _if(intake.statement_on)


def _expedited(asked: Asked) -> State:
    return State.THERE if asked.facts.speed is Speed.EXPEDITED else State.NOT_NEEDED


def _reasons(asked: Asked) -> State:
    details = asked.facts.details
    return _if(details.denial_reason and (details.coverage_rules or asked.facts.supporting))


def _phone(asked: Asked) -> State:
    beneficiary = asked.facts.beneficiary
    return _if(beneficiary is not None and beneficiary.phone)


def _representative_phone(asked: Asked) -> State:
    representative = asked.facts.intake.representative
    return _if(representative is not None and representative.phone)


_STATES: Mapping[str, Callable[[Asked], State]] = {
    "in_writing": _in_writing,
    "new_look": _itself,
    "beneficiary_name": lambda asked: _if(asked.beneficiary.value),
    "medicare_number": lambda asked: _if(asked.private.medicare_number),
    "member_number": lambda asked: _if(asked.private.member_number),
    "address": lambda asked: _if(asked.private.address),
    "representative_address": lambda asked: _if(asked.private.representative_address),
    "phone": _phone,
    "representative_phone": _representative_phone,
    "items": lambda asked: _if(asked.facts.intake.service),
    "dates_of_service": _dates_of_service,
    "representative_name": lambda asked: _if(asked.sender.value),
    "party_name": lambda asked: _if(asked.sender.value),
    "reasons_for_lateness": _lateness,
    "contractor": lambda asked: _if(asked.facts.about),
    "decision_date": lambda asked: _if(asked.notice.value),
    "reasons": _reasons,
    "supporting_statement": _statement,
    "appeal_number": lambda asked: _if(asked.appeal_number.value),
    "plan_name": lambda asked: _if(asked.facts.details.plan),
    "expedited": _expedited,
    "disagreements": lambda asked: _if(asked.facts.details.disagreements),
}
"""Of the names of elements; what no field of a case says is looked up in the paper."""

LEFT_TO_THE_READER = frozenset(
    {
        "beneficiary_knows",
        "all_evidence",
        "notice_to_enrollee",
        "formulary_drugs",
        "further_evidence",
        "copies",
        "signature",
        "waives",
    }
)
"""Names of elements that only a look at the papers can tell."""


def names_known() -> Iterator[str]:
    """The names of elements that a paper is looked through for."""
    yield from _STATES
    yield from LEFT_TO_THE_READER
