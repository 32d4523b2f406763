"""What cases hold in English, said in Spanish: sentence by sentence, leaving nothing out."""

import ast
import inspect
import sys
from collections.abc import Iterator
from datetime import date
from types import FrameType, ModuleType

import pytest

from activities.phrasebook import Phrasebook
from activities.wording import words_of
from models.deadline import ABOUT_DELIVERY, Deadline, FollowUp, FollowUpKind, Purpose
from models.intake import LEVELS
from models.people import Language, Role
from models.program import Program
from models.rulebook import rulebook
from tests.activities.every_answer import Matter, every_matter
from workflows import stopped_sms, undelivered

SPANISH = words_of(Language.SPANISH)
DAY = "Wed 4 Nov 2026"


@pytest.fixture(scope="module")
def matters() -> list[Matter]:
    return list(every_matter())


def said_of(matter: Matter) -> Iterator[str]:
    """Every text of a matter that a message may show."""
    yield matter.title
    yield matter.action
    if isinstance(matter.about, Deadline):
        reckoning = matter.about.reckoning
        yield from (matter.about.level_title, matter.about.where, reckoning.citation)
        yield from reckoning.steps


def test_the_grid_leaves_out_no_program_level_purpose_or_kind(matters: list[Matter]) -> None:
    deadlines = [one.about for one in matters if isinstance(one.about, Deadline)]
    follow_ups = [one.about for one in matters if isinstance(one.about, FollowUp)]
    assert {one.program for one in matters} == set(Program)
    assert {one.purpose for one in deadlines} == set(Purpose)
    assert {one.kind for one in follow_ups} == set(FollowUpKind) - ABOUT_DELIVERY
    for program, levels in LEVELS.items():
        met = {one.about.level for one in matters if one.program is program}
        assert set(levels[1:]) <= met, program


def test_every_sentence_is_known_in_spanish(matters: list[Matter]) -> None:
    texts = dict.fromkeys(text for matter in matters for text in said_of(matter) if text)
    assert len(texts) > 500
    unknown = {sentence for text in texts for sentence in SPANISH.phrasebook.unknown(text)}
    assert unknown == set()


@pytest.mark.parametrize("module", [undelivered, stopped_sms])
def test_what_is_said_of_deliveries_is_known(module: ModuleType) -> None:
    """Read off the code, because these matters arise in workflows alone."""
    texts = [
        _filled(keyword.value)
        for call in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(call, ast.Call)
        for keyword in call.keywords
        if keyword.arg in {"title", "text"} and not isinstance(keyword.value, ast.Name)
    ]
    assert len(texts) == 4
    assert [one for text in texts for one in SPANISH.phrasebook.unknown(text)] == []
    for role in Role:
        assert SPANISH.phrasebook.unknown(role.value.replace("_", " ")) == []


def _filled(text: ast.expr) -> str:
    """A text of the code, with what it is filled with."""
    values = {"place": "email address", "whom": "case manager", "names": "physician, backup"}
    if isinstance(text, ast.Constant):
        return str(text.value)
    assert isinstance(text, ast.JoinedStr)
    parts = []
    for part in text.values:
        if isinstance(part, ast.FormattedValue):
            assert isinstance(part.value, ast.Name)
            parts.append(values[part.value.id])
        else:
            parts.append(_filled(part))
    return "".join(parts)


def test_every_word_of_the_rulebook_that_a_reader_meets_is_known() -> None:
    texts = set()
    for program in rulebook.programs:
        for name in LEVELS[Program(program)]:
            level = rulebook.level(program, name)
            texts |= {level.title, level.files_with, f"file {name}"}
            texts |= {step.files_with for step in level.dismissal}
            texts |= {one.name for one in level.adjudicators}
    for row in rulebook.rows():
        if row.kind == "fact":
            continue
        texts |= {row.who, f"{row.start} {DAY}."}
        texts |= {row.lateness.words} if row.lateness else set()
        for version in row.versions:
            texts |= {version.note} if version.note else set()
            for limit in version.limits:
                texts |= {limit.note} if limit.note else set()
                texts |= {f"{limit.other.words}: {DAY}."} if limit.other else set()
                texts |= {f"{limit.also.words}, 3 years: {DAY}."} if limit.also else set()
    assert {one for text in texts for one in SPANISH.phrasebook.unknown(text)} == set()


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Notice dated Mon 2 Nov 2026.", "Fecha del aviso: lun 2 nov 2026."),
        (
            "72 hours: Thu 5 Nov 2026, 09:30 EST.",
            "72 horas: jue 5 nov 2026, 09:30 hora del Este.",
        ),
        ("1 hour: Wed 4 Nov 2026, 09:00 CST.", "1 hora: mié 4 nov 2026, 09:00 hora del Centro."),
        (
            "The plan must decide by then; record the decision with the update `record_decision`.",
            "El plan debe decidir antes de que venza el plazo; registre la decisión con la "
            "actualización `record_decision`.",
        ),
        ("decision of Redetermination", "decisión: redeterminación"),
        ("ALJ hearing", "audiencia ante un juez administrativo (ALJ)"),
        (
            "The law gives the Medicare Appeals Council no time limit here.",
            "La ley no le fija aquí ningún plazo al Consejo de Apelaciones de Medicare.",
        ),
        (
            "Receipt proven Wed 4 Nov 2026, postmark. The envelope is kept: it replaces the "
            "presumed Sat 7 Nov 2026 (42 CFR 422.582(b)(1)).",
            "Recepción probada el mié 4 nov 2026, postmark. The envelope is kept: reemplaza a la "
            "presunta del sáb 7 nov 2026 (42 CFR 422.582(b)(1)).",
        ),
        ("What somebody typed.", "What somebody typed."),
        ("The plan refused. Call Ann at 9!", "El plan se negó. Call Ann at 9!"),
    ],
)
def test_how_it_is_said(english: str, spanish: str) -> None:
    assert SPANISH.say(english) == spanish


def _calls_for(text: str) -> int:
    """How many functions are called until a text is said."""
    calls = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        assert SPANISH.say(text) == text
    finally:
        sys.setprofile(before)
    return calls


def test_the_work_grows_with_what_was_typed_and_not_with_its_square() -> None:
    assert _calls_for("Ab. " * 39 + "Ab.") <= 4 * _calls_for("Ab. " * 9 + "Ab.")


def test_english_stays_as_it_is() -> None:
    english = words_of(Language.ENGLISH)
    text = "The plan refused.  Two  spaces (and 42 CFR 1)."
    assert english.say(text) == text
    assert english.phrasebook.unknown(text) == []


def test_a_place_takes_only_what_is_known() -> None:
    book = Phrasebook({"{who} waits.": "{who} espera.", "the plan": "el plan"}, day=date.isoformat)
    assert book.say("The plan waits.") == "El plan espera."
    assert book.say("Ann waits.") == "Ann waits."
    assert book.unknown("Ann waits. The plan waits.") == ["Ann waits."]
