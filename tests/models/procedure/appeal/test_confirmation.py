"""A second person confirms the dates of an appeal: who may, what counts, what is asked."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.kinds import CaseKind
from models.cases.log.confirmation import confirmation
from models.cases.log.versions import standing_versions
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.appeal.confirmation import confirmation_looks
from models.procedure.appeal.procedure import PROCEDURE
from models.procedure.appeal.standing import AppealStanding
from models.procedure.standing_of import case_of
from models.words.english.tables import say
from tests.models.procedure.appeal.appeals_told import NOTICE, NOW
from tests.models.procedure.telling import Telling, as_typed, matters

ANN, BOB, CAT = "ann@issuer", "bob@issuer", "cat@issuer"
HOUR = timedelta(hours=1)
OTHER_DAY = date(2026, 11, 3)


def opened_by(sender: str, **intake: Any) -> Telling:
    content = as_typed({"service": "Knee", "notice_date": NOTICE, **intake})
    return Telling(CaseKind.APPEAL, content, NOW, sender)


def confirm(case: Telling, sender: str, day: date = NOTICE) -> bool | None:
    """Somebody confirms; whether the dates are confirmed then."""
    case.sender = sender
    after: AppealStanding = case.tell("confirm_dates", NOW + HOUR, notice_date=day).after
    return after.dates_confirmed


def correct(case: Telling, sender: str, **fields: Any) -> None:
    case.sender = sender
    case.tell("correct", NOW + HOUR, report=1, content=as_typed(fields), reason="A slip")


def refused(case: Telling, sender: str, **content: Any) -> str:
    case.sender = sender
    before = case.state
    words = case.refusal("confirm_dates", NOW + HOUR, **(content or {"notice_date": NOTICE}))
    assert case.state == before
    return words


def line(case: Telling) -> list[str]:
    """What the panel says of it, below what the case is about."""
    now = case_of(case.state, NOW + HOUR)
    return [say(one) for one in PROCEDURE.panel(now, case.stands(NOW + HOUR)).about[1:]]


def confirmed(case: Telling) -> bool | None:
    found: bool | None = case.stands(NOW + HOUR).dates_confirmed
    return found


# --- who may -----------------------------------------------------------------------------------


def test_a_second_person_confirms_and_the_panel_says_who_and_when() -> None:
    case = opened_by(ANN)
    assert confirmed(case) is False
    assert line(case) == [
        "Dates not confirmed: somebody other than ann@issuer compares them with the notice, and "
        "sends confirm_dates, signed in, with the notice_date that they read there"
    ]
    assert confirm(case, BOB) is True
    assert line(case) == [
        "Dates confirmed against the notice by bob@issuer, Wed, Nov 4, 2026",
    ]


def test_who_opened_the_case_cannot_confirm_it() -> None:
    words = "You opened this case: somebody else must confirm its dates."
    assert refused(opened_by(ANN), ANN) == words


def test_who_changed_the_dates_cannot_confirm_them() -> None:
    case = opened_by(ANN)
    correct(case, BOB, notice_date=OTHER_DAY)
    words = "You changed the dates of this case: somebody else must confirm them."
    assert refused(case, BOB, notice_date=OTHER_DAY) == words
    assert refused(case, ANN, notice_date=OTHER_DAY).startswith("You opened this case")
    assert "somebody other than ann@issuer or bob@issuer compares" in line(case)[0]
    assert confirm(case, CAT, OTHER_DAY) is True


def test_who_is_not_proven_cannot_confirm() -> None:
    assert refused(opened_by(ANN), "").startswith("Nothing proves who sent this")
    assert refused(opened_by(""), "").startswith("Nothing proves who sent this")


def test_who_has_confirmed_already_is_told_so() -> None:
    case = opened_by(ANN)
    confirm(case, BOB)
    assert refused(case, BOB) == "You have confirmed these dates already."


def test_of_a_case_that_nobody_proven_opened_two_people_confirm_the_dates() -> None:
    """Whoever opened it may be one of them, but not both."""
    case = opened_by("")
    assert (confirmed(case), line(case)) == (None, [])
    assert confirm(case, BOB) is False
    assert line(case)[0].startswith("Dates confirmed against the notice by bob@issuer alone;")
    assert refused(case, BOB) == ("You have confirmed these dates already. One more person must.")
    assert confirm(case, CAT) is True
    assert line(case)[0].startswith("Dates confirmed against the notice by bob@issuer and cat@")


def test_a_change_that_nobody_proven_made_takes_two_people_too() -> None:
    case = opened_by(ANN)
    correct(case, "", notice_date=OTHER_DAY)
    assert line(case)[0].startswith("Dates not confirmed: nothing proves who entered all of them")
    assert [confirm(case, one, OTHER_DAY) for one in (BOB, CAT)] == [False, True]


# --- what is confirmed -------------------------------------------------------------------------


def test_the_day_read_on_the_notice_must_be_that_of_the_case() -> None:
    """Another day is not repeated: whoever confirms reads the paper, not the answer."""
    case = opened_by(ANN)
    words = refused(case, BOB, notice_date=OTHER_DAY)
    assert words.startswith("notice_date: the case has another day. If the case is wrong, correct")
    assert refused(case, BOB, filed_on=NOTICE).startswith("notice_date: expected the day as you")
    both = refused(case, BOB, notice_date=NOTICE, filed_on=NOTICE)
    assert both.startswith("filed_on: the case has another day.")


def test_of_a_request_on_file_the_day_of_filing_is_confirmed() -> None:
    content = as_typed({"service": "Knee", "stage": "pending", "filed_on": NOTICE})
    case = Telling(CaseKind.APPEAL, content, NOW, ANN)
    assert "with the filed_on that they read there" in line(case)[0]
    case.sender = BOB
    told = case.tell("confirm_dates", NOW + HOUR, filed_on=NOTICE)
    assert told.after.dates_confirmed is True


@pytest.mark.parametrize(
    ("fields", "still"),
    [
        ({"notice_date": OTHER_DAY}, False),
        ({"received": {"on": "2026-11-04", "evidence": "A postmark"}}, False),
        ({"level": "plan_reconsideration"}, False),
        ({"service": "The other knee"}, True),
        ({"references": {"Plan case": "H1"}}, True),
    ],
)
def test_a_change_of_the_dates_needs_confirming_again(fields: dict[str, Any], still: bool) -> None:
    case = opened_by(ANN)
    confirm(case, BOB)
    correct(case, CAT, **fields)
    assert confirmed(case) is still


def test_taken_back_it_does_not_count_and_so_again_when_that_is_taken_back() -> None:
    case = opened_by(ANN)
    confirm(case, BOB)
    case.tell("take_back", NOW + HOUR, report=2, reason="Another case")
    assert confirmed(case) is False
    case.tell("take_back", NOW + HOUR, report=3, reason="It was this case")
    assert confirmed(case) is True


def test_the_dates_that_were_confirmed_are_so_again_when_the_change_is_taken_back() -> None:
    case = opened_by(ANN)
    confirm(case, BOB)
    correct(case, ANN, notice_date=OTHER_DAY)
    assert confirmed(case) is False
    case.tell("take_back", NOW + HOUR, report=3, reason="Another case")
    assert confirmed(case) is True


def test_a_confirmation_cannot_be_corrected() -> None:
    case = opened_by(ANN)
    confirm(case, BOB)
    said = {"report": 2, "content": {"notice_date": None}, "reason": "A slip"}
    assert case.refusal("correct", NOW + HOUR, **said) == (
        "Report 2 cannot be corrected, as who sent it is what counts. Take it back with take_back, "
        "and send it again."
    )


# --- the policy --------------------------------------------------------------------------------


def asked(case: Telling, after: timedelta) -> list[str]:
    now = NOW + after
    return [key for key in matters(case.stands(now)) if key == "confirm_dates"]


def test_the_policy_has_the_manager_asked_after_so_many_days_until_it_is_done() -> None:
    case = opened_by(ANN, reminders={"confirm_dates_days": 3})
    assert asked(case, timedelta(days=3) - HOUR) == []
    looks = confirmation_looks(case_of(case.state, NOW), case.stands(NOW))
    assert list(looks) == [NOW + timedelta(days=3)]
    assert asked(case, timedelta(days=3)) == ["confirm_dates"]
    confirm(case, BOB)
    assert asked(case, timedelta(days=3)) == []
    assert list(confirmation_looks(case_of(case.state, NOW), case.stands(NOW))) == []


def test_dates_that_were_changed_are_asked_about_as_a_matter_of_their_own() -> None:
    case = opened_by(ANN, reminders={"confirm_dates_days": 0})
    (before,) = [one.key for one in case.stands(NOW).matters if "confirm" in one.key]
    correct(case, ANN, notice_date=OTHER_DAY)
    (after,) = [one.key for one in case.stands(NOW + HOUR).matters if "confirm" in one.key]
    assert (before[-2:], after[-2:]) == (".1", ".2")


def test_the_policy_asks_where_nothing_proves_who_opened_the_case_too() -> None:
    case = opened_by("", reminders={"confirm_dates_days": 0})
    assert (confirmed(case), asked(case, HOUR)) == (False, ["confirm_dates"])


def test_without_sign_in_and_policy_nothing_is_asked_or_shown() -> None:
    case = opened_by("")
    assert (confirmed(case), line(case), asked(case, timedelta(days=60))) == (None, [], [])
    ended = opened_by(ANN, reminders={"confirm_dates_days": 0})
    ended.tell("close", NOW + HOUR, ending="won", reason="Over")
    assert asked(ended, 2 * HOUR) == []


# --- any log -----------------------------------------------------------------------------------

PEOPLE = st.sampled_from([ANN, BOB, CAT, ""])
DAYS = st.sampled_from([NOTICE, OTHER_DAY])
FIELDS = ("notice_date",)

ACTS = st.one_of(
    st.tuples(st.just("confirm_dates"), DAYS),
    st.tuples(st.just("correct"), DAYS),
    st.tuples(st.just("take_back"), st.integers(2, 9)),
)


def content_of(kind: str, about: date | int) -> dict[str, Any]:
    if kind == "take_back":
        return {"report": about, "reason": "A slip"}
    day = as_typed({"notice_date": about})
    return {"report": 1, "content": day, "reason": "A slip"} if kind == "correct" else day


@given(opener=PEOPLE, acts=st.lists(st.tuples(PEOPLE, ACTS), max_size=9))
def test_in_any_log_two_proven_people_stand_behind_dates_that_are_confirmed(
    opener: str, acts: list[tuple[str, tuple[str, Any]]]
) -> None:
    """And whatever was recorded as a confirmation is one at that moment."""
    state = opened_by(opener).state
    entered, days = [opener], {1: NOTICE.isoformat()}
    for sender, (kind, about) in acts:
        try:
            state = accept(state, kind, content_of(kind, about), NOW + HOUR, said_by=sender).state
        except Refusal:
            continue
        day = standing_versions(state.log)[0].content["notice_date"]
        if day != list(days.values())[-1]:
            entered.append(sender)
        days[len(state.log)] = day
        found = confirmation(state.log, FIELDS)
        if kind == "confirm_dates":
            assert sender in found.confirmed
        assert not set(found.confirmed) & {*entered, ""}
        assert all(days[report.number] == day for report in found.confirmed.values())
        if found.is_whole:
            assert len({*entered, *found.confirmed} - {""}) > 1
            assert "" not in entered or len(found.confirmed) > 1
