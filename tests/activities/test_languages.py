"""Messages in the reader's language throughout, in whatever language has its folder."""

import re
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from activities.messages import Message, Messages
from activities.sms_text import LENGTH, septets
from activities.wording import TEMPLATES, words_of
from models.deadline import Deadline, FollowUp
from models.docket import DocketKind
from models.people import STAFF, Language, Role
from models.program import PROGRAM_TITLES
from models.reminder import CalledOff, MessageKind, Recipient, ReminderOrder
from tests.activities.every_answer import Matter, every_matter
from tests.activities.samples import NOW, make_deadline, make_order, recipient

MESSAGES = Messages("http://127.0.0.1:8233", "default")

ENGLISH = re.compile(
    r"\b(the|and|with|is|are|was|of|by|from|for|must|your|you|days?|it|not|this|that|or|has|have"
    r"|will|be|at|on|ask|record|file|send|notice|hearing|court|review|request)\b",
    re.IGNORECASE,
)
"""Words of English that Spanish does not have: no sentence of English is without any."""

NAMES = re.compile(r"`[^`]+`|http\S+|\{.*?\}|C2C Innovative Solutions|\b[A-Z]+(?:\.[A-Z]+)+\b")
"""What has its name in any language."""

UPDATES = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b|\b(?:escalate|recalculate|close|conclude)\b")
"""The names of updates, which the plain text shows without their backticks."""


def order_of(matter: Matter, kind: MessageKind, *readers: Recipient) -> ReminderOrder:
    """The order that a workflow would give."""
    deadline = matter.about if isinstance(matter.about, Deadline) else None
    return make_order(
        *readers,
        docket=matter.docket,
        kind=kind,
        deadline=deadline,
        about="about",
        title=matter.title,
        action=matter.action,
        elements=matter.about.elements if isinstance(matter.about, FollowUp) else (),
        program_title=PROGRAM_TITLES[matter.program],
        code="K7MP",
        service="",
        references={},
    )


def kinds(matter: Matter) -> tuple[MessageKind, ...]:
    """The messages in which a matter is written of."""
    if isinstance(matter.about, Deadline):
        return (MessageKind.OPENED, MessageKind.NEW_DEADLINE, MessageKind.DEADLINE)
    if matter.about.elements:
        return (MessageKind.REPORT_REQUEST,)
    return (MessageKind.FOLLOW_UP, MessageKind.MISSED, MessageKind.DECISION_OVERDUE)


def english_in(message: Message) -> set[str]:
    """The words of English in any form of a message."""
    whole = "\n".join([message.subject, message.sms, message.text])
    return {found[0] for found in ENGLISH.finditer(UPDATES.sub("", NAMES.sub("", whole)))}


def readers(language: Any) -> list[Recipient]:
    everyone = (Role.CASE_MANAGER, Role.BENEFICIARY, Role.PHYSICIAN, Role.SUPERVISOR)
    return [speaking(recipient(role), language) for role in everyone]


def speaking(reader: Recipient, language: Any) -> Recipient:
    """Somebody who reads a language, of whatever name."""
    person = reader.person.model_copy(update={"language": language})
    return reader.model_copy(update={"person": person})


def test_no_word_of_english_reaches_a_spanish_reader() -> None:
    seen: set[Any] = set()
    found: dict[str, set[str]] = {}
    for matter in every_matter():
        words = (matter.docket, matter.title, matter.action, matter.about.level)
        if words in seen:
            continue
        seen.add(words)
        for kind in kinds(matter):
            order = order_of(matter, kind, *readers(Language.SPANISH))
            for reader in order.recipients[: 2 if kind is not MessageKind.REPORT_REQUEST else 4]:
                english = english_in(MESSAGES.write(order, reader))
                if english:
                    found.setdefault(f"{kind} {matter.title}", set()).update(english)
    assert len(seen) > 200
    assert found == {}


