"""Draws a timeline as SVG. Colors and patterns are classes of the page, so that it fits paper too.

Which side must act is told by color and by pattern, what became of a reminder by shape: nothing by
color alone.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import escape

import svg

from cli.case.timeline.lanes import Bar, Lane, Timeline
from models.cases.deadline import DeadlineStatus
from models.cases.milestone import Milestone
from models.local_time import short_day

WIDTH = 1000
_LEFT, _RIGHT = 300, 40
_ROW, _HEAD, _AXIS = 34, 30, 34
_BAR = 12
_LETTER = 8
"""More than a letter is wide."""

_WEEKS, _DAYS = 75, 14
"""So long a drawing may be to have its weeks marked, and its days."""

Place = Callable[[date], float]


def draw(timeline: Timeline) -> str:
    """The timeline as an `svg` element: a row for each clock and each step, under its level."""
    first, last = timeline.days
    margin = timedelta(days=1 if (last - first).days <= _DAYS else 3)
    first, last = first - margin, last + margin
    span = max((last - first).days, 1)

    def x(day: date) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * (day - first).days / span

    rows: list[svg.Element] = []
    y: float = _AXIS
    for lane in timeline.lanes:
        y = _lane(rows, lane, y, x)
    height = y + 10
    return svg.SVG(
        viewBox=svg.ViewBoxSpec(0, 0, WIDTH, height),
        extra={"role": "img", "aria-label": "The clocks by day; the tables below say the same."},
        elements=[
            _patterns(),
            *_axis(first, last, height, x),
            *rows,
            *_today(timeline, height, x),
        ],
    ).as_str()


def _lane(rows: list[svg.Element], lane: Lane, y: float, x: Place) -> float:
    shown = [step for step in lane.steps if step.needed and _day_of(step) is not None]
    if not lane.levels and not shown:
        return y
    rows.append(_text(0, y + 20, lane.title, "case"))
    y += _HEAD
    for level, bars in lane.levels.items():
        rows.append(_text(8, y + 18, level, "level"))
        y += _HEAD - 6
        for bar in bars:
            rows += _bar(bar, y, x)
            y += _ROW
    if shown:
        rows.append(_text(8, y + 18, "Evidence: latest safe days", "level"))
        y += _HEAD - 6
    for step in shown:
        rows += _step(step, y, x)
        y += _ROW
    return y + 8


def _bar(bar: Bar, y: float, x: Place) -> Iterator[svg.Element]:
    side = "ours" if bar.is_ours else "theirs"
    middle = y + _ROW / 2
    yield _text(16, middle - 2, _short(bar.title, 42), "name")
    due = f"by {bar.by_briefly}, {bar.stands}"
    yield _text(16, middle + 11, due, "soft")
    begins, ends = x(bar.begins), x(bar.due)
    yield svg.Rect(
        x=begins,
        y=middle - _BAR / 2,
        width=max(ends - begins, 3),
        height=_BAR,
        rx=2,
        class_=[side, bar.stands.replace(" ", "-")],
        elements=[_title(_told(bar))],
    )
    if bar.last > bar.due:
        still = _title(f"Still counts until {short_day(bar.last)}")
        yield svg.Rect(
            x=ends,
            y=middle - _BAR / 2,
            width=max(x(bar.last) - ends, 3),
            height=_BAR,
            class_=["still"],
            elements=[still],
        )
    for mark in bar.marks:
        yield _mark(
            mark.outcome, x(mark.on), middle, f"Reminder, {mark.outcome}: {short_day(mark.on)}"
        )
    if bar.settled is not None and bar.status is DeadlineStatus.MET:
        at = x(bar.settled)
        yield svg.Path(
            d=[svg.M(at - 5, middle), svg.L(at - 1, middle + 5), svg.L(at + 6, middle - 6)],
            class_=["settled"],
            elements=[_title(f"Settled {short_day(bar.settled)}")],
        )


def _mark(outcome: str, at: float, middle: float, words: str) -> svg.Element:
    """A disk for what was sent, a ring for what is to come, a cross for what failed."""
    title: list[svg.Element] = [_title(words)]
    top = middle - _BAR
    if outcome == "failed":
        strokes: list[svg.PathData] = [
            svg.M(at - 3, top - 3),
            svg.L(at + 3, top + 3),
            svg.M(at - 3, top + 3),
            svg.L(at + 3, top - 3),
        ]
        return svg.Path(d=strokes, class_=["failed"], elements=title)
    kind = "to-come" if outcome == "to come" else "sent"
    return svg.Circle(cx=at, cy=top, r=3, class_=[kind], elements=title)


def _step(step: Milestone, y: float, x: Place) -> Iterator[svg.Element]:
    middle = y + _ROW / 2
    day = _day_of(step)
    assert day is not None  # noqa: S101 (only such steps are drawn)
    at = x(day)
    words = f"done {short_day(day)}" if step.done_on else f"by {short_day(day)}"
    yield _text(16, middle - 2, _short(step.title, 42), "name")
    yield _text(16, middle + 11, words, "soft")
    title = _title(f"{step.title}, {words}")
    kind = "step-done" if step.done_on else "step"
    corners: list[svg.PathData] = [
        svg.M(at, middle - 6),
        svg.L(at + 6, middle),
        svg.L(at, middle + 6),
        svg.L(at - 6, middle),
        svg.Z(),
    ]
    yield svg.Path(d=corners, class_=[kind], elements=[title])


def _axis(first: date, last: date, height: float, x: Place) -> Iterator[svg.Element]:
    """A line at each first of a month, named where there is room; within weeks at each Monday."""
    room = 0.0
    for day, word in _marks(first, last):
        at = x(day)
        yield svg.Line(x1=at, x2=at, y1=20, y2=height, class_=["grid"])
        wide = _LETTER * len(word)
        if (at if _fits(at, word) else at - wide) >= room:
            yield _at_line(at, 14, word, "soft")
            room = at + wide


def _marks(first: date, last: date) -> Iterator[tuple[date, str]]:
    """The days that are marked, each with its name."""
    days = [first + timedelta(number) for number in range((last - first).days + 1)]
    if len(days) > _WEEKS:
        yield from ((day, f"{day:%b %Y}") for day in days if day.day == 1)
        return
    for day in days:
        if day.weekday() == 0 or len(days) <= _DAYS:
            yield day, f"{day:%b} {day.day}"


def _today(timeline: Timeline, height: float, x: Place) -> Iterator[svg.Element]:
    at = x(timeline.today)
    yield svg.Line(x1=at, x2=at, y1=20, y2=height, class_=["today"])
    yield _at_line(at, height - 2, timeline.today_word, "today-word")


def _fits(at: float, words: str) -> bool:
    """Whether words at the right of a line are on the page."""
    return at + 3 + _LETTER * len(words) < WIDTH


def _at_line(at: float, y: float, words: str, kind: str) -> svg.Element:
    """Words at the right of a line; at its left where the page ends."""
    fits = _fits(at, words)
    return svg.Text(
        x=at + 3 if fits else at - 3,
        y=y,
        text=escape(words),
        class_=[kind],
        text_anchor="start" if fits else "end",
    )


def _patterns() -> svg.Element:
    """The stripes of the other side's clocks, and the dots of days that still count."""
    stripe = svg.Path(d=[svg.M(0, 6), svg.L(6, 0)], class_=["stripe"])
    dot = svg.Circle(cx=2, cy=2, r=1.2, class_=["dot"])
    return svg.Defs(
        elements=[
            svg.Pattern(
                id="stripes", width=6, height=6, patternUnits="userSpaceOnUse", elements=[stripe]
            ),
            svg.Pattern(
                id="dots", width=4, height=4, patternUnits="userSpaceOnUse", elements=[dot]
            ),
        ]
    )


def _text(x: float, y: float, words: str, kind: str) -> svg.Element:
    # The library writes texts as they are.
    return svg.Text(x=x, y=y, text=escape(words), class_=[kind])


def _title(words: str) -> svg.Element:
    return svg.Title(text=escape(words))


def _told(bar: Bar) -> str:
    said = f"{bar.title}: {short_day(bar.begins)} to {bar.by}. {bar.who}. {bar.citation}"
    said += ". Set by hand" if bar.by_hand else ""
    return said if bar.is_verified else f"{said}. Not verified: check the notice"


def _day_of(step: Milestone) -> date | None:
    return step.done_on or step.latest_on or step.expected_on


def _short(text: str, length: int) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}\u2026"
