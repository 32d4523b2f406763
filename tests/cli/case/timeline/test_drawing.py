"""The drawing of a timeline: every clock and step has its row, and texts stay texts."""

from datetime import UTC, date, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cli.case.timeline.drawing import WIDTH, draw
from cli.case.timeline.lanes import Bar, Lane, Mark, Timeline
from models.cases.deadline import DeadlineStatus
from models.cases.milestone import Milestone

TODAY = date(2027, 5, 18)
SVG = "{http://www.w3.org/2000/svg}"


def bar(**changes: object) -> Bar:
    fields: dict[str, object] = {
        "title": "Ask the plan for a reconsideration",
        "who": "you",
        "is_ours": True,
        "begins": TODAY,
        "due": TODAY + timedelta(days=65),
        "last": TODAY + timedelta(days=65),
        "status": DeadlineStatus.OPEN,
        "settled": None,
        "citation": "42 CFR 422.582(b)",
        "is_verified": True,
        "by_hand": False,
    }
    return Bar(**(fields | changes))  # type: ignore[arg-type]


def drawn(*bars: Bar, steps: tuple[Milestone, ...] = (), title: str = "Appeal AC-1") -> ET.Element:
    lane = Lane(title, "Wait.", {"Plan reconsideration": bars}, steps)
    return ET.fromstring(draw(Timeline("AC-1", "Part C", TODAY, [lane])))


def words(root: ET.Element) -> list[str]:
    return [element.text or "" for element in root.iter(f"{SVG}text")]


def shapes(root: ET.Element, kind: str) -> list[ET.Element]:
    return [one for one in root.iter() if kind in (one.get("class") or "").split()]


def test_each_side_has_its_own_fill() -> None:
    root = drawn(bar(), bar(title="Reconsideration by the plan", who="the plan", is_ours=False))
    assert len(shapes(root, "ours")) == len(shapes(root, "theirs")) == 1
    assert "Reconsideration by the plan" in words(root)
    assert "by Thu, Jul 22, 2027, open" in words(root)


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "a & b", '"><x y="'])
def test_texts_stay_texts(hostile: str) -> None:
    root = drawn(bar(title=hostile, who=hostile), title=hostile)
    assert hostile in words(root)
    assert list(root.iter(f"{SVG}script")) == []


def test_reminders_and_days_that_still_count_are_marked() -> None:
    marks = (Mark(TODAY, "sent"), Mark(TODAY, "failed"), Mark(TODAY, "to come"))
    later = TODAY + timedelta(days=70)
    root = drawn(bar(marks=marks, last=later, settled=TODAY, status=DeadlineStatus.MET))
    for kind in ("sent", "failed", "to-come", "still", "settled"):
        assert len(shapes(root, kind)) == 1, kind


def test_steps_that_have_a_day_are_drawn() -> None:
    steps = (
        Milestone(key="visit", title="The visit", latest_on=TODAY),
        Milestone(key="report", title="The report", done_on=TODAY),
        Milestone(key="records", title="The records"),
        Milestone(key="referral", title="The referral", needed=False, latest_on=TODAY),
    )
    root = drawn(bar(), steps=steps)
    assert (len(shapes(root, "step")), len(shapes(root, "step-done"))) == (1, 1)


@given(
    st.dates(date(2014, 1, 1), date(2040, 12, 31)),
    st.integers(0, 4000),
    st.integers(0, 40),
    st.integers(-4000, 4000),
)
def test_everything_is_on_the_page(begins: date, length: int, more: int, today: int) -> None:
    due = begins + timedelta(days=length)
    one = bar(begins=begins, due=due, last=due + timedelta(days=more))
    lane = Lane("Appeal AC-1", "Wait.", {"Council": [one]})
    root = ET.fromstring(draw(Timeline("AC-1", "", begins + timedelta(days=today), [lane])))
    for rectangle in root.iter(f"{SVG}rect"):
        left, width = float(rectangle.get("x", "")), float(rectangle.get("width", ""))
        assert left >= 0
        assert width > 0
        assert left + width <= WIDTH


def test_what_was_missed_has_no_tick() -> None:
    root = drawn(bar(settled=TODAY, status=DeadlineStatus.MISSED))
    assert (len(shapes(root, "settled")), len(shapes(root, "missed"))) == (0, 1)


def test_a_case_with_nothing_to_draw_has_no_row() -> None:
    lanes = [Lane("Appeal AC-1", "Wait.", {"Council": [bar()]}), Lane("Records transfer", "", {})]
    root = ET.fromstring(draw(Timeline("AC-1", "", TODAY, lanes)))
    assert "Records transfer" not in words(root)


def test_the_word_at_the_right_edge_is_on_the_page() -> None:
    lane = Lane("Appeal AC-1", "Wait.", {"Council": [bar(due=TODAY, last=TODAY)]})
    late = TODAY + timedelta(days=300)
    root = ET.fromstring(draw(Timeline("AC-1", "", late, [lane], today_word="last step")))
    (word,) = shapes(root, "today-word")
    assert (word.text, word.get("text-anchor")) == ("last step", "end")
    assert float(word.get("x", "")) <= WIDTH


@pytest.mark.parametrize(
    ("length", "marked"),
    [(4, ["May 18", "May 19", "May 20"]), (40, ["May 17", "May 24"]), (300, ["Jun 2027"])],
)
def test_days_weeks_or_months_are_marked(length: int, marked: list[str]) -> None:
    due = TODAY + timedelta(days=length)
    said = words(drawn(bar(due=due, last=due)))
    assert [one for one in said if one in marked] == marked


def test_an_hour_is_said_where_a_limit_ends_at_one() -> None:
    at = datetime(2027, 5, 18, 19, tzinfo=UTC)
    one = bar(ends_at=at, zone="America/Los_Angeles")
    assert "by Tue, May 18, 2027, noon, open" in words(drawn(one))
    assert one.by == "noon Pacific Time on Tue, May 18, 2027"
