"""Messages in the reader's language throughout, in whatever language has its folder."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from activities.messages.sms_text import LENGTH, septets
from activities.messages.wording import TEMPLATES, words_of
from activities.messages.writing import Messages
from models.cases.deadline import Deadline
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.people import STAFF, Role
from models.cases.program import PROGRAM_TITLES
from models.cases.standing import Said
from models.notices.messages.order import CalledOff, MessageKind, ReminderOrder
from models.turns.not_opened import word_of_refusal
from models.words.english.tables import say, title
from tests.activities.messages.spanish import english_in, readers
from tests.activities.samples import NOW, make_deadline, make_order, recipient

MESSAGES = Messages("http://127.0.0.1:8233", "default")


@pytest.mark.parametrize("case", CaseKind)
@pytest.mark.parametrize("ending", words_of("en").endings)
def test_every_ending_is_told_in_both_languages(case: CaseKind, ending: str) -> None:
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
            case=case,
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
        told[Language.ENGLISH].subject == f"{words_of('en').case(case, 'AC-2026-0042')} is closed"
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
        typed_for_the_manager = deadline is not None and role is Role.CASE_MANAGER
        assert (PRIVATE["reason"] in message.text) == typed_for_the_manager
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
            counted = "<Cómo se contó este plazo>" in message.text
            assert counted == (reader.role is Role.CASE_MANAGER)
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


def test_why_a_case_was_not_opened_is_told_in_both_languages() -> None:
    told = {}
    for language in Language:
        manager = {"email": "ana@legalaid.example", "language": language.value}
        log = [{"number": 1, "kind": "intake", "content": {"case_manager": manager}}]
        ask = {"id": "AC-1", "kind": "appeal", "case": {"log": log}, "now": NOW.isoformat()}
        word = word_of_refusal(ask, "notice_date: is required")
        assert word is not None
        order = ReminderOrder.model_validate(word["message"])
        told[language] = MESSAGES.write(order, order.recipients[0])
        assert "notice_date: is required" in told[language].text
    assert told[Language.ENGLISH].subject == "Appeal AC-1 was not opened"
    spanish = told[Language.SPANISH]
    assert spanish.subject == "Apelación AC-1: no se abrió"
    why = spanish.text.replace("notice_date: is required", "")
    assert english_in(replace(spanish, html=why)) == set()


COVERED = {"day": date(2026, 12, 1), "until": date(2026, 12, 11), "who": "Kim Ito"}


@pytest.mark.parametrize(
    "code", ["covers", "cover_over", "covered", "your_cover_ended", "closed_meanwhile"]
)
def test_a_cover_is_told_in_spanish_too(code: str) -> None:
    said = Said(f"delivery.{code}", COVERED)
    book = words_of("es").phrasebook
    assert [book.unknown(text) for text in (title(said), say(said))] == [[], []]


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "You were told another hour before."), ("es", "Antes se le indicó otra hora.")],
)
def test_an_hour_that_replaces_another_of_its_day_says_so(language: str, said: str) -> None:
    order = make_order(recipient(Role.BENEFICIARY), kind=MessageKind.HEARING)
    assert order.deadline is not None
    moved = order.model_copy(update={"instead_of": order.deadline.due_on})
    reader = recipient(Role.BENEFICIARY, language=Language(language))
    assert said in MESSAGES.write(moved, reader).text
    assert said not in MESSAGES.write(order, reader).text
