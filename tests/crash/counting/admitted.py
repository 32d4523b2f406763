"""What lies on a mail server against what the ledger admits to, case by case."""

import email
import email.policy
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, select

from models.storage.database import open_database
from models.storage.tables import DeliveryRow


def subjects(inbox: Path) -> Counter[str]:
    """How many messages of each subject lie in an inbox."""
    found: Counter[str] = Counter()
    for path in inbox.glob("*.eml"):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        found[str(message["subject"])] += 1
    return found


def deliveries(database_url: str) -> list[DeliveryRow]:
    """Every row of the ledger."""
    engine = open_database(database_url)
    with Session(engine) as session:
        rows = list(session.exec(select(DeliveryRow)).all())
    engine.dispose()
    return rows


def check_ledger(rows: Sequence[DeliveryRow], arrived: Counter[str]) -> None:
    """Every message the ledger calls accepted is there, and no more than it admits to."""
    for case_id in {row.case_id for row in rows}:
        own = [row for row in rows if row.case_id == case_id]
        accepted = sum(row.status == "accepted" for row in own)
        # A row still being sent when a report made it needless may have got through once.
        admitted = sum(row.attempts if row.possibly_doubled else 1 for row in own)
        named = re.compile(rf"\b{case_id}\b")
        there = sum(count for subject, count in arrived.items() if named.search(subject))
        assert accepted <= there <= admitted, case_id
