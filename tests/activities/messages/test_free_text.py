"""Free text that was typed for one purpose is mailed to the case manager alone."""

import pytest

from activities.messages.forms import letters_of
from activities.messages.writing import Messages
from models.cases.language import Language
from models.cases.people import Person, Role
from models.inputs.common_intake import Override
from models.notices.messages.order import MessageKind, Recipient
from tests.activities.samples import make_deadline, make_order, make_reckoning, matter

EVIDENCE, REASON = "envelope-of-the-neighbor", "she-was-in-the-hospital"


@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("language", Language)
def test_evidence_of_receipt_and_the_reason_of_an_override(
    kind: MessageKind, language: Language
) -> None:
    proven = f"Receipt proven Fri 20 Mar 2026, {EVIDENCE}: it replaces the presumed day."
    deadline = make_deadline(
        reckoning=make_reckoning(steps=(proven,)),
        override=Override(due_on=make_reckoning().due_on, reason=REASON),
    )
    person = Person(email="a@b.example", phone="+12025550123", language=language)
    recipients = [Recipient(role=role, person=person, zone="America/New_York") for role in Role]
    order = make_order(
        *recipients,
        kind=kind,
        deadline=deadline,
        calendar=(deadline,),
        also=(matter("another").model_copy(update={"deadline": deadline}),),
    )
    letters = letters_of(Messages("http://ui", "default"), order)
    assert set(letters) == set(Role)
    for role, forms in letters.items():
        written = [one.words + one.subject + one.html for one in forms.values()]
        # Lines of a calendar file are folded after 75 octets.
        files = [file.content.decode() for one in forms.values() for file in one.attachments]
        written += [file.replace("\r\n ", "") for file in files]
        holds = any(text in part for part in written for text in (EVIDENCE, REASON))
        if role is not Role.CASE_MANAGER:
            assert not holds, (role, kind)
        elif kind is MessageKind.DEADLINE:
            assert holds
