"""What every paper has around what it says: who sends it, its block of facts, who signs."""

from collections.abc import Iterable

import phonenumbers

from models.cases.people import Person
from models.papers.paper import MARKS, Form, Part, Sentence
from models.papers.private import PrivateDetails
from models.papers.sources import private, reported
from models.papers.wording import Fact, Wording

_ADDRESSES = {"beneficiary": "address", "representative": "representative_address"}
"""The field of the private file with the address of whoever signs; `sender_address` for others."""


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
    field = _ADDRESSES.get(role, "sender_address")
    held = field if getattr(given, field) else "sender_address"
    address = private(getattr(given, held), held if getattr(given, held) else field)
    phone = reported(_as_dialed(person), 1, "phone", "sender_phone")
    return Part(
        "sender",
        Form.LINES,
        (
            wording.say("sender.name", sender=name),
            wording.say(
                "sender.address",
                sender_address=Fact(address.value, address.rests_on, address.field),
            ),
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
        wording.say("signature.date"),
    )
    return Part("signature", Form.LINES, lines)


def text_part(wording: Wording, name: str, sentences: Iterable[Sentence]) -> Part:
    """A paragraph under its heading."""
    return Part(name, Form.TEXT, tuple(sentences), wording.text(f"heading.{name}"))


def marks_of(wording: Wording) -> dict[str, str]:
    """What stands around and within a paper."""
    return {name: wording.text(f"mark.{name}") for name in MARKS}


def _as_dialed(person: Person | None) -> str | None:
    if person is None or person.phone is None:
        return None
    number = phonenumbers.parse(person.phone)
    own = number.country_code == phonenumbers.country_code_for_region("US")
    form = phonenumbers.PhoneNumberFormat
    return phonenumbers.format_number(number, form.NATIONAL if own else form.INTERNATIONAL)
