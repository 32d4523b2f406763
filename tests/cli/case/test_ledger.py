"""`appealclock ledger`: the record of a case's reminders, fit to show."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from activities.delivery.channels import RecordingChannels, Sent
from activities.delivery.ledger import DeliveryLedger
from activities.messages.writing import Messages
from activities.read_model import ReadModel
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.presentation.shapes import ReminderView, Snapshot
from models.storage.database import open_database
from tests.activities.reminding import reminders_of
from tests.activities.samples import NOW, make_deadline, make_order, recipient
from tests.activities.snapshots import snapshot
from tests.cli.shell import ISO_DAY, appealclock
from tests.databases.migrated import migrated_sqlite

CASE = "AC-2026-0042"


@pytest.fixture
def here(tmp_path: Path) -> dict[str, str]:
    """A ledger with a reminder to two people, one of them refused, and two that were not sent."""
    url = migrated_sqlite(tmp_path / "appealclock.sqlite3")
    engine = open_database(url)
    refused = Sent(DeliveryOutcome.REFUSED, "the address was refused (550 5.1.1 User unknown)")
    channels = RecordingChannels(answers={"patient@x.example": refused})
    reminders = reminders_of(engine, channels, Messages("http://ui", "default"))
    patient = recipient(Role.BENEFICIARY, email="patient@x.example", name="Ann Rivers")
    reminders.send_reminder(make_order(recipient(), patient))
    channels.answers.clear()
    mended = patient.model_copy(update={"contact": 1})
    reminders.send_reminder(make_order(recipient(), mended))
    # Another attempt, which dies with the message in its hands.
    past = DeliveryLedger(
        engine, lease=timedelta(seconds=45), clock=lambda: datetime(2020, 1, 3, 14, tzinfo=UTC)
    )
    later = make_order(reminder="3d", due_to_send_at=NOW + timedelta(days=4))
    past.claim(later, recipient(), Channel.EMAIL)
    shown = tuple(
        ReminderView(
            about=make_deadline().id,
            kind="filing",
            key=key,
            due_at=NOW + timedelta(days=days),
            due_on=make_deadline().due_on,
            roles="case_manager,beneficiary",
            outcome=outcome,
            note=note,
        )
        for key, days, outcome, note in (
            ("3d", 4, "failed", "told above"),
            ("1d", 6, "skipped", "acknowledged"),
            ("0d", 7, "superseded", "the deadline is met"),
            # Its day moved: its reminders began anew, and were silent this time.
            ("7d", 30, "skipped", "acknowledged"),
        )
    )
    view: Snapshot = snapshot(1).model_copy(update={"case_id": CASE, "reminders": shown})
    ReadModel(engine).write_snapshot(view)
    engine.dispose()
    return {"APPEALCLOCK_DATABASE_URL": url}


async def test_the_table(here: dict[str, str]) -> None:
    code, out, err = await appealclock("ledger", CASE, "--zone", "America/New_York", **here)
    assert (code, err) == (0, "")
    header, first, second, *_ = out.splitlines()
    assert header.split() == [
        *(
            "DUE",
            "(Eastern",
            "Time)",
            "REMINDER",
            "DEADLINE",
            "WHO",
            "BY",
            "RESULT",
            "TRIES",
            "SETTLED",
            "ABOUT",
            "NOTE",
        ),
    ]
    assert " ".join(first.split()).startswith(
        "Wed, Dec 30, 2026, 9:00 a.m. 7d Wed, Jan 6, 2027 case manager email accepted 1"
    )
    assert ISO_DAY.search(out) is None
    assert "beneficiary" in second
    assert "accepted" in second
    assert "unknown" in out
    assert "the attempt that was sending it ended without a word" in out
    for word in ("skipped", "acknowledged", "superseded", "the deadline is met"):
        assert word in out
    assert "Rivers" not in out
    assert "@" not in out


async def test_csv_with_every_attempt(here: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "ledger.csv"
    code, out, _ = await appealclock("ledger", CASE, "--csv", str(file), **here)
    assert code == 0
    written = file.read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(written, newline="")))
    assert out == f"{len(rows)} lines written to {file}\n"
    _, printed, _ = await appealclock("ledger", CASE, "--csv", **here)
    assert list(csv.DictReader(io.StringIO(printed))) == rows
    patient = rows[1]
    assert (patient["role"], patient["result"], patient["attempts"]) == (
        "beneficiary",
        "accepted",
        "2",
    )
    first, second = patient["tries"].split("; ")
    assert first.endswith("refused (the address was refused (550 5.1.1 User unknown))")
    assert second.endswith("accepted")
    assert patient["due"] == "2026-12-30T14:00:00+00:00"
    assert patient["deadline"] == "2027-01-06"
    told = [(row["reminder"], row["role"], row["result"]) for row in rows]
    assert told == [
        ("7d", "case_manager", "accepted"),
        ("7d", "beneficiary", "accepted"),
        ("3d", "case_manager", "unknown"),
        ("3d", "beneficiary", "failed"),
        ("1d", "case_manager", "skipped"),
        ("1d", "beneficiary", "skipped"),
        ("0d", "case_manager", "superseded"),
        ("0d", "beneficiary", "superseded"),
        ("7d", "case_manager", "skipped"),
        ("7d", "beneficiary", "skipped"),
    ]


async def test_json_and_what_is_not_there(here: dict[str, str], tmp_path: Path) -> None:
    _, out, _ = await appealclock("ledger", CASE, "--json", **here)
    assert {line["case"] for line in json.loads(out)["reminders"]} == {CASE}
    code, _, err = await appealclock("ledger", "AC-9", **here)
    assert (code, err) == (4, "The ledger has no reminder of AC-9.\n")
    code, _, err = await appealclock("ledger", CASE, "--zone", "Mars/Base", **here)
    assert code == 2
    assert "no known time zone" in err
    code, _, err = await appealclock("ledger", CASE, str(tmp_path / "x.csv"), **here)
    assert (code, err) == (2, "A file is written with --csv only.\n")
    code, _, err = await appealclock("ledger", CASE, "--csv", str(tmp_path), **here)
    assert (code, err) == (2, f"{tmp_path}: Is a directory\n")
