"""What a request lacks, told by its elements, and what follows for who makes it."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.inputs.appeal_intake import Intake
from models.procedure.appeal.requests.elements import checklist
from models.procedure.appeal.standing import AppealStanding
from models.procedure.standing_of import case_of
from models.rulebook import rulebook
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import NOTICE, appeal
from tests.models.procedure.telling import at

FILED = NOTICE + timedelta(days=30)
NUMBER, ITEMS = "redetermination.medicare_number", "redetermination.items"


def incomplete(missing: list[str], **intake: Any) -> AppealStanding:
    """A redetermination was asked for, and lacks something."""
    case = appeal(at(NOTICE), program="original", notice_date=NOTICE, **intake)
    standing = case.tell("file_appeal", at(FILED), filed_on=FILED, incomplete=missing).after
    assert isinstance(standing, AppealStanding)
    return standing


def text(standing: AppealStanding) -> str:
    """What the manager is told."""
    (matter,) = (one for one in standing.matters if one.kind.value == "incomplete")
    return say(matter.said)


@pytest.mark.parametrize(
    ("appellant", "follows"),
    [
        ("beneficiary", "The contractor must ask the beneficiary for what is missing."),
        ("provider", "The contractor dismisses a provider's request that lacks an element."),
    ],
)
def test_what_follows_depends_on_who_asks(appellant: str, follows: str) -> None:
    """A provider's request is dismissed, a beneficiary is asked."""
    standing = incomplete([NUMBER, ITEMS], appellant=appellant)
    said, answered = text(standing), [say(one) for one in standing.remarks]
    assert said.startswith("Missing: the Medicare number (42 CFR 405.944(b)(2)). Missing: the serv")
    assert said.count("The contractor") == 1
    assert follows in said
    assert any(one.startswith(follows) for one in answered)
    assert "The time of the Medicare Administrative Contractor" in said


def test_a_whole_piece_is_told_as_before() -> None:
    """Words of pieces and elements go together."""
    said = text(incomplete(["required_details"]))
    assert said.startswith("Details that the law asks for are missing. The time of the Medicare")
    both = text(incomplete(["required_details", NUMBER]))
    assert both.startswith("Details that the law asks for are missing. Missing: the Medicare numb")


def test_elements_of_an_appointment_say_that_the_time_waits() -> None:
    """By the row of the program, once, however many are missing."""
    missing = [f"appointment_of_representative.{name}" for name in ("purpose", "relationship")]
    standing = incomplete(missing, representative={"name": "Ana Perez"})
    laws = [say(one) for one in standing.remarks]
    assert sum("does not count towards the adjudication time frame" in one for one in laws) == 1


def test_each_that_comes_is_done_with() -> None:
    """With the last of them the time begins."""
    case = appeal(at(NOTICE), program="original", notice_date=NOTICE)
    case.tell("file_appeal", at(FILED), filed_on=FILED, incomplete=[NUMBER, ITEMS])
    left = case.tell("complete_request", at(FILED), on=FILED, what=NUMBER).after
    assert text(left).startswith("Missing: the services or items")
    refused = case.refusal("complete_request", at(FILED), on=FILED, what=NUMBER)
    assert refused == f"what: expected {ITEMS}."
    done = case.tell("complete_request", at(FILED), on=FILED, what=ITEMS).after
    assert [one.kind.value for one in done.matters if one.kind.value == "incomplete"] == []


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        (["qic_reconsideration.items"], "incomplete: qic_reconsideration.items is no element of"),
        (["redetermination.party_name"], "incomplete: redetermination.party_name is no element"),
        (["appointment_of_representative.purpose"], "incomplete: appointment_of_representative."),
        (["redetermination.medicare_numbr"], "incomplete.0: expected 'waiver_of_liability', "),
        (["grievance.event"], "incomplete.0: expected 'waiver_of_liability', "),
    ],
)
def test_only_what_this_request_must_contain_can_be_missing(missing: list[str], said: str) -> None:
    """An element of another request, or of somebody else's."""
    case = appeal(at(NOTICE), program="original", notice_date=NOTICE)
    refused = case.refusal("file_appeal", at(FILED), filed_on=FILED, incomplete=missing)
    assert refused.startswith(said)


def test_a_slip_is_asked_about() -> None:
    """Of so many ids only those that are near."""
    case = appeal(at(NOTICE), program="original", notice_date=NOTICE)
    missing = ["redetermination.medicare_numbr"]
    refused = case.refusal("file_appeal", at(FILED), filed_on=FILED, incomplete=missing)
    assert refused.endswith("did you mean redetermination.medicare_number?")
    assert len(refused) < 400


def test_from_a_case_to_what_is_there_and_missing() -> None:
    """What no field of a case fills has to be looked up in the paper itself."""
    case = appeal(program="original", beneficiary={"name": "Ana"}, notice_date=NOTICE)
    played = case_of(case.state, at(date(2026, 11, 4)))
    states = {
        one.required.element.id.partition(".")[2]: one.state
        for one in checklist(played, "redetermination")
    }
    assert states == {
        "in_writing": "unknown",
        "new_look": "unknown",
        "beneficiary_name": "there",
        "medicare_number": "unknown",
        "items": "there",
        "dates_of_service": "unknown",
        "reasons_for_lateness": "unknown",
    }


def test_a_case_without_names_has_them_missing() -> None:
    """And nothing follows where no text was seen that says so."""
    case = appeal(notice_date=NOTICE)
    played = case_of(case.state, at(date(2026, 11, 4)))
    found = {one.required.element.id: one for one in checklist(played, "plan_reconsideration")}
    name = found["part_c_reconsideration.beneficiary_name"]
    assert (name.state, name.required.follows) == ("missing", ())


def test_every_field_of_an_element_is_one_of_the_intake() -> None:
    """With its person's field after the dot."""
    for paper in rulebook.papers:
        for element in paper.elements:
            if element.field is not None:
                name, _, part = element.field.partition(".")
                assert name in Intake.model_fields
                assert part in {"", "name", "phone", "email"}
