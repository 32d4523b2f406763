"""A case that somebody covers: who has it, who is told what, and when it goes back by itself."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.notices.messages.order import MessageKind, ReminderOrder
from models.presentation import queries
from models.presentation.attributes import attributes
from models.presentation.shown import shown
from tests.models.corrections.desk import Desk, moment
from tests.stories.playing import Stage

Json = dict[str, Any]

LEE = {"email": "lee@legalaid.example", "code": "lee", "name": "Lee Marsh"}
KIM = {"email": "kim@legalaid.example", "code": "kim", "name": "Kim Ito"}
PAT = {"email": "pat@legalaid.example", "code": "pat"}

NOTICE = "2026-11-16"


def opened(kind: str = "AppealCase", at: datetime | None = None, **intake: Any) -> Desk:
    about = {"notice_date": NOTICE} if kind == "AppealCase" else {}
    at = at or moment("2026-12-01", 10)
    desk = Desk.open(kind, at=at, **{**about, "case_manager": LEE, **intake})
    desk.stage.sent.clear()
    return desk


def to(desk: Desk, day: str, hour: int = 12) -> None:
    desk.stage.forward(moment(day, hour))


def manager(desk: Desk, id_: str = "AC-1") -> str | None:
    member = desk.stage.members[id_]
    return attributes(shown(member.state, desk.stage.now))["CaseManager"]


def seen(desk: Desk) -> tuple[str, str]:
    """Who has the case by the search attribute and by the view."""
    return str(manager(desk)), str(queries.snapshot(desk.ask())["case_manager"])


def written(desk: Desk, person: Json) -> list[ReminderOrder]:
    return [
        order
        for _, _, order in desk.stage.sent
        for one in order.recipients
        if one.person.email == person["email"]
    ]


def kinds(desk: Desk, person: Json) -> list[str]:
    return [order.kind.value for order in written(desk, person)]


def test_it_goes_to_the_cover_and_back_by_itself() -> None:
    desk = opened()
    answer = desk.report("assign", case_manager=KIM, until="2026-12-11")
    assert answer["recorded"] == (
        "Covered from Tuesday, December 1, 2026 through Friday, December 11, 2026. The day after, "
        "the case goes back to whoever had it before."
    )
    assert seen(desk) == ("kim", "kim")
    assert kinds(desk, KIM) == ["cover"]
    (told,) = written(desk, KIM)
    assert told.title == (
        "You cover this case from Tuesday, December 1, 2026 through Friday, December 11, 2026"
    )
    assert [one.deadline is not None for one in told.also] == [True]
    (away,) = written(desk, LEE)
    assert away.kind is MessageKind.UNASSIGNED
    assert away.action.startswith(
        "From Tuesday, December 1, 2026 through Friday, December 11, 2026 it is"
    )
    assert "covered by Kim Ito" in away.action
    assert "Kim" not in away.title
    to(desk, "2026-12-11", 23)
    assert seen(desk) == ("kim", "kim")
    assert LEE["email"] not in {order.recipients[0].person.email for order in desk_since(desk, 2)}
    # Midnight of the case's zone: the timer of the case wakes it.
    to(desk, "2026-12-12", 0)
    assert seen(desk) == ("lee", "lee")
    assert desk.account[-1] == "The cover ended on Friday, December 11, 2026."
    # And in the morning it is theirs again, with what is due next.
    to(desk, "2026-12-12", 12)
    assert kinds(desk, LEE) == ["unassigned", "cover"]
    back = written(desk, LEE)[-1]
    assert back.title == "The cover of this case ended on Friday, December 11, 2026"
    assert [one.deadline.due_on for one in back.also if one.deadline] == [date(2027, 1, 20)]
    assert kinds(desk, KIM) == ["cover", "unassigned"]
    assert written(desk, KIM)[-1].title == (
        "your cover of this case ended on Friday, December 11, 2026"
    )
    hours = {at for at, _, order in desk.stage.sent if order is back}
    assert {at.astimezone(ZoneInfo("America/New_York")).hour for at in hours} == {8}


def test_at_night_too_the_first_word_says_that_it_is_a_cover() -> None:
    """What runs is told at once, as somebody has just typed it; so is until when."""
    desk = opened(at=moment("2026-12-01", 21))
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    assert kinds(desk, KIM) == ["cover"]
    desk.report("take_back", report=2, reason="Lee is here after all")
    assert kinds(desk, LEE) == ["unassigned", "cover"]
    to(desk, "2026-12-02", 12)
    assert kinds(desk, KIM) == ["cover", "unassigned"]
    assert kinds(desk, LEE) == ["unassigned", "cover"]


def desk_since(desk: Desk, count: int) -> list[ReminderOrder]:
    return [order for _, _, order in desk.stage.sent[count:]]


@pytest.mark.parametrize(
    ("zone", "day", "last", "ends"),
    [
        ("America/New_York", "2026-12-01", "2026-12-11", datetime(2026, 12, 12, 5, tzinfo=UTC)),
        ("America/Los_Angeles", "2026-12-01", "2026-12-11", datetime(2026, 12, 12, 8, tzinfo=UTC)),
        ("Pacific/Guam", "2026-12-01", "2026-12-11", datetime(2026, 12, 11, 14, tzinfo=UTC)),
        # The clocks change on the last day, and within the cover.
        ("America/New_York", "2027-03-01", "2027-03-14", datetime(2027, 3, 15, 4, tzinfo=UTC)),
        ("America/New_York", "2027-03-01", "2027-03-13", datetime(2027, 3, 14, 5, tzinfo=UTC)),
        ("America/Chicago", "2026-10-30", "2026-11-01", datetime(2026, 11, 2, 6, tzinfo=UTC)),
    ],
)
def test_it_goes_back_at_midnight_in_its_own_zone(
    zone: str, day: str, last: str, ends: datetime
) -> None:
    notice = str(date.fromisoformat(day) - timedelta(days=10))
    desk = opened(at=moment(day), zone=zone, notice_date=notice)
    desk.report("assign", case_manager=KIM, until=last)
    desk.stage.forward(ends - timedelta(seconds=1))
    assert seen(desk) == ("kim", "kim")
    wake = desk.member.wake
    assert wake is not None
    assert wake <= ends
    desk.stage.forward(ends)
    assert seen(desk) == ("lee", "lee")


def test_one_told_of_beforehand_begins_by_itself() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, starts_on="2026-12-07", until="2026-12-08")
    assert seen(desk) == ("lee", "lee")
    assert kinds(desk, KIM) == kinds(desk, LEE) == []
    assert f"{KIM['email']} covers it from Monday, December 7, 2026 through" in desk.panel
    to(desk, "2026-12-07", 0)
    assert seen(desk) == ("kim", "kim")
    assert kinds(desk, LEE) == ["unassigned"]
    assert kinds(desk, KIM) == []
    to(desk, "2026-12-07", 12)
    assert kinds(desk, KIM) == ["cover"]
    assert (
        f"{KIM['email']} covers this case through Tuesday, December 8, 2026. On Wednesday, "
        f"December 9, 2026 it goes back to {LEE['email']}." in desk.panel
    )
    to(desk, "2026-12-09")
    assert seen(desk) == ("lee", "lee")
    assert "covers this case" not in desk.panel


def test_a_cover_is_told_even_where_nothing_runs() -> None:
    intake = {"program": "original", "service": "Knee", "case_manager": LEE}
    desk = Desk(Stage(moment("2026-12-01", 10)))
    assert desk.stage.begin("SecondOpinion", "AC-1", intake, None) is None
    desk.stage.sent.clear()
    assert not desk.open_days
    desk.report("assign", case_manager=KIM, until="2026-12-04")
    to(desk, "2026-12-05")
    assert "You cover this case from" in written(desk, KIM)[0].title
    assert [one.title for one in written(desk, LEE)] == [
        "this case is covered from Tuesday, December 1, 2026 through Friday, December 4, 2026",
        "The cover of this case ended on Friday, December 4, 2026",
    ]


def test_a_cover_of_a_cover_ends_with_it() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    answer = desk.report("assign", case_manager=PAT, until="2027-01-08")
    assert "through Friday, December 11, 2026" in answer["recorded"]
    assert seen(desk) == ("pat", "pat")
    assert kinds(desk, KIM) == ["cover", "unassigned"]
    assert kinds(desk, LEE) == ["unassigned"]
    to(desk, "2026-12-12")
    assert seen(desk) == ("lee", "lee")


def test_a_shorter_one_gives_it_back_to_the_first_cover() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    desk.report("assign", case_manager=PAT, until="2026-12-04")
    to(desk, "2026-12-05")
    assert seen(desk) == ("kim", "kim")
    assert kinds(desk, KIM) == ["cover", "unassigned", "cover"]
    assert kinds(desk, LEE) == ["unassigned"]


@pytest.mark.parametrize(
    ("again", "back"), [("2026-12-18", "2026-12-19"), ("2026-12-04", "2026-12-05")]
)
def test_another_last_day_is_told_to_both(again: str, back: str) -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    desk.report("assign", case_manager=KIM, until=again)
    assert seen(desk) == ("kim", "kim")
    assert len(kinds(desk, LEE)) == len(kinds(desk, KIM)) == 2
    to(desk, str(date.fromisoformat(back) - timedelta(days=1)), 23)
    assert seen(desk) == ("kim", "kim")
    to(desk, back)
    assert seen(desk) == ("lee", "lee")


def test_assigned_for_good_while_covered_it_stays_there() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    desk.report("assign", case_manager=KIM, starts_on="2026-12-20", until="2026-12-31")
    to(desk, "2026-12-03")
    desk.report("assign", case_manager=PAT)
    assert seen(desk) == ("pat", "pat")
    to(desk, "2026-12-25")
    assert seen(desk) == ("pat", "pat")
    assert "The case is yours again" not in " ".join(one.action for one in written(desk, LEE))


def test_whoever_comes_back_early_is_given_it_back() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    desk.report("assign", case_manager={"email": LEE["email"]})
    assert seen(desk) == ("lee", "lee")
    assert shown(desk.member.state, desk.stage.now).case.people.case_manager.name == "Lee Marsh"
    assert kinds(desk, LEE) == ["unassigned", "cover"]
    assert kinds(desk, KIM) == ["cover", "unassigned"]


@pytest.mark.parametrize("how", ["take_back", "correct"])
def test_a_cover_is_taken_back_or_cut_short(how: str) -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    changed = {"content": {"until": "2026-12-02"}} if how == "correct" else {}
    desk.report(how, report=2, reason="Back early.", **changed)
    assert seen(desk) == ("lee", "lee")
    assert kinds(desk, LEE) == ["unassigned", "cover"]
    desk.report("take_back", report=3, reason="Not back.")
    assert seen(desk) == ("kim", "kim")
    to(desk, "2026-12-12")
    assert seen(desk) == ("lee", "lee")


def test_a_case_closed_while_it_is_covered_is_its_own_managers() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    to(desk, "2026-12-03")
    desk.report("close", ending="closed_otherwise", reason="Settled.")
    assert seen(desk) == ("lee", "lee")
    assert [one.title for one in written(desk, LEE)][-1] == (
        "this case was closed while it was covered"
    )
    assert kinds(desk, KIM) == ["cover", "closed"]
    desk.report("take_back", report=3, reason="Not settled.")
    assert seen(desk) == ("kim", "kim")
    to(desk, "2026-12-12")
    assert seen(desk) == ("lee", "lee")
    assert kinds(desk, LEE)[-1] == "cover"


def test_what_runs_beside_it_goes_with_it() -> None:
    desk = opened()
    desk.report("start_second_opinion")
    beside = "AC-1.second-opinion"
    assert manager(desk, beside) == "lee"
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    assert manager(desk, beside) == "kim"
    to(desk, "2026-12-03")
    to(desk, "2026-12-12")
    assert manager(desk, beside) == "lee"


def test_what_is_started_beside_it_meanwhile_goes_back_too_though_the_case_is_over() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    desk.report("file_grievance", about="other", event_on="2026-11-20", filed_on="2026-12-01")
    beside = "AC-1.grievance.1"
    assert manager(desk, beside) == "kim"
    desk.report("assign", case_manager=KIM, until="2026-12-14")
    desk.report("close", ending="closed_otherwise", reason="Settled.")
    to(desk, "2026-12-14", 23)
    assert manager(desk, beside) == "kim"
    assert desk.stage.members[beside].is_running
    to(desk, "2026-12-15", 0)
    assert manager(desk, beside) == "lee"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"case_manager": KIM, "until": "2026-11-30"}, "until: Mon, Nov 30, 2026 is past; today"),
        ({"case_manager": KIM, "until": "2026-12-05", "starts_on": "2026-11-30"}, "starts_on: Mon"),
        (
            {"case_manager": KIM, "until": "2026-12-05", "starts_on": "2026-12-06"},
            "until: expected",
        ),
        ({"case_manager": KIM, "starts_on": "2026-12-06"}, "starts_on: expected together"),
        ({"case_manager": LEE, "until": "2026-12-06"}, "case_manager: has the case on these days"),
    ],
)
def test_what_could_not_count_is_refused(content: Json, said: str) -> None:
    desk = opened()
    assert said in desk.refusal("assign", **content)


def test_the_same_again_is_refused_and_a_last_day_before_the_first() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    again = {"case_manager": KIM, "until": "2026-12-11"}
    assert "has the case on these days already" in desk.refusal("assign", **again)
    changed = {"report": 2, "content": {"until": "2026-11-30"}, "reason": "Slip."}
    assert "is before its first day" in desk.refusal("correct", **changed)


def test_contact_details_are_of_whoever_they_are() -> None:
    desk = opened()
    desk.report("assign", case_manager=KIM, until="2026-12-11")
    new_lee, new_kim = ({**one, "email": f"new.{one['email']}"} for one in (LEE, KIM))
    desk.report("update_contacts", case_manager=new_kim)
    desk.report("update_contacts", case_manager=new_lee)
    assert "the case is covered through Fri, Dec 11, 2026" in desk.refusal(
        "update_contacts", case_manager=PAT
    )
    assert kinds(desk, new_kim) == ["cover"]
    assert seen(desk) == ("kim", "kim")
    to(desk, "2026-12-12")
    assert kinds(desk, new_lee)[-1] == "cover"
    assert seen(desk) == ("lee", "lee")


def test_no_sms_is_of_whoever_covers() -> None:
    desk = opened(case_manager={**LEE, "phone": "+12025550143"})
    desk.report("assign", case_manager={**KIM, "phone": "+12025550144"}, until="2026-12-11")
    desk.report("stop_sms", role="case_manager")
    people = shown(desk.member.state, desk.stage.now).case.people
    assert not people.case_manager.sms
    to(desk, "2026-12-12")
    assert shown(desk.member.state, desk.stage.now).case.people.case_manager.sms


def test_a_case_may_be_opened_with_a_cover() -> None:
    covers = [{"case_manager": KIM, "starts_on": "2026-11-30", "until": "2026-12-02"}]
    desk = opened(covers=covers)
    assert seen(desk) == ("kim", "kim")
    to(desk, "2026-12-03")
    assert seen(desk) == ("lee", "lee")
