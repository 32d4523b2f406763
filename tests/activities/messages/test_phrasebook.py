"""What cases hold in English, said in Spanish: sentence by sentence, leaving nothing out."""

import sys
from datetime import date
from fnmatch import fnmatchcase
from types import FrameType

import pytest

from activities.messages.phrasebook import Phrasebook
from activities.messages.wording import words_of
from models.cases.language import Language
from models.cases.program import Program
from models.cases.standing import Said
from models.inputs.appeal_intake import LEVELS
from models.rulebook import Facts, rulebook
from models.rulebook.local.limits import LocalLimit, with_local_limit
from models.rulebook.row import Extension
from models.words.english.tables import codes, say
from tests.activities.messages.every_matter import ONLY_SHOWN, every_sentence
from tests.activities.messages.every_reckoning import every_reckoning
from tests.activities.messages.spanish import SPANISH, unknown

DAY = "Wed, Nov 4, 2026"


def test_whatever_words_a_message_may_hold_are_known_in_spanish() -> None:
    sentences = list(every_sentence())
    assert len(sentences) > 100
    assert [(code, unknown([text])) for code, text in sentences if unknown([text])] == []


def test_what_is_only_shown_is_there() -> None:
    for table, patterns in ONLY_SHOWN.items():
        for pattern in patterns.split():
            assert any(fnmatchcase(code, f"{table}.{pattern}") for code in codes()), pattern


def test_every_step_of_a_reckoning_is_known_in_spanish() -> None:
    reckonings = list(every_reckoning())
    assert len(reckonings) > 1000
    assert unknown(text for one in reckonings for text in (*one.steps, one.citation)) == set()


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
        late = row.lateness
        texts |= {late.words, f"{late.words} ({late.citation})"} if late else set()
        for version in row.versions:
            texts |= {version.note} if version.note else set()
            texts |= {more_time(version.extension)} if version.extension else set()
            for limit in version.limits:
                texts |= {limit.note} if limit.note else set()
                texts |= {f"{limit.other.words}: {DAY}."} if limit.other else set()
                texts |= {f"{limit.also.words}, 3 years: {DAY}."} if limit.also else set()
    assert unknown(texts) == set()


def more_time(extension: Extension) -> str:
    """What a matter of evidence says of the time that an extension gives."""
    facts = {name: getattr(extension, name) for name in ("days", "who", "ground", "citation")}
    return say(Said("appeal.more_time", facts))


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        ("Notice dated Mon, Nov 2, 2026.", "Fecha del aviso: lun, 2 nov 2026."),
        (
            "72 hours: 9:30 a.m. Eastern Time on Thu, Nov 5, 2026.",
            "72 horas: jue, 5 nov 2026, 9:30 a. m., hora del Este.",
        ),
        (
            "1 hour: 9:00 a.m. Central Time on Wed, Nov 4, 2026.",
            "1 hora: mié, 4 nov 2026, 9:00 a. m., hora del Centro.",
        ),
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
            "Receipt proven Wed, Nov 4, 2026, postmark. The envelope is kept: it replaces the "
            "presumed Sat, Nov 7, 2026 (42 CFR 422.582(b)(1)).",
            "Recepción probada el mié, 4 nov 2026, postmark. The envelope is kept: reemplaza a la "
            "presunta del sáb, 7 nov 2026 (42 CFR 422.582(b)(1)).",
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
    # What is compiled at the first use is no work of either.
    SPANISH.say("Cd. Cd.")
    assert _calls_for("Ab. " * 39 + "Ab.") <= 4 * _calls_for("Ab. " * 9 + "Ab.")


def test_english_stays_as_it_is() -> None:
    english = words_of(Language.ENGLISH)
    text = "The plan refused.  Two  spaces (and 42 CFR 1)."
    assert english.say(text) == text
    assert english.phrasebook.unknown(text) == []


def test_a_place_takes_only_what_is_known() -> None:
    book = Phrasebook({"{who} waits.": "{who} espera.", "the plan": "el plan"}, day=str)
    assert book.say("The plan waits.") == "El plan espera."
    assert book.say("Ann waits.") == "Ann waits."
    assert book.unknown("Ann waits. The plan waits.") == ["Ann waits."]


def test_what_a_desk_lists_of_a_states_times_is_said_around_its_own_words() -> None:
    limit = LocalLimit(
        rule="I.RECON.STD",
        state="AZ",
        plan="H0321",
        length=20,
        unit="calendar_days",
        source="Contract of 2026, section 4",
    )
    row = with_local_limit(
        rulebook.row("I.RECON.STD"),
        [limit],
        date(2026, 11, 2),
        Facts(state="AZ", plan_number="H0321"),
    )
    (own,) = row.versions[0].limits
    assert own.note is not None
    assert unknown([own.note]) == set()
