"""RecordsTransfer on the real server: in time, extended, late twice, in any order, alone."""

import json
from datetime import date
from typing import Any

import pytest
from temporalio.client import WorkflowExecutionStatus

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.inputs.records_transfer import RecordsIntake
from models.settings import ServiceSettings
from tests.clock import days_ago
from tests.virtual_server import virtual_server
from tests.workflows.child_cases.records_plays import (
    EXAMPLE,
    Opening,
    done_on,
    looked_after,
    smallest,
    stage,
    steps,
    story,
    the_clock,
)
from tests.workflows.conftest import OpenCase
from tests.workflows.releases.histories import keep_history
from tests.workflows.steering import days, last, refusal
from worker import build_worker


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
