"""Matters that fall together for one person make one message; each keeps its ledger line."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any
from uuid import uuid4

from sqlmodel import Session, select

from activities.delivery.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.notices.messages.order import DeliveryOutcome
from models.settings import ServiceSettings
from models.storage.database import open_database
from models.storage.tables import DeliveryRow
from tests.clock import NEW_YORK


def rows(settings: ServiceSettings, case: Rehearsal) -> list[DeliveryRow]:
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        found = session.exec(select(DeliveryRow).where(DeliveryRow.case_id == case.handle.id)).all()
    engine.dispose()
    return list(found)


async def refused(start: Callable[..., Any], manager: str) -> Rehearsal:
    """An alone second opinion whose plan is about to refuse, at noon.

    A refusal opens an appeal, a grievance and a matter at once; at night the matter would wait.
    """
    opinion: Rehearsal = await start(
        "SecondOpinion", case_manager={"email": manager}, needed_by=None
    )
    now = (await opinion.now()).astimezone(NEW_YORK)
    noon = datetime.combine(now.date() + timedelta(days=now.hour >= 12), time(12), NEW_YORK)
    await opinion.pass_days((noon - now) / timedelta(days=1))
    await opinion.send("request_referral", requested_on=str(await opinion.today()))
    return opinion


async def test_a_refusal_is_one_mail_with_all_that_it_opens(
    begin: Callable[..., Any], sent: RecordingChannels, settings: ServiceSettings
) -> None:
    manager = f"manager.{uuid4().hex[:8]}@legalaid.example"
    case = await refused(begin, manager)
    before = len([to for _, to, _ in sent.sent if to == manager])
    await case.send("record_refusal", notice_date=str(await case.today()))
    await case.pass_days(1)
    mails = [message for _, to, message in sent.sent if to == manager][before:]
    (mail,) = [mail for mail in mails if "more)" in mail.subject]
    assert "Also" in mail.text
    assert "The plan refused: decide what to do" in mail.text
    merged = [row for row in rows(settings, case) if row.note.startswith("in one message with")]
    assert [(row.status, row.attempts) for row in merged] == [("accepted", 1)]


async def test_what_failed_together_is_tried_again_each_alone(
    begin: Callable[..., Any], sent: RecordingChannels, settings: ServiceSettings
) -> None:
    manager = f"manager.{uuid4().hex[:8]}@legalaid.example"
    case = await refused(begin, manager)
    await case.settle()
    sent.answers[manager] = Sent(DeliveryOutcome.FAILED, "down")
    await case.send("record_refusal", notice_date=str(await case.today()))
    await case.settle()
    del sent.answers[manager]
    await case.pass_days(1)
    subjects = [message.subject for _, to, message in sent.sent if to == manager]
    assert any("the plan refused" in subject for subject in subjects)
    assert {row.status for row in rows(settings, case)} == {"accepted"}
