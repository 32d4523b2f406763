"""What once broke a case: each play here was a defect found by trying to break one."""

from collections.abc import Callable
from typing import Any

import pytest
import temporalio.api.common.v1
from temporalio.client import WorkflowFailureError, WorkflowUpdateFailedError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Worker

from deploy.rehearsal import Rehearsal
from models.cases.deadline import DeadlineStatus
from models.cases.people import Role
from models.local_time import local_time
from models.presentation.shapes import AppealStory
from models.settings import TASK_QUEUE
from tests.clock import days_ago
from tests.workflows.steering import days, last, refusal


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [None],
        [["a", "list"]],
        [
            RawValue(
                temporalio.api.common.v1.Payload(
                    metadata={"encoding": b"binary/plain"}, data=b"\x00\x01"
                )
            )
        ],
    ],
    ids=["nothing", "null", "list", "binary"],
)
async def test_an_input_that_is_no_object_fails_at_once(
    environment: WorkflowEnvironment,
    worker: Worker,
    new_case_id: Callable[[], str],
    arguments: list[Any],
) -> None:
    del worker
    handle = await environment.client.start_workflow(
        "AppealCase", args=arguments, id=new_case_id(), task_queue=TASK_QUEUE
    )
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    assert isinstance(caught.value.cause, ApplicationError)
    assert "xpected" in caught.value.cause.message


@pytest.mark.parametrize(
    "arguments", [[], [None], [{}, {}]], ids=["an empty form", "null", "two objects"]
)
async def test_an_update_that_is_not_one_object_leaves_the_case_unharmed(
    start: Callable[..., Any], arguments: list[Any]
) -> None:
    case: Rehearsal = await start()
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await case.handle.execute_update("acknowledge", args=arguments)
    assert isinstance(caught.value.cause, ApplicationError)
    assert "JSON object" in caught.value.cause.message
    assert (await case.handle.query("overview"))["phase"] == "filing"


