"""What a records transfer refuses, and in what words."""

import re
from typing import Any

import pytest

from models.local_time import short_day
from tests.clock import days_ago
from tests.workflows.child_cases.complaint_plays import failure
from tests.workflows.child_cases.records_plays import (
    Opening,
    smallest,
    story,
)
from tests.workflows.conftest import OpenCase
from tests.workflows.steering import refusal


async def test_what_contradicts_is_refused(ask_for_records: Opening) -> None:
    case = await ask_for_records(recipient="specialist")
    today = str(days_ago(0))
    early = await refusal(case, "record_escalation", on=today, to="ocr")
    assert "record_sent comes first" in early
    await case.send("record_sent", sent_on=str(days_ago(40)))
    await case.send("record_received", received_on=str(days_ago(38)))

    due, before, after = days_ago(8), str(days_ago(41)), str(days_ago(-1))
    refused: list[tuple[str, dict[str, Any], str]] = [
        ("record_sent", {"sent_on": after}, "sent_on: .* is in the future"),
        ("record_sent", {"sent_on": today}, "sent_on: .* is after the holder had"),
        ("record_received", {"received_on": before}, "received_on: .* is before the day"),
        (
            "record_extension",
            {"noticed_on": str(days_ago(7))},
            f"noticed_on: .*{short_day(due)}.*45 CFR",
        ),
        ("record_extension", {"noticed_on": str(days_ago(39))}, "noticed_on: .* is before"),
        (
            "record_extension",
            {"noticed_on": str(due), "until": str(days_ago(-30))},
            f"until: .* after {short_day(days_ago(-22))}.*45 CFR",
        ),
        (
            "record_extension",
            {"noticed_on": str(days_ago(10)), "until": str(due)},
            "until: .* is no extension",
        ),
        (
            "record_extension",
            {"noticed_on": str(due), "until": str(due)},
            "until: .* is not after the notice",
        ),
        ("record_partial", {"on": before}, "on: .* is before the day the request was sent"),
        ("record_partial", {"on": str(days_ago(39))}, "on: .* before the day the holder"),
        ("record_delivered", {"on": str(days_ago(39))}, "on: .* before the day the holder"),
        ("record_confirmed", {"on": before}, "on: .* is before"),
        ("record_escalation", {"on": before, "to": "ocr"}, "on: .* is before"),
        ("record_escalation", {"on": today, "to": "the press"}, "to: expected"),
        ("close", {}, "reason: is required"),
    ]
    seen = await case.overview()
    for update, content, words in refused:
        message = await refusal(case, update, **content)
        assert re.search(words, message), (update, message)
    assert await case.overview() == seen, "nothing was changed by what was refused"

    await case.send("record_partial", on=str(days_ago(30)))
    refused = [
        ("record_received", {"received_on": str(days_ago(29))}, "is after records arrived"),
        ("record_delivered", {"on": str(days_ago(31))}, "before the day the last part arrived"),
    ]
    for update, content, words in refused:
        assert words in await refusal(case, update, **content)
    await case.send("record_delivered", on=str(days_ago(2)))
    refused = [
        ("record_delivered", {"on": today}, "complete already"),
        ("record_confirmed", {"on": str(days_ago(3))}, "before the day all the records"),
        ("record_escalation", {"on": today, "to": "ocr"}, "nobody is late any more"),
        ("record_extension", {"noticed_on": str(due)}, "nothing is left to extend"),
    ]
    for update, content, words in refused:
        assert words in await refusal(case, update, **content)
    await case.send("record_confirmed", on=today)
    assert (await story(case)).ending == "delivered"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"sent_on": "2026-05-02", "received_on": "2026-05-01"}, "received_on: is before sent_on"),
        ({"sent_on": "2999-01-01"}, "sent_on: Tue, Jan 1, 2999 is in the future"),
        ({"what": "MARKER"}, "what: expected 'medical_records' or 'case_file'"),
        ({"recipient": "MARKER"}, "recipient: expected 'specialist'"),
        ({"about": "MARKER"}, "about: is not a field"),
    ],
)
async def test_an_intake_that_does_not_fit_fails_at_once(
    open_case: OpenCase,
    changes: dict[str, Any],
    words: str,
) -> None:
    said = await failure(open_case, "RecordsTransfer", smallest(**changes))
    assert said.startswith(words)
    assert "MARKER" not in said
