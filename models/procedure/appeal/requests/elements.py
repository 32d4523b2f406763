"""What a request must contain, what it lacks, and what follows from that for who makes it."""

from collections.abc import Iterable

from models.cases.people import Person
from models.cases.program import WHOLE_PIECES, Missing
from models.cases.standing import Said
from models.inputs.appeal_intake import Intake
from models.inputs.validation import Refusal
from models.procedure.case import Case
from models.rulebook import rulebook
from models.rulebook.elements import Checked, Element, Follows, Required, checked


def required(case: Case[Intake], level: str) -> tuple[Required, ...]:
    """What the request for a level must contain, with what is enclosed."""
    intake = case.intake
    return rulebook.required_elements(intake.program.value, level, intake.asks_as)


def checklist(
    case: Case[Intake], level: str, missing: Iterable[Missing] = ()
) -> tuple[Checked, ...]:
    """The elements of the request for a level: there, missing, or not known from the case.

    Args:
        case: The case, whose fields fill some of them.
        level: The one the request is for.
        missing: What was reported as missing.
    """
    elements = required(case, level)
    filled = {
        one.element.field
        for one in elements
        if one.element.field is not None and is_filled(case.intake, one.element.field)
    }
    return checked(elements, filled=filled, missing={one.value for one in missing})


def is_filled(intake: Intake, field: str) -> bool:
    """Whether a field of an intake, or of a person on it, holds something."""
    name, _, part = field.partition(".")
    value = getattr(intake, name)
    if part:
        value = getattr(value, part) if isinstance(value, Person) else None
    return bool(value)


def check_missing(case: Case[Intake], level: str, missing: Iterable[Missing]) -> None:
    """Refuse an element of another request, or of somebody else's.

    Raises:
        Refusal: naming the elements that may be missing here.
    """
    expected = [one.element.id for one in required(case, level)]
    strange = [one.value for one in missing if one.element is not None and one not in expected]
    if not strange:
        return
    names = ", ".join((*WHOLE_PIECES, *expected))
    message = f"incomplete: {strange[0]} is no element of this request; expected one of {names}."
    raise Refusal(message)


def lacking(one: Missing) -> Said:
    """What a request lacks, in a sentence."""
    element = one.element
    if element is None:
        return Said(f"appeal.lacks_{one.value}")
    return lacking_element(element)


def lacking_element(element: Element) -> Said:
    """An element that is missing, and where it is asked for."""
    code = "lacks_element" if element.verified else "lacks_element_unsure"
    return Said(f"appeal.{code}", {"element": element.title, "citation": element.citation})


def what_follows(case: Case[Intake], missing: Iterable[Missing]) -> list[Said]:
    """What follows when elements are missing, each sentence once; nothing for a whole piece."""
    intake = case.intake
    found: dict[str, Follows] = {}
    for one in missing:
        element = one.element
        if element is not None:
            paper = rulebook.paper(one.paper)
            for follows in paper.what_follows(element, intake.program.value, intake.asks_as):
                found.setdefault(follows.text, follows)
    return [
        Said("appeal.follows", {"what": one.text, "citation": one.citation})
        for one in found.values()
    ]