async def test_a_case_keeps_a_case_manager(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    assert "a case always has one" in await refusal(case, "update_contacts", case_manager=None)


async def test_an_override_stays_within_the_calendar(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    for day, words in (("9999-12-31", "override.due_on"), (str(days_ago(20)), "is before")):
        override = {"due_on": day, "reason": "x"}
        assert words in await refusal(case, "recalculate", reason="x", override=override)


async def test_a_case_entered_at_the_plans_denial_is_forwarded(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(level="plan_reconsideration")
    today = await case.today()
    assert "is before" in await refusal(case, "escalate", on=str(today - days(30)))
    await case.send("escalate", on=str(today))
    assert (await last(case, "C.IRE.DECIDE")).due_on == today + days(30)


async def test_a_late_request_overtaken_by_proof_leaves_nothing_behind(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=80)
    today = await case.today()
    await case.send("request_good_cause", filed_on=str(today), circumstances="In hospital")
    await case.send("file_appeal", filed_on=str(days_ago(20)))
    assert "no late request is waiting" in await refusal(
        case, "request_good_cause", answer="granted", answered_on=str(today)
    )
    calendar = await case.handle.query("calendar")
    assert not any(item.get("kind") == "check_in" for item in calendar)


async def test_counting_again_forgets_nothing_that_moved_the_clock(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=30)
    filed = days_ago(20)
    await case.send("file_appeal", filed_on=str(filed))
    await case.send("record_extension", noticed_on=str(days_ago(2)))
    assert (await last(case, "C.RECON.STD")).due_on == filed + days(44)
    await case.send("recalculate", reason="A better amount", amount_in_controversy="900.00")
    assert (await last(case, "C.RECON.STD")).due_on == filed + days(44)
    override = {"due_on": str(filed + days(50)), "reason": "The plan's letter"}
    await case.send("recalculate", reason="The letter", override=override)
    await case.send("recalculate", reason="Once more", amount_in_controversy="800.00")
    assert (await last(case, "C.RECON.STD")).due_on == filed + days(50)


async def test_an_extension_of_an_expedited_request_counts_from_that_request(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=30)
    await case.send("file_appeal", filed_on=str(days_ago(20)))
    asked = await case.today()
    await case.send(
        "request_expedited", requested_on=str(asked), requested_at="00:00", answer="granted"
    )
    before = await last(case, "C.RECON.EXP")
    await case.send("record_extension", noticed_on=str(asked))
    extended = await last(case, "C.RECON.EXP")
    # 422.590(f): 14 days more, which end at the same hour.
    ends, ended = (
        local_time(one.expires_at, "America/New_York").replace(tzinfo=None)
        for one in (extended, before)
    )
    assert ends - ended == days(14)
    # 422.619(a): put into effect within the extended time of the expedited request.
    await case.send("record_decision", outcome="favorable", notice_date=str(asked))
    effectuation = await last(case, "C.EFF.EXP.PLAN")
    assert effectuation.is_open
    assert effectuation.who != extended.who or "plan" in effectuation.who


async def test_extensions_add_up(start: Callable[..., Any]) -> None:
    # 405.970(b)(3): up to 14 days for each submission.
    case: Rehearsal = await start(program="original", level="redetermination")
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    for _ in range(2):
        await case.send("record_extension", noticed_on=str(filed), days=14)
    assert (await last(case, "AB.RECON.DECIDE")).due_on == filed + days(60 + 28)


async def test_an_extension_the_law_does_not_know_changes_nothing(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(kind="part_b_drug")
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    await refusal(case, "record_extension", noticed_on=str(filed))
    await case.send("recalculate", reason="Nothing was extended")
    assert (await last(case, "C.RECON.PARTB")).due_on == filed + days(7)


async def test_a_refusal_to_expedite_leaves_the_standard_clock(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(speed="expedited")
    filed = await case.today()
    await case.send("file_appeal", filed_on=str(filed))
    await case.send("request_expedited", requested_on=str(filed), answer="denied")
    # 422.584(d): 30 days from the receipt of the expedited request.
    assert (await last(case, "C.RECON.STD")).due_on == filed + days(30)


async def test_the_council_that_cannot_decide_opens_the_court(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start(
        program="original",
        level="council",
        stage="pending",
        notice_days_ago=None,
        filed_on=str(days_ago(85)),
        amount_in_controversy="5000.00",
    )
    await case.pass_days(8)
    notice = await case.today()
    await case.send("escalate", on=str(notice))
    # 405.1132(b): 60 days after receipt of the Council's notice.
    assert (await last(case, "AB.COURT.FILE")).due_on == notice + days(65)


async def test_each_of_two_favorable_decisions_is_put_into_effect(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start()
    today = str(await case.today())
    await case.send("file_appeal", filed_on=today)
    await case.send("record_decision", outcome="partially_favorable", notice_date=today)
    await case.send("escalate", on=today)
    await case.send("record_decision", outcome="favorable", notice_date=today)
    plan = await last(case, "C.EFF.IRE.STD")
    assert "plan" in plan.who.lower()
    await case.send("record_effectuation", on=today, level="ire_reconsideration")
    overview = await case.handle.query("overview")
    assert (overview["phase"], overview["ending"]) == ("effectuation", None)
    await case.send("record_effectuation", on=today)
    assert AppealStory.model_validate(await case.handle.result()).ending == "won"


async def test_a_silence_gains_no_presumed_days_when_counted_again(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(stage="pending", notice_days_ago=None, filed_on=str(days_ago(20)))
    due = (await last(case, "C.RECON.FILE")).due_on
    await case.send("recalculate", reason="Once more")
    assert (await last(case, "C.RECON.FILE")).due_on == due
    proof = {"on": str(await case.today()), "evidence": "x"}
    assert "No notice was received" in await refusal(case, "record_receipt", received=proof)


@pytest.mark.plain_day
async def test_people_who_join_are_reminded_and_nobody_hears_twice(
    start: Callable[..., Any],
) -> None:
    case: Rehearsal = await start(notice_days_ago=5)
    await case.send(
        "update_contacts",
        beneficiary={"email": "patient@mail.example", "zone": "Pacific/Honolulu"},
    )
    filing = await last(case, "C.RECON.FILE")
    assert filing.sequence == 0
    opened = [
        role
        for reminder in filing.reminders
        if reminder.key == "opened"
        for role in reminder.recipients
    ]
    assert opened == [Role.CASE_MANAGER, Role.BENEFICIARY]
    assert len([reminder for reminder in filing.reminders if reminder.key == "7d"]) == 2
    assert filing.status is DeadlineStatus.OPEN


async def test_an_id_used_for_another_update_is_another_report(start: Callable[..., Any]) -> None:
    case: Rehearsal = await start()
    today = str(await case.today())
    refused = await refusal(case, "file_appeal", filed_on=today, colour="red")
    assert "colour: is not a field" in refused
    named = await refusal(case, "file_appeal", **{"filed_on": today, "Jane.Doe@x.example": 1})
    assert "Jane" not in named
