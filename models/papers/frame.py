"""What every paper has around what it says: who sends it, its block of facts, who signs."""

from collections.abc import Iterable

import phonenumbers

from models.cases.people import Person
from models.papers.paper import MARKS, Exhibit, Form, LeftOut, Paper, Part, Sentence
from models.papers.private import PrivateDetails
from models.papers.sources import private, reported
from models.papers.wording import Fact, Wording

_ADDRESSES = {"beneficiary": "address", "representative": "representative_address"}
"""The field of the private file with the address of whoever signs; `sender_address` for others."""

_PEOPLE = {"prescriber": "physician"}
"""What the case calls whoever signs, where that is another name."""


def named(person: Person | None, field: str, what: str) -> Fact:
    """Somebody's name; a gap where it is not known.

    Args:
        person: Who.
        field: Their role, as the intake has it.
        what: Names the gap.
    """
    name = person.name if person is not None else None
    return reported(name, 1, f"{field}.name", what)


def sender(
    wording: Wording, name: Fact, role: str, person: Person | None, given: PrivateDetails
) -> Part:
    """Who sends it, from where, and the date, which is left blank.

    Args:
        wording: The texts.
        name: Theirs.
        role: Whether it is the beneficiary, the representative or somebody else.
        person: Whoever it is, where a person on the case is.
        given: Has the addresses.
    """
    own = _ADDRESSES.get(role, "sender_address")
    field = own if getattr(given, own) or not given.sender_address else "sender_address"
    address = private(getattr(given, field), field)
    phone = private(given.sender_phone, "sender_phone")
    if person is not None:
        phone = reported(as_dialed(person), 1, f"{_PEOPLE.get(role, role)}.phone", "sender_phone")
    return Part(
        "sender",
        Form.LINES,
        (
            wording.say("sender.name", sender=name),
            wording.say("sender.address", sender_address=address),
            wording.say("sender.phone", sender_phone=phone),
            wording.say("sender.date"),
        ),
    )


def signature(wording: Wording, name: Fact) -> Part:
    """Where it is signed: by a person, never here."""
    lines = (
        wording.say("signature.closing"),
        wording.say("signature.line"),
        wording.say("signature.name", sender=name),
    )
    return Part("signature", Form.LINES, lines)


def text_part(wording: Wording, name: str, sentences: Iterable[Sentence]) -> Part:
    """A paragraph under its heading."""
    return Part(name, Form.TEXT, tuple(sentences), wording.text(f"heading.{name}"))


def assembled(  # noqa: PLR0913 (each is a part of the paper)
    id_: str,
    case_id: str,
    wording: Wording,
    parts: Iterable[Part],
    *,
    exhibits: tuple[Exhibit, ...] = (),
    left_out: tuple[LeftOut, ...] = (),
) -> Paper:
    """The paper of these parts; those that say nothing are left out.

    Args:
        id_: Of the paper, which names its title.
        case_id: Of the case.
        wording: The texts, in one language.
        parts: From top to bottom.
        exhibits: What goes with it.
        left_out: What does not, for the manager to decide.
    """
    return Paper(
        id=id_,
        case_id=case_id,
        title=wording.text(f"paper.{id_}"),
        language=wording.language.value,
        parts=tuple(part for part in parts if part.sentences),
        exhibits=exhibits,
        left_out=left_out,
        marks={name: wording.text(f"mark.{name}") for name in MARKS},
    )


def as_dialed(person: Person | None) -> str | None:
    """Somebody's telephone number as it is dialed from the United States."""
    if person is None or person.phone is None:
        return None
    number = phonenumbers.parse(person.phone)
    own = number.country_code == phonenumbers.country_code_for_region("US")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if own else form.INTERNATIONAL)
