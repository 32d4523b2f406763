"""What a request must contain, and what of it is there: by the elements of the rulebook.

An element is there because the paper says it, or the case knows it. What only a look
at the papers can tell is left to whoever reviews them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from models.cases.program import Kind, Speed
from models.papers.paper import Paper
from models.papers.request.argument import is_reason
from models.papers.request.basis import RequestBasis
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


def checklist(basis: RequestBasis, paper: Paper) -> tuple[Item, ...]:
    """Every element that the request must contain, with what is enclosed.

    Args:
        basis: What the request is composed from.
        paper: As it was written: what it says is there.
    """
    facts = basis.facts
    required = rulebook.required_elements(facts.program.value, facts.level.level, facts.appellant)
    return tuple(Item(one, _state(one, basis, paper)) for one in required)


def missing(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Those that keep a request from being sent."""
    return tuple(one for one in items if one.state is State.MISSING)


def _state(one: Required, basis: RequestBasis, paper: Paper) -> State:
    id_, _, name = one.element.id.partition(".")
    if id_ == APPOINTMENT:
        return _of_appointment(one.element.id, basis)
    if name in _SAID:
        return _said(paper, *_SAID[name])
    if name == "reasons":
        return _if(any(is_reason(sentence) for sentence in paper.sentences()))
    return _STATES.get(name, _by_hand)(basis)


def _said(paper: Paper, *codes: str) -> State:
    """Whether the first of these sentences that the paper has is whole."""
    said = {sentence.code: sentence for sentence in paper.sentences()}
    first = next((said[code] for code in codes if code in said), None)
    return _if(first is not None and not first.gaps)


def _of_appointment(element: str, basis: RequestBasis) -> State:
    """As was reported of the appointment in hand; the numbers in it are the paper's own."""
    appointment = basis.facts.appointment
    if appointment is None:
        return State.MISSING
    if element in {part.value for part in appointment.missing}:
        return State.MISSING
    return State.THERE if appointment.signed_on is not None else State.BY_HAND


def _if(value: object) -> State:
    return State.THERE if value else State.MISSING


def _by_hand(basis: RequestBasis) -> State:
    del basis
    return State.BY_HAND


def _itself(basis: RequestBasis) -> State:
    """The paper has it by what it is."""
    del basis
    return State.THERE


def _in_writing(basis: RequestBasis) -> State:
    return State.NOT_NEEDED if basis.facts.speed is Speed.EXPEDITED else State.THERE


def _dates_of_service(basis: RequestBasis) -> State:
    """Where the service was given: of what is still to be given there are none."""
    facts = basis.facts
    if facts.details.service_dates:
        return State.THERE
    return State.NOT_NEEDED if facts.is_plan and not facts.pays else State.MISSING


def _lateness(basis: RequestBasis) -> State:
    return _if(basis.facts.circumstances) if basis.facts.late else State.NOT_NEEDED


def _statement(basis: RequestBasis) -> State:
    intake = basis.facts.intake
    if intake.request_kind is not Kind.EXCEPTION:
        return State.NOT_NEEDED
    return _if(intake.statement_on)


def _expedited(basis: RequestBasis) -> State:
    return State.THERE if basis.facts.speed is Speed.EXPEDITED else State.NOT_NEEDED


_SAID: Mapping[str, tuple[str, ...]] = {
    "beneficiary_name": ("re.beneficiary", "re.enrollee"),
    "medicare_number": ("re.medicare_number",),
    "member_number": ("re.member_number", "re.medicare_number"),
    "address": ("re.address", "sender.address"),
    "phone": ("re.phone", "sender.phone"),
    "representative_address": ("sender.address",),
    "representative_phone": ("sender.phone",),
    "representative_name": ("sender.name",),
    "party_name": ("sender.name",),
    "items": ("re.service",),
    "decision_date": ("re.decision",),
    "appeal_number": ("re.appeal_number",),
    "plan_name": ("re.plan",),
    "disagreements": ("argument.disagreements",),
}
"""By the name of an element: the sentences that may have it; the first that is there counts."""

_STATES: Mapping[str, Callable[[RequestBasis], State]] = {
    "in_writing": _in_writing,
    "new_look": _itself,
    "dates_of_service": _dates_of_service,
    "reasons_for_lateness": _lateness,
    "contractor": lambda basis: _if(basis.decided_by.value),
    "supporting_statement": _statement,
    "expedited": _expedited,
}
"""Of other elements, by name: what the case says."""

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
    yield from (*_SAID, "reasons", *_STATES)
    yield from LEFT_TO_THE_READER
