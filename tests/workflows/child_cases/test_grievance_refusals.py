"""What a grievance refuses, and in what words."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from models.local_time import short_day
from tests.clock import days_ago
from tests.workflows.child_cases.complaint_plays import (
    SMALLEST,
    Opening,
    ending,
    failure,
)
from tests.workflows.conftest import OpenCase
from tests.workflows.steering import days, refusal

NEW_YORK = ZoneInfo("America/New_York")


async def test_corrections_that_contradict_are_refused(grieve: Opening) -> None:
    case = await grieve()
    for facts, words in (
        ({}, "Nothing is corrected"),
        ({"filed_on": str(days_ago(1))}, "record_filed comes first"),
        ({"filed_at": "10:00"}, "record_filed comes first"),
        ({"extension_days": 0}, "No extension is recorded"),
        ({"drug_obtained": True}, "drug_obtained: belongs to part_d"),
        ({"event_on": "2013-12-31"}, "event_on: is before Wed, Jan 1, 2014"),
    ):
        assert words in await refusal(case, "recalculate", reason="x", **facts)
    await case.send("record_filed", filed_on=str(days_ago(8)))
    for facts, words in (
        ({"filed_on": str(days_ago(11))}, "filed_on: "),
        ({"event_on": str(days_ago(7))}, "is before the event"),
    ):
        assert words in await refusal(case, "recalculate", reason="x", **facts)
    await case.send("record_extension", noticed_on=str(days_ago(7)))
    assert "24-hour clock cannot be extended" in await refusal(
        case, "recalculate", reason="x", about="extension"
    )
    await case.send("record_answer", on=str(days_ago(5)), resolved=False)
    assert "is after the plan's answer" in await refusal(
        case, "recalculate", reason="x", filed_on=str(days_ago(4))
    )


async def test_the_same_report_twice_is_refused_in_words(grieve: Opening) -> None:
    case = await grieve()
    day = await case.today()
    today = str(day)
    await case.send("record_filed", filed_on=today)
    assert f"filed already, on {short_day(day)}" in await refusal(
        case, "record_filed", filed_on=today
    )
    first = await case.handle.execute_update(
        "record_answer", {"on": today, "resolved": False}, id="one"
    )
    second = await case.handle.execute_update(
        "record_answer", {"on": today, "resolved": False}, id="one"
    )
    assert first == second


async def test_every_refusal_is_a_sentence(grieve: Opening) -> None:
    case = await grieve()
    today = await case.today()
    for update, facts, words in (
        ("record_answer", {"on": str(today), "resolved": True}, "record_filed comes first"),
        ("record_extension", {"noticed_on": str(today)}, "No answer of the plan is awaited"),
        ("file_cms_complaint", {}, "file it first"),
        ("record_filed", {"filed_on": str(days_ago(11))}, "is before the event"),
        ("record_filed", {"filed_on": str(today + days(1))}, "is in the future"),
        ("record_filed", {"filed_on": "soon"}, "filed_on: expected a date"),
        ("record_filed", {"filed_on": str(today), "form": "sung"}, "form: expected"),
        ("record_filed", {"filed_on": str(today), "filed_at": "10:00+02:00"}, "filed_at: "),
        ("close", {}, "reason: is required"),
        ("acknowledge", {"deadline": "x"}, "(grievance.grievance.1)."),
    ):
        assert words in await refusal(case, update, **facts)
    await case.send("record_filed", filed_on=str(days_ago(3)))
    assert "is before the filing" in await refusal(
        case, "record_answer", on=str(days_ago(4)), resolved=True
    )
    assert "days: expected" in await refusal(
        case, "record_extension", noticed_on=str(today), days=15
    )
    await case.send("close", reason="Settled by telephone")
    assert await ending(case) == "closed"


async def test_an_hour_still_to_come_starts_no_clock(grieve: Opening) -> None:
    case = await grieve(about="extension")
    now = (await case.now()).astimezone(NEW_YORK)
    later = now + timedelta(minutes=3)
    if later.date() == now.date():
        assert "filed_at: " in await refusal(
            case, "record_filed", filed_on=str(now.date()), filed_at=f"{later:%H:%M}"
        )
    example = (await case.overview())["next_action"]["example"]
    await case.send("record_filed", **example)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"program": "original"}, "program: expected part_c, part_d or integrated; "),
        ({"program": "part_x"}, "program: expected 'original', 'part_c'"),
        ({"about": "MARKER"}, "about: expected 'refused_to_expedite'"),
        ({"event_on": "2999-01-01"}, "event_on: Tue, Jan 1, 2999 is in the future"),
        ({"event_on": "2006-11-01"}, "event_on: is before Wed, Jan 1, 2014"),
        ({"filed_on": "2020-01-01"}, "filed_on: is before event_on"),
        ({"filed_at": "10:00"}, "filed_at: expected together with filed_on"),
        ({"drug_obtained": True}, "drug_obtained: belongs to part_d"),
        ({"event_on": None}, "event_on: is required"),
        (
            {
                "about": "extension",
                "event_on": "2026-03-01",
                "filed_on": "2026-03-08",
                "filed_at": "02:30",
            },
            "G.EXP.C: when: 2:30 a.m. never came",
        ),
        ({"service": "x" * 201}, "service: expected"),
    ],
)
async def test_a_malformed_intake_fails_at_once(
    open_case: OpenCase,
    changes: dict[str, Any],
    message: str,
) -> None:
    intake = SMALLEST | {"about": "service", "event_on": str(days_ago(10))} | changes
    intake = {name: value for name, value in intake.items() if value is not None}
    said = await failure(open_case, "Grievance", intake)
    assert said.startswith(message)
    assert "MARKER" not in said
