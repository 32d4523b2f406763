"""Whoever wants no SMS gets none from then on, and somebody else is told."""

import itertools
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from activities.delivery.channels import RecordingChannels
from deploy.rehearsal import Rehearsal
from models.notices.messages.channel import Channel

NUMBER = "+1202555{:04d}"
NUMBERS = itertools.count(100)


def told(sent: RecordingChannels, address: str) -> list[str]:
    return [message.subject or message.text for _, to, message in sent.sent if to == address]


@pytest.fixture
def manager() -> str:
    return f"manager.{uuid4().hex[:8]}@legalaid.example"


@pytest.fixture
def patient() -> dict[str, str]:
    """With a mail address and a number of this test alone."""
    number = NUMBER.format(next(NUMBERS))
    return {"email": f"patient.{uuid4().hex[:8]}@mail.example", "phone": number}


async def test_stopped_in_the_middle_of_a_ladder(
    start: Callable[..., Any], sent: RecordingChannels, manager: str, patient: dict[str, str]
) -> None:
    case: Rehearsal = await start(
        notice_days_ago=5, case_manager={"email": manager}, beneficiary=patient
    )
    await case.pass_days(32)
    texts, mails = len(told(sent, patient["phone"])), len(told(sent, patient["email"]))
    assert texts == mails == 2
    receipt = await case.send("stop_sms", role="beneficiary")
    assert receipt.recorded == "The beneficiary wants no SMS any more."
    await case.pass_days(20)
    assert len(told(sent, patient["phone"])) == texts
    assert len(told(sent, patient["email"])) > mails
    heard = [one for one in told(sent, manager) if "wants no SMS any more" in one]
    assert len(heard) == 1
    assert (await case.overview())["urgency"] != "urgent"
    await case.send("stop_sms", role="beneficiary", stopped=False)
    await case.pass_days(4)
    assert len(told(sent, patient["phone"])) > texts


async def test_it_was_the_only_way_to_reach_them(
    start: Callable[..., Any], sent: RecordingChannels, manager: str, patient: dict[str, str]
) -> None:
    case: Rehearsal = await start(
        notice_days_ago=5,
        case_manager={"email": manager},
        beneficiary={"phone": patient["phone"]},
        second_opinion={},
    )
    await case.send("stop_sms", role="beneficiary")
    open_matters = [
        item["title"] for item in await case.handle.query("calendar") if "title" in item
    ]
    assert "Find another way to reach the beneficiary" in open_matters
    texts = len(told(sent, patient["phone"]))
    await case.beside("second-opinion").send("close", reason="Not wanted")
    await case.settle()
    await case.pass_days(30)
    assert len(told(sent, patient["phone"])) == texts
    asked = [one for one in told(sent, manager) if "Find another way" in one]
    assert len(asked) >= 3
    await case.send("update_contacts", beneficiary={"email": patient["email"]})
    await case.pass_days(8)
    assert len([one for one in told(sent, manager) if "Find another way" in one]) == len(asked)


@pytest.mark.parametrize(
    ("event", "says"),
    [
        ({"role": "physician"}, "role: the case has no telephone number of the physician."),
        ({"role": "beneficiary", "stopped": False}, "stopped: the beneficiary gets SMS already."),
    ],
)
async def test_what_changes_nothing_is_refused(
    start: Callable[..., Any], patient: dict[str, str], event: dict[str, Any], says: str
) -> None:
    case: Rehearsal = await start(
        notice_days_ago=5, beneficiary=patient, physician={"email": "doctor@stopped.example"}
    )
    with pytest.raises(WorkflowUpdateFailedError) as caught:
        await case.send("stop_sms", **event)
    assert isinstance(caught.value.cause, ApplicationError)
    assert caught.value.cause.message == says


async def test_no_way_round_it(start: Callable[..., Any], sent: RecordingChannels) -> None:
    """The wish travels with the intake: what is started beside the case respects it as well."""
    phone = NUMBER.format(1)
    case: Rehearsal = await start(notice_days_ago=5, beneficiary={"phone": phone, "sms": False})
    await case.pass_days(40)
    assert not [to for channel, to, _ in sent.sent if channel is Channel.SMS and to == phone]
