"""Drafts that the service wrote: the case manager is reminded to review them, for a while."""

from datetime import date, timedelta

from models.cases.standing import Readers
from models.procedure.appeal.standing import AppealStanding
from models.words.english.tables import say, title
from tests.models.procedure.appeal.appeals_told import NOTICE, appeal, recorded
from tests.models.procedure.telling import at

DAY = timedelta(days=1)


def drafts(standing: AppealStanding) -> list[str]:
    """The matters about drafts."""
    return [title(one.said) for one in standing.matters if one.kind.value == "draft"]


REVIEW = "review the draft of the letter for Plan reconsideration"


def test_the_manager_is_reminded_to_review_it_until_its_request_is_filed() -> None:
    """With the name of its folder, and nothing of its contents."""
    case, day = appeal(), NOTICE + 5 * DAY
    told = case.tell("draft_letter", at(day)).after
    assert recorded(told, 2) == [
        "A draft of the letter for Plan reconsideration was written: AC-1.draft.2."
    ]
    (matter,) = [one for one in told.matters if one.kind.value == "draft"]
    assert (matter.readers, title(matter.said)) == (Readers.MANAGER, REVIEW)
    assert "Knee" not in say(matter.said)
    filed = case.tell("file_appeal", at(day + DAY), filed_on=day + DAY).after
    assert drafts(filed) == []


def test_it_is_brought_up_for_two_weeks() -> None:
    """Then nobody is reminded any more."""
    case, day = appeal(), NOTICE + 5 * DAY
    case.tell("draft_letter", at(day))
    assert drafts(case.stands(at(day + 13 * DAY))) == [REVIEW]
    assert drafts(case.stands(at(day + 15 * DAY))) == []


def test_a_draft_after_the_filing_is_for_that_level_and_the_latest_counts() -> None:
    """Named or not."""
    case, day = appeal(), date(2026, 12, 10)
    case.tell("file_appeal", at(day), filed_on=day)
    assert drafts(case.tell("draft_letter", at(day)).after) == [REVIEW]
    told = case.tell("draft_letter", at(day), level="alj_hearing").after
    assert drafts(told) == ["review the draft of the letter for ALJ hearing"]


def test_a_level_of_another_program_is_refused() -> None:
    """With those that there are."""
    refused = appeal().refusal("draft_letter", at(NOTICE), level="redetermination")
    assert refused.startswith("level: expected one of organization_determination, plan_rec")
