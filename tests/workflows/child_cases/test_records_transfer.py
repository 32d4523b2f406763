"""RecordsTransfer on the real server: in time, extended, late twice, in any order, alone."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable, Iterable
from datetime import date
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.deadline import Deadline, DeadlineStatus
from models.inputs.records_transfer import RecordsIntake
from models.local_time import short_day
from models.presentation.shapes import Story
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import virtual_server
from tests.workflows.child_cases.complaint_plays import failure
from tests.workflows.conftest import OpenCase
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last, refusal
from worker import build_worker

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "records-transfer.json"

Opening = Callable[..., Awaitable[Rehearsal]]


def smallest(**changes: Any) -> dict[str, Any]:
    intake: dict[str, Any] = {
        "program": "part_c",
        "case_manager": {"email": "manager@legalaid.example"},
    }
    return intake | changes


@pytest.fixture
def ask_for_records(open_case: OpenCase) -> Opening:
    """Start a records transfer with some fields changed from the smallest intake."""

    async def opening(**changes: Any) -> Rehearsal:
        case: Rehearsal = await open_case("RecordsTransfer", smallest(**changes))
        return case

    return opening


async def stage(case: Rehearsal) -> str:
    found: str = (await case.overview())["stage"]
    return found.removeprefix("records_transfer.")


async def steps(case: Rehearsal) -> dict[str, dict[str, Any]]:
    return {step["key"]: step for step in (await case.overview())["milestones"]}


async def done_on(case: Rehearsal) -> dict[str, str | None]:
    return {key: step["done_on"] for key, step in (await steps(case)).items()}


async def looked_after(case: Rehearsal) -> dict[str, dict[str, Any]]:
    """The open follow-ups, by their kind: never two of one kind."""
    items = [item for item in await case.handle.query("calendar") if "kind" in item]
    assert len({item["kind"] for item in items}) == len(items)
    return {item["kind"]: item for item in items}


async def story(case: Rehearsal) -> Story:
    return Story.model_validate(await case.handle.result())


async def the_clock(case: Rehearsal) -> Deadline:
    (deadline,) = await case.deadlines()
    return deadline


@pytest.mark.server
async def test_records_in_time_and_confirmed_by_the_specialist(ask_for_records: Opening) -> None:
    begun = days_ago(0)
    case = await ask_for_records(
        recipient="specialist", holder="A clinic", needed_on=str(begun + days(60))
    )
    assert await stage(case) == "sending"
    assert set(await looked_after(case)) == {"tracking"}
    assert (await case.overview())["next_action"]["update"] == "record_sent"
    await case.pass_days(4)
    assert (await case.overview())["reminders_sent"] == 2

    sent = await case.today()
    await case.send("record_sent", sent_on=str(sent), how="fax")
    assert await stage(case) == "receiving"
    assert set(await looked_after(case)) == {"confirm_receipt"}
    await case.pass_days(3)

    received = await case.today()
    receipt = await case.send("record_received", received_on=str(received))
    clock = await last(case, "R.HIPAA")
    assert clock.due_on == received + days(30)
    assert clock.action
    assert receipt.changes[0].after == clock.due_on
    assert await looked_after(case) == {}
    delivered = (await steps(case))["delivered"]
    assert delivered["expected_on"] == str(clock.due_on)
    assert delivered["latest_on"] == str(begun + days(60))

    await case.pass_days(10)
    part = await case.today()
    await case.send("record_partial", on=str(part), document="Chart", location="Folder 42")
    assert await stage(case) == "waiting"
    assert (await last(case, "R.HIPAA")).is_open

    await case.pass_days(10)
    complete = await case.today()
    await case.send("record_delivered", on=str(complete), document="Images")
    assert (await last(case, "R.HIPAA")).status is DeadlineStatus.MET
    assert await stage(case) == "confirming"
    asked = (await looked_after(case))["confirm_receipt"]
    assert "the specialist" in asked["title"]

    await case.pass_days(2)
    confirmed = await case.today()
    await case.send("record_confirmed", on=str(confirmed))
    told = await story(case)
    assert told.ending == "delivered"
    assert [piece.name for piece in told.evidence] == ["Chart", "Images"]
    assert [piece.id for piece in told.evidence] == [f"{case.handle.id}.{n}" for n in (1, 2)]
    assert {piece.given_by for piece in told.evidence} == {"A clinic"}
    assert await done_on(case) == {
        "sent": str(sent),
        "received": str(received),
        "delivered": str(complete),
        "confirmed": str(confirmed),
    }
    await keep_history(case, "records-in-time")


async def test_an_extension_moves_the_day_once(ask_for_records: Opening) -> None:
    received = days_ago(5)
    case = await ask_for_records(sent_on=str(days_ago(6)), received_on=str(received))
    noticed = await case.today()
    receipt = await case.send("record_extension", noticed_on=str(noticed))
    clock = await the_clock(case)
    assert clock.due_on == received + days(60)
    assert (receipt.changes[0].before, receipt.changes[0].after) == (
        received + days(30),
        received + days(60),
    )
    assert (await steps(case))["delivered"]["expected_on"] == str(clock.due_on)
    again = await refusal(case, "record_extension", noticed_on=str(noticed))
    assert "already" in again
    assert "once" in again
    await case.pass_days(50)
    assert await stage(case) == "waiting"
    await case.pass_days(6)
    assert await stage(case) == "overdue"


async def test_a_promised_day_is_the_one_expected(ask_for_records: Opening) -> None:
    received = days_ago(5)
    case = await ask_for_records(received_on=str(received))
    until = received + days(41)
    await case.send("record_extension", noticed_on=str(days_ago(1)), until=str(until))
    assert (await the_clock(case)).due_on == until
    assert (await steps(case))["delivered"]["expected_on"] == str(until)


async def test_an_extension_found_late_takes_back_that_they_are_late(
    ask_for_records: Opening,
) -> None:
    received = days_ago(40)
    case = await ask_for_records(received_on=str(received))
    assert await stage(case) == "overdue"
    await case.send("record_extension", noticed_on=str(received + days(30)))
    assert await stage(case) == "waiting"
    assert (await the_clock(case)).is_open
    assert await looked_after(case) == {}


async def test_late_twice_and_delivered_at_last(ask_for_records: Opening) -> None:
    received = days_ago(3)
    case = await ask_for_records(sent_on=str(received), received_on=str(received))
    await case.pass_days(28)
    assert (await the_clock(case)).status is DeadlineStatus.MISSED
    assert await stage(case) == "overdue"
    assert (await case.overview())["urgency"] == "overdue"
    assert "privacy officer" in (await looked_after(case))["overdue"]["title"]

    written = await case.today()
    await case.send("record_escalation", on=str(written), to="privacy_officer")
    pressed = await looked_after(case)
    assert set(pressed) == {"unresolved"}
    assert "(OCR)" in pressed["unresolved"]["title"]
    told = (await case.overview())["reminders_sent"]
    await case.pass_days(9)
    assert (await case.overview())["reminders_sent"] == told, "the officer has ten days"
    await case.pass_days(2)
    assert (await case.overview())["reminders_sent"] == told + 1

    await case.send("record_escalation", on=str(await case.today()), to="ocr")
    assert set(await looked_after(case)) == {"check_in"}
    assert (await case.overview())["urgency"] == "overdue"
    await case.pass_days(35)
    part = await case.today()
    await case.send("record_partial", on=str(part), document="Notes")
    assert await stage(case) == "overdue"
    await case.pass_days(5)
    await case.send("record_delivered", on=str(await case.today()), document="The rest")
    ended = await story(case)
    assert ended.ending == "delivered"
    assert [piece.name for piece in ended.evidence] == ["Notes", "The rest"]
    assert (await the_clock(case)).status is DeadlineStatus.MISSED
    await keep_history(case, "records-late-twice")


async def test_written_to_the_privacy_officer_before_the_time_is_out(
    ask_for_records: Opening,
) -> None:
    case = await ask_for_records(received_on=str(days_ago(25)))
    await case.send("record_escalation", on=str(days_ago(0)), to="privacy_officer")
    assert (await the_clock(case)).is_open
    assert await looked_after(case) == {}
    await case.pass_days(7)
    assert set(await looked_after(case)) == {"unresolved"}


async def test_the_case_file_on_the_fast_track(ask_for_records: Opening) -> None:
    case = await ask_for_records(program="termination_ma", what="case_file")
    received = await case.today()
    await case.send("record_received", received_on=str(received))
    clock = await last(case, "R.CASEFILE.FASTTRACK")
    assert clock.due_on == received + days(1)
    assert clock.reckoning.to_the_hour
    assert "not extended" in await refusal(case, "record_extension", noticed_on=str(received))
    await case.pass_days(2)
    assert await stage(case) == "overdue"
    # Reported late, but it came in time: nobody was late.
    await case.send("record_delivered", on=str(clock.due_on))
    assert (await the_clock(case)).status is DeadlineStatus.MET
    assert (await story(case)).ending == "delivered"


async def test_the_case_file_of_a_reconsideration_has_no_clock(ask_for_records: Opening) -> None:
    case = await ask_for_records(what="case_file", received_on=str(days_ago(2)))
    assert await case.deadlines() == []
    assert await stage(case) == "waiting"
    assert "422.586" in " ".join((await case.overview())["remarks"])
    assert set(await looked_after(case)) == {"check_in"}
    await case.pass_days(31)
    assert (await case.overview())["reminders_sent"] == 1
    await case.send("record_escalation", on=str(await case.today()), to="privacy_officer")
    assert set(await looked_after(case)) == {"unresolved"}


async def test_delivered_before_the_receipt_was_known(ask_for_records: Opening) -> None:
    case = await ask_for_records(recipient="adjudicator", sent_on=str(days_ago(9)))
    day = str(days_ago(1))
    await case.send("record_delivered", on=day, document="Chart")
    assert await case.deadlines() == []
    assert await done_on(case) == {
        "sent": str(days_ago(9)),
        "received": day,
        "delivered": day,
        "confirmed": None,
    }
    # The true day, known only now, replaces the implied one; the holder was in time.
    await case.send("record_received", received_on=str(days_ago(7)))
    assert (await done_on(case))["received"] == str(days_ago(7))
    [holder] = await case.deadlines()
    assert (holder.status, str(holder.settled_on)) == (DeadlineStatus.MET, day)
    # A part that turns up after all is kept as well.
    await case.send("record_partial", on=str(days_ago(0)), document="One page more")
    await case.send("record_confirmed", on=str(days_ago(0)))
    assert [piece.name for piece in (await story(case)).evidence] == ["Chart", "One page more"]


async def test_confirmed_at_once_tells_all_the_rest(ask_for_records: Opening) -> None:
    case = await ask_for_records(recipient="specialist")
    day = str(days_ago(0))
    await case.send("record_confirmed", on=day)
    told = await story(case)
    assert told.ending == "delivered"
    assert [str(piece.received_on) for piece in told.evidence] == [day]
    assert set((await done_on(case)).values()) == {day}


async def test_a_corrected_receipt_moves_the_clock_and_what_came_of_it(
    ask_for_records: Opening,
) -> None:
    case = await ask_for_records(sent_on=str(days_ago(45)), received_on=str(days_ago(44)))
    assert await stage(case) == "overdue"
    await case.send("record_escalation", on=str(days_ago(0)), to="privacy_officer")
    received = days_ago(20)
    await case.send("record_received", received_on=str(received))
    assert (await the_clock(case)).due_on == received + days(30)
    assert await stage(case) == "waiting"
    assert await looked_after(case) == {}
    # And back: what was done already is not asked for again.
    await case.send("record_received", received_on=str(days_ago(40)))
    assert await stage(case) == "overdue"
    assert set(await looked_after(case)) == {"unresolved"}


Order = tuple[str, ...]


async def each(
    tell: Callable[[Order], Awaitable[tuple[object, ...]]], orders: Iterable[Order]
) -> list[tuple[object, ...]]:
    """Every order played, a few at a time: a busy machine must not let workflow tasks time out."""
    few = asyncio.Semaphore(3)

    async def one(order: Order) -> tuple[object, ...]:
        async with few:
            return await tell(order)

    return await asyncio.gather(*(one(order) for order in orders))


REPORTS: dict[str, Callable[[], dict[str, Any]]] = {
    "record_sent": lambda: {"sent_on": str(days_ago(20))},
    "record_received": lambda: {"received_on": str(days_ago(18))},
    "record_extension": lambda: {"noticed_on": str(days_ago(12)), "until": str(days_ago(-25))},
    "record_partial": lambda: {"on": str(days_ago(8)), "document": "Chart"},
}
"""One true story; a desk may hear of its parts in any order."""


async def test_any_order_of_reports_tells_the_same_story(ask_for_records: Opening) -> None:
    async def tell(order: Order) -> tuple[object, ...]:
        case = await ask_for_records(recipient="specialist")
        for update in order:
            await case.send(update, **REPORTS[update]())
        clock = await the_clock(case)
        assert clock.is_open
        heard = (clock.due_on, clock.id.rsplit(".", 1)[0], json.dumps(await steps(case)))
        overview = await case.overview()
        assert (overview["remarks"], await looked_after(case)) == ([], {})
        await case.send("record_delivered", on=str(days_ago(1)))
        await case.send("record_confirmed", on=str(days_ago(0)))
        names = [piece.name for piece in (await story(case)).evidence]
        return (*heard, tuple(names))

    told = await each(tell, permutations(REPORTS))
    assert len(told) == 24
    assert len(set(told)) == 1
    assert told[0][0] == days_ago(-25)
    assert told[0][-1] == ("Chart", None)


async def test_all_arrived_may_be_heard_of_at_any_point(ask_for_records: Opening) -> None:
    async def tell(order: Order) -> tuple[object, ...]:
        case = await ask_for_records(recipient="specialist")
        for update in order:
            content = {"on": str(days_ago(3))}
            await case.send(update, **(REPORTS[update]() if update in REPORTS else content))
        assert await stage(case) == "confirming"
        assert set(await looked_after(case)) == {"confirm_receipt"}
        assert not any(deadline.is_open for deadline in await case.deadlines())
        evidence = (await case.overview())["evidence"]
        return (
            tuple(sorted((await done_on(case)).items(), key=str)),
            tuple(sorted(str(piece["received_on"]) for piece in evidence)),
        )

    reports = ("record_sent", "record_received", "record_partial", "record_delivered")
    told = await each(tell, permutations(reports))
    assert len(set(told)) == 1
    assert told[0][1] == (str(days_ago(8)), str(days_ago(3)))


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


async def test_alone_from_the_example_in_every_program(
    open_case: OpenCase,
) -> None:
    example = json.loads(EXAMPLE.read_text())
    RecordsIntake.model_validate(example)
    for program in ("part_c", "original", "part_d", "status_change"):
        case = await open_case("RecordsTransfer", example | {"program": program})
        description = await case.handle.describe()
        assert description.parent_id is None
        assert await stage(case) == "receiving"
        await case.send("close", reason="Enough")
        assert (await story(case)).ending == "closed"


async def test_nothing_private_is_searchable_or_recorded_in_words(
    ask_for_records: Opening,
) -> None:
    case = await ask_for_records(
        service="SECRET-service", holder="SECRET-holder", received_on=str(days_ago(40))
    )
    await case.send("record_partial", on=str(days_ago(1)), document="SECRET-document")
    await case.send("record_sent", sent_on=str(days_ago(41)), how="SECRET-how")
    description = await case.handle.describe()
    shown = [
        str(description.typed_search_attributes),
        str(await case.handle.query("account")),
        str([(item["title"], item["text"]) for item in (await looked_after(case)).values()]),
        str((await case.overview())["next_action"]),
    ]
    assert not [text for text in shown if "SECRET" in text]
    # It is there for whoever may read the case.
    assert "SECRET-document" in str((await case.overview())["evidence"])


@pytest.mark.parametrize(
    "reports",
    [
        [],
        [("record_sent", {"sent_on": "TODAY"})],
        [("record_received", {"received_on": "TODAY"})],
        [
            ("record_received", {"received_on": "TODAY"}),
            ("record_escalation", {"on": "TODAY", "to": "ocr"}),
        ],
        [("record_delivered", {"on": "TODAY"})],
    ],
    ids=["unsent", "unconfirmed", "overdue", "with-ocr", "unconfirmed-at-the-specialist"],
)
async def test_it_goes_on_asking_for_as_long_as_it_is_open(
    ask_for_records: Opening, reports: list[tuple[str, dict[str, Any]]]
) -> None:
    case = await ask_for_records(recipient="specialist")
    for update, content in reports:
        today = str(await case.today())
        sent = {key: today if value == "TODAY" else value for key, value in content.items()}
        await case.send(update, **sent)
    asked = 0
    for _ in range(8):
        await case.pass_days(60)
        so_far = (await case.overview())["reminders_sent"]
        assert so_far > asked
        asked = so_far
    assert len(await looked_after(case)) == 1
    assert (await case.handle.describe()).status is WorkflowExecutionStatus.RUNNING


@pytest.mark.server
async def test_it_survives_continue_as_new(settings: ServiceSettings) -> None:
    async with (
        virtual_server("limit.historyCount.suggestContinueAsNew=40") as environment,
        build_worker(environment.client, settings, channels=RecordingChannels()),
    ):
        received: date = days_ago(2)
        intake = smallest(received_on=str(received), recipient="specialist")
        case = await Rehearsal.start(environment, intake, "AC-records", "RecordsTransfer")
        first_run = (await case.handle.describe()).run_id
        await case.send("record_partial", on=str(days_ago(1)), document="Chart")
        await case.send("record_extension", noticed_on=str(days_ago(0)))
        await case.pass_days(60)
        assert (await case.handle.describe()).run_id != first_run
        assert (await the_clock(case)).due_on == received + days(60)
        assert await stage(case) == "overdue"
        assert "once" in await refusal(case, "record_extension", noticed_on=str(days_ago(0)))
        await case.send("record_delivered", on=str(await case.today()))
        await case.send("record_confirmed", on=str(await case.today()))
        assert [piece.name for piece in (await story(case)).evidence] == ["Chart", None]
