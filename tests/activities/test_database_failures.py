"""A database that does not answer: said in one sentence, and what was sent is still settled."""

import logging
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, select
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.database_failures import DATABASE_FAILED
from activities.delivery.channels import Sent
from activities.delivery.ledger import Claim, DeliveryLedger
from activities.read_model import ReadModel
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.storage.database import open_database
from models.storage.tables import DeliveryRow
from tests.activities.samples import make_order, recipient
from tests.activities.snapshots import snapshot
from tests.deploy.running_stack import free_ports


def test_it_is_said_without_the_server_or_the_statement(caplog: pytest.LogCaptureFixture) -> None:
    [port] = free_ports(1)
    engine = open_database(f"postgresql://clerk:s3cret@127.0.0.1:{port}/ledger")
    with caplog.at_level(logging.WARNING), pytest.raises(ApplicationError) as failure:
        ReadModel(engine).write_snapshot(snapshot(1))
    engine.dispose()
    error = failure.value
    assert (error.message, error.type) == (
        "the database does not answer (OperationalError)",
        DATABASE_FAILED,
    )
    assert error.category is ApplicationErrorCategory.BENIGN
    assert not error.non_retryable
    assert error.__cause__ is None
    [line] = caplog.messages
    assert line == "the database does not answer (OperationalError)"


def test_what_was_sent_is_settled_when_the_database_is_back(engine: Engine) -> None:
    deliveries = DeliveryLedger(engine, lease=timedelta(seconds=45))
    claim = deliveries.claim(make_order(), recipient(), Channel.EMAIL)
    assert isinstance(claim, Claim)
    failures = iter([True, True])

    def down(*_: object) -> None:
        if next(failures, False):
            raise OperationalError("UPDATE", None, ConnectionError("gone"))

    event.listen(engine, "before_cursor_execute", down)
    deliveries.settle(claim, Sent(DeliveryOutcome.ACCEPTED))
    with Session(engine) as session:
        row = session.exec(select(DeliveryRow)).one()
    assert row.status == "accepted"
    assert not row.possibly_doubled
