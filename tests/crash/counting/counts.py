"""What became of every message: the mail server's files against the cases and the ledger."""

import asyncio
import email
import email.policy
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from sqlmodel import Session, select
from temporalio.api.enums.v1 import EventType, WorkflowTaskFailedCause
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowQueryFailedError
from temporalio.service import RPCError

from models.cases.deadline import Deadline, Reminder, ReminderOutcome
from models.cases.people import Role
from models.storage.database import open_database
from models.storage.tables import CaseRow, DeliveryRow
from tests.crash.mortal_cases import REMINDERS

AT_A_TIME = 10

LOOK_AGAIN = 3.0
"""Seconds between two rounds of queries: each query costs the worker and the server time."""


@dataclass(frozen=True, order=True)
class Key:
    """One message: which reminder of which case, to whom."""

    case_id: str
    reminder: str
    role: str


_ROLE = re.compile(r"^Delivered-To: ([a-z-]+)\.", re.MULTILINE)
_CASE = re.compile(r"\b(AC-\d+-\d+)( opened\b)?")

_TOLD_LATE = "A new deadline:"
"""How the body of the opening message begins that comes after the reminder."""

OVERTAKEN = {ReminderOutcome.SUPERSEDED, ReminderOutcome.SKIPPED}
"""Reminders that need not be sent any more: a later one told the same people the same."""


def arrived(inbox: Path) -> Counter[Key]:
    """How often each message lies on the mail server, read off the messages themselves."""
    copies: Counter[Key] = Counter()
    for path in inbox.glob("*.eml"):
        content = path.read_bytes()
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("html",))
        assert body is not None, "a message without words"
        case, role = _CASE.search(str(message["subject"])), _ROLE.search(content.decode())
        assert case is not None, "a message of no case"
        assert role is not None, "a message to nobody"
        opening = case[2] or _TOLD_LATE in body.get_content()
        reminder = REMINDERS[0] if opening else REMINDERS[1]
        copies[Key(case[1], reminder, role[1].replace("-", "_"))] += 1
    return copies


def count_files(inbox: Path) -> int:
    return sum(1 for _ in inbox.glob("*.eml"))


def ledger(database_url: str) -> tuple[dict[Key, DeliveryRow], set[str]]:
    """The ledger's rows, and the cases that the read model knows."""
    engine = open_database(database_url)
    with Session(engine) as session:
        rows = session.exec(select(DeliveryRow)).all()
        cases = set(session.exec(select(CaseRow.case_id)).all())
    engine.dispose()
    by_key = {Key(row.case_id, row.reminder, row.role): row for row in rows}
    assert len(by_key) == len(rows), "two rows for one message"
    return by_key, cases


async def reminders(client: Client, case_id: str) -> list[Reminder]:
    """The reminders of a case that this is about."""
    handle = client.get_workflow_handle(case_id)
    while True:
        try:
            deadlines = await handle.query("deadlines", result_type=list[Deadline])
        except (RPCError, WorkflowQueryFailedError):
            # Nobody answers, or the case is not open yet.
            await asyncio.sleep(0.5)
        else:
            return [
                reminder
                for one in deadlines
                for reminder in one.reminders
                if reminder.key in REMINDERS
            ]


async def settled(
    client: Client, ids: Sequence[str], *, within: float
) -> dict[str, list[Reminder]]:
    """Wait until no reminder of any case is pending, or time is up; the reminders of each case."""
    found: dict[str, list[Reminder]] = {}
    waiting = list(ids)

    async def look(turns: list[str]) -> None:
        while turns:
            case_id = turns.pop()
            found[case_id] = await reminders(client, case_id)

    end = asyncio.get_running_loop().time() + within
    while waiting and asyncio.get_running_loop().time() < end:
        turns = list(waiting)
        await asyncio.gather(*(look(turns) for _ in range(AT_A_TIME)))
        waiting = [
            case_id
            for case_id in waiting
            if not _is_settled(found[case_id]) and await _is_running(client, case_id)
        ]
        if waiting:
            await asyncio.sleep(LOOK_AGAIN)
    return found


