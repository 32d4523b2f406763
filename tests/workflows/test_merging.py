"""Matters that fall together for one person make one message; each keeps its ledger line."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session, select

from activities.channels import RecordingChannels, Sent
from deploy.rehearsal import Rehearsal
from models.database import open_database
from models.deadline import FollowUp, FollowUpKind, Rung
from models.people import Role
from models.reminder import DeliveryOutcome
from models.settings import ServiceSettings
from models.tables import DeliveryRow
from tests.activities.samples import make_deadline
from workflows.agenda import DueRung
from workflows.merging import together

NOW = datetime(2026, 12, 1, 14, tzinfo=UTC)


def rung_of(about: Any, *roles: Role, tries: int = 0) -> DueRung:
    rung = Rung(key="7d", at=NOW, recipients=roles, tries=tries)
    about.rungs.append(rung)
    return DueRung(NOW, about, rung)


def follow_up(name: str) -> FollowUp:
    return FollowUp(id=name, kind=FollowUpKind.CHECK_IN, level="", title=name, text=name)


def deadline(name: str, days: int = 0) -> Any:
    made = make_deadline()
    moved = made.expires_at + timedelta(days=days)
    return made.model_copy(update={"id": name, "expires_at": moved, "rungs": []})


def told(messages: list[tuple[DueRung, ...]]) -> list[tuple[tuple[Role, ...], list[str]]]:
    return [(one[0].rung.recipients, [entry.about.id for entry in one]) for one in messages]


MANAGER, PATIENT = Role.CASE_MANAGER, Role.BENEFICIARY


def test_each_person_gets_one_message_and_the_most_urgent_matter_leads() -> None:
    due = [
        rung_of(follow_up("check"), MANAGER),
        rung_of(deadline("later", days=3), MANAGER, PATIENT),
        rung_of(deadline("sooner"), MANAGER),
    ]
    assert told(together(due)) == [
        ((MANAGER,), ["sooner", "later", "check"]),
        ((PATIENT,), ["later"]),
    ]
    # The rung that goes to both is two rungs now, and each is in one message.
    assert [rung.recipients for rung in due[1].about.rungs] == [(PATIENT,), (MANAGER,)]


def test_people_with_the_same_matters_are_written_to_together() -> None:
    due = [rung_of(deadline(name), MANAGER, PATIENT) for name in ("a", "b")]
    assert told(together(due)) == [((MANAGER, PATIENT), ["a", "b"])]
    assert all(len(entry.about.rungs) == 1 for entry in due)


def test_what_is_tried_again_goes_alone() -> None:
    due = [rung_of(deadline("a"), MANAGER), rung_of(deadline("b"), MANAGER, tries=2)]
    assert told(together(due)) == [((MANAGER,), ["a"]), ((MANAGER,), ["b"])]


@given(st.lists(st.sets(st.sampled_from(list(Role)), min_size=1), max_size=6))
def test_everybody_hears_of_everything_once(recipients: list[set[Role]]) -> None:
    due = [rung_of(deadline(str(n)), *sorted(roles)) for n, roles in enumerate(recipients)]
    messages = together(due)
    heard = [
        (entry.about.id, role)
        for message in messages
        for entry in message
        for role in entry.rung.recipients
    ]
    owed = [(str(n), role) for n, roles in enumerate(recipients) for role in roles]
    assert sorted(heard) == sorted(owed)
    letters = [role for message in messages for role in message[0].rung.recipients]
    assert len(letters) == len(set(letters))
    for message in messages:
        assert {entry.rung.recipients for entry in message} == {message[0].rung.recipients}


def rows(settings: ServiceSettings, case: Rehearsal) -> list[DeliveryRow]:
    engine = open_database(settings.database_url)
    with Session(engine) as session:
        found = session.exec(select(DeliveryRow).where(DeliveryRow.case_id == case.handle.id)).all()
    engine.dispose()
    return list(found)


async def refused(start: Callable[..., Any], manager: str) -> Rehearsal:
    """An alone second opinion whose plan refused: appeal, grievance and a follow-up at once."""
    opinion: Rehearsal = await start(
        "SecondOpinion", case_manager={"email": manager}, needed_by=None
    )
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
    assert [(row.status, row.attempts) for row in merged] == [("accepted", 0)]


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
