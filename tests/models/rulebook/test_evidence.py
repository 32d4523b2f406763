"""How far each row was verified: what a mark needs, and the rows that rest on no text.

The list of those may only shrink: whoever sees a text takes its row off the list.
"""

from datetime import date
from pathlib import Path

import pytest

from activities.messages.writing import Messages
from models.cases.language import Language
from models.cases.people import Role
from models.rulebook import BrokenRulebookError, Rulebook, rulebook
from tests.activities.samples import make_deadline, make_order, recipient
from tests.models.rulebook.loading.broken import replace

UNVERIFIED = {
    "AB.EAJR",
    "AB.NOCOUNCIL",
    "AB.OWN",
    "C.EFF.ALJ",
    "C.EFF.IRE.EXP",
    "C.EFF.IRE.STD",
    "C.EFF.PLAN",
    "C.IRE.DECIDE",
    "C.NOREVIEW",
    "C.RECON.DISMISS",
    "C.REOPEN",
    "DC.COB",
    "DC.HOURS",
    "DC.PLAN30",
    "DC.ROLL.OMHA",
    "F.HOSP.LATE.MA",
    "F.RECON.OM.ESC",
    "G.NOAPPEAL",
    "I.CONT",
    "I.EFF",
    "I.OD.EXP",
    "I.OD.STD",
    "I.OD.STD.PA",
    "I.RECON.EXP",
    "I.RECON.STD",
    "OMB",
    "PA.DMEPOS",
    "PA.NOAPPEAL",
    "PA.OPD.CLAIM",
    "PACE.APPEAL",
    "PACE.DECIDE",
    "QIO.QOC.FILE",
    "QIO.QOC.STEPS",
    "R.CASEFILE.RECON",
    "REC.STAY2",
    "REP.CD",
    "SO.DED",
    "SSA.COUNCIL.FILE",
    "SSA.COURT.FILE",
    "SSA.ENTITLE.ALJ",
    "SSA.IRMAA.DISMISSED",
}
"""Rows with a doubt about what holds today: about the whole, or about one of their limits."""


def doubtful(book: Rulebook = rulebook) -> set[str]:
    """The rows whose newest version, or one of its limits, is unverified."""
    return {
        row.id
        for row in book.rows()
        if not row.current[-1].verified
        or any("UNVERIFIED" in (limit.evidence or "") for limit in row.current[-1].limits)
    }


def test_no_further_row_rests_on_a_text_that_nobody_saw() -> None:
    assert doubtful() - UNVERIFIED == set()


def test_a_row_that_was_verified_is_off_the_list() -> None:
    assert UNVERIFIED - doubtful() == set()


@pytest.mark.parametrize("field", ["source", "read_on", "quote"])
def test_a_text_that_was_read_says_where_when_and_which_words(folder: Path, field: str) -> None:
    replace(folder / "part_d.toml", 'id = "D.CD.STD"', f"{field} = ", f"# {field} = ")
    with pytest.raises(BrokenRulebookError) as caught:
        Rulebook.read(folder)
    assert (caught.value.row, caught.value.field) == ("D.CD.STD", f"versions.0.{field}")
    assert "SEEN-2026" in caught.value.problem


def test_a_mark_is_raised_only_with_words(folder: Path) -> None:
    path = next(folder.rglob("reopenings.toml"))
    replace(path, 'id = "C.REOPEN"', 'evidence = "UNVERIFIED"', 'evidence = "SEEN-2026"')
    with pytest.raises(BrokenRulebookError, match=r"C\.REOPEN, field versions\.0\.source"):
        Rulebook.read(folder)


def test_an_unverified_limit_says_so_first() -> None:
    text = "Unverified: check the notice, or ask where there is none."
    for row in rulebook.rows():
        if row.kind != "limit":
            continue
        day = row.current[-1].effective_from
        found = rulebook.reckon(row.id, day, zone="UTC")
        assert (found.steps[0] == text) != found.verified, row.id
        assert text not in found.steps[1:], row.id


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("role", list(Role))
def test_marks_go_to_the_case_manager_and_never_into_a_patients_mail(
    language: Language, role: Role
) -> None:
    reckoning = rulebook.reckon("C.RECON.DISMISS", date(2026, 11, 2), zone="UTC")
    assert not reckoning.verified
    order = make_order(
        recipient(role, language=language), deadline=make_deadline(reckoning=reckoning)
    )
    message = Messages("http://127.0.0.1:8233", "default").write(order, order.recipients[0])
    doubts = ("nverified", "UNVERIFIED", "Sin verificar", "sin verificar")
    said = any(doubt in text for doubt in doubts for text in (message.html, message.sms))
    assert said == (role is Role.CASE_MANAGER)