@pytest.mark.parametrize("docket", DocketKind)
@pytest.mark.parametrize("ending", words_of("en").endings)
def test_every_ending_is_told_in_both_languages(docket: DocketKind, ending: str) -> None:
    over = CalledOff(
        id="over",
        purpose="filing",
        level="council",
        level_title="Council review",
        sequence=1,
        due_on=make_deadline().due_on,
        roles=(Role.BENEFICIARY,),
    )
    told = {}
    for language in Language:
        order = make_order(
            *readers(language),
            kind=MessageKind.CLOSED,
            docket=docket,
            ending=ending,
            deadline=None,
            title="closed",
            action="",
            program_title=PROGRAM_TITLES[next(iter(PROGRAM_TITLES))],
            service="",
            references={},
            cancelled=(over,),
        )
        manager, beneficiary = (MESSAGES.write(order, one) for one in order.recipients[:2])
        assert words_of(language).ending(ending) in beneficiary.text
        assert words_of(language).short_day(over.due_on) in beneficiary.text
        assert words_of(language).short_day(over.due_on) not in manager.text
        told[language] = beneficiary
    assert english_in(told[Language.SPANISH]) == set()
    assert (
        told[Language.ENGLISH].subject
        == f"{words_of('en').docket(docket, 'AC-2026-0042')} is closed"
    )


PRIVATE = {
    "service": "KNEE-MARKER",
    "name": "NAME-MARKER",
    "reference": "REFERENCE-MARKER",
    "reason": "REASON-MARKER",
    "email": "MAIL-MARKER@mail.example",
    "phone": "+12025550199",
}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", MessageKind)
@pytest.mark.parametrize("role", Role)
def test_no_private_word_is_in_a_subject_or_an_sms(
    language: Language, kind: MessageKind, role: Role
) -> None:
    reader = recipient(
        role,
        language=language,
        name=PRIVATE["name"],
        email=PRIVATE["email"],
        phone=PRIVATE["phone"],
    )
    override: Any = {"due_on": make_deadline().due_on, "reason": PRIVATE["reason"]}
    about = Deadline.model_validate({**make_deadline().model_dump(), "override": override})
    for deadline in (about, None):
        order = make_order(
            reader,
            kind=kind,
            deadline=deadline,
            service=PRIVATE["service"],
            references={PRIVATE["reference"]: PRIVATE["reference"]},
            code="K7MP",
            ending="won",
        )
        message = MESSAGES.write(order, reader)
        for marker in PRIVATE.values():
            assert marker not in message.subject
            assert marker not in message.sms
        assert PRIVATE["name"] in message.text
        assert (PRIVATE["reason"] in message.text) == (deadline is not None)
        assert septets(message.sms) <= LENGTH


def test_another_language_is_one_folder(tmp_path: Path) -> None:
    """A language made of the Spanish one: every word of it stands between marks."""
    folder = tmp_path / "templates"
    copytree(TEMPLATES, folder)
    (folder / "es").rename(folder / "xx")
    for name in ("words.toml", "phrases.toml"):
        file = folder / "xx" / name
        said = re.sub(r'= "(.*)"$', r'= "<\1>"', file.read_text("utf-8"), flags=re.MULTILINE)
        file.write_text(said, "utf-8")
    messages = Messages("http://ui", "default", loader=FileSystemLoader([folder]), folder=folder)
    for kind in MessageKind:
        order = make_order(
            *readers("xx"), kind=kind, ending="won", action="The plan refused. Ann waits."
        )
        for reader in order.recipients:
            message = messages.write(order, reader)
            assert "<Apelación AC-2026-0042>" in message.subject
            assert "<Cómo se contó este plazo>" in message.text
            if reader.role in STAFF and kind is MessageKind.DEADLINE:
                assert "<El plan se negó.> Ann waits." in message.text
                assert "<presentar la reconsideración ante el plan>" in message.subject


def test_a_reader_of_each_language_in_one_order() -> None:
    order = make_order(
        recipient(Role.CASE_MANAGER, language=Language.ENGLISH),
        recipient(Role.BENEFICIARY, language=Language.SPANISH),
        now=NOW,
    )
    english, spanish = (MESSAGES.write(order, one) for one in order.recipients)
    assert "What to do" in english.text
    assert "Qué hay que hacer" in spanish.text
    assert {one.role for one in order.recipients} - STAFF == {Role.BENEFICIARY}