async def _is_running(client: Client, case_id: str) -> bool:
    description = await client.get_workflow_handle(case_id).describe()
    return description.status is WorkflowExecutionStatus.RUNNING


def _is_settled(found: Sequence[Reminder]) -> bool:
    return bool(found) and all(
        reminder.outcome is not ReminderOutcome.PENDING for reminder in found
    )


@dataclass
class Counts:
    """What was found in the end; each list holds the messages themselves."""

    cases: int = 0
    reminded: int = 0
    messages: int = 0
    copies: int = 0
    lost: list[Key] = field(default_factory=list)
    overtaken: list[Key] = field(default_factory=list)
    not_delivered: list[tuple[Key, str]] = field(default_factory=list)
    doubled: list[Key] = field(default_factory=list)
    doubled_in_silence: list[Key] = field(default_factory=list)
    marked: list[Key] = field(default_factory=list)
    unexpected: list[Key] = field(default_factory=list)
    missing_in_read_model: list[str] = field(default_factory=list)

    @property
    def marked_for_nothing(self) -> list[Key]:
        """Marked as perhaps doubled, and arrived once."""
        return sorted(set(self.marked) - set(self.doubled))


def count(
    found: dict[str, list[Reminder]],
    copies: Counter[Key],
    rows: dict[Key, DeliveryRow],
    read_model: set[str],
) -> Counts:
    """Compare what the cases say with what arrived and with the ledger.

    Lost is what has not arrived though the case or the ledger says that it was sent; not delivered
    is what has not arrived and is said not to have.
    """
    counts = Counts(cases=len(found), copies=copies.total())
    counts.missing_in_read_model = sorted(found.keys() - read_model)
    counts.marked = sorted(key for key, row in rows.items() if row.possibly_doubled)
    for case_id, schedule in found.items():
        counts.reminded += any(reminder.key == REMINDERS[1] for reminder in schedule)
        for reminder in schedule:
            for role in reminder.recipients:
                _count_one(
                    counts, Key(case_id, reminder.key, Role(role).value), reminder, copies, rows
                )
    known = {
        Key(case_id, reminder.key, Role(role).value)
        for case_id, schedule in found.items()
        for reminder in schedule
        for role in reminder.recipients
    }
    counts.unexpected = sorted(copies.keys() - known)
    return counts


def _count_one(
    counts: Counts, key: Key, reminder: Reminder, copies: Counter[Key], rows: dict[Key, DeliveryRow]
) -> None:
    counts.messages += 1
    row = rows.get(key)
    if copies[key] == 0:
        status = row.status if row else "no row"
        if reminder.outcome is ReminderOutcome.SENT or status == "accepted":
            counts.lost.append(key)
        elif reminder.outcome in OVERTAKEN:
            counts.overtaken.append(key)
        else:
            counts.not_delivered.append((key, f"{reminder.outcome.value}, {status}"))
    elif copies[key] > 1:
        counts.doubled.append(key)
        if row is None or not row.possibly_doubled:
            counts.doubled_in_silence.append(key)


async def failures(client: Client, ids: Sequence[str]) -> Counter[str]:
    """The workflow tasks that failed, by cause, and the cases that ended, which none should."""
    causes: Counter[str] = Counter()
    turns = list(ids)

    async def look() -> None:
        while turns:
            history = await client.get_workflow_handle(turns.pop()).fetch_history()
            for event in history.events:
                if event.event_type == EventType.EVENT_TYPE_WORKFLOW_TASK_FAILED:
                    cause = event.workflow_task_failed_event_attributes.cause
                    causes[WorkflowTaskFailedCause.Name(cause)] += 1
                elif event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED:
                    causes["the case itself"] += 1

    await asyncio.gather(*(look() for _ in range(AT_A_TIME)))
    return causes
