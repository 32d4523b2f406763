"""Calls in the access log: each write, each refusal, and a read once a minute."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from deploy.codec.access import Call, What
from deploy.codec.recording import Recording
from models.storage.access_log import AccessLog

pytestmark = pytest.mark.server

_READ = Call(
    at=datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    subject="kim@desk.example",
    how="authenticated",
    what=What.DECODE,
    families=("Lee-1",),
    payloads=7,
    unreadable=0,
)


def test_a_page_that_asks_a_dozen_times_is_one_read(engine: Engine) -> None:
    seconds = [0.0]
    record, log = Recording(engine, monotonic=lambda: seconds[0]), AccessLog(engine)
    for _ in range(12):
        record(_READ)
    record(replace(_READ, subject="lopez@desk.example"))
    record(replace(_READ, families=("Kim-1",)))
    seconds[0] = 61
    record(_READ)
    record(replace(_READ, refused="Your role does not allow you to read cases."))
    record(replace(_READ, refused="Your role does not allow you to read cases."))
    for _ in range(2):
        record(replace(_READ, what=What.ENCODE, families=(), payloads=1, subject=None))
    found = [(one.access.who[:3], one.access.act, one.access.about) for one in log.entries()]
    assert found == [
        ("kim", "read", "Lee-1"),
        ("lop", "read", "Lee-1"),
        ("kim", "read", "Kim-1"),
        ("kim", "read", "Lee-1"),
        ("kim", "read", "Lee-1"),
        ("kim", "read", "Lee-1"),
        ("", "write", ""),
        ("", "write", ""),
    ]
    assert log.first_broken() is None


def test_calls_at_the_same_moment_are_one_read(engine: Engine) -> None:
    record, log = Recording(engine), AccessLog(engine)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: record(_READ), range(40)))
    assert len(list(log.entries())) == 1


def test_a_read_that_could_not_be_noted_is_noted_when_it_is_tried_again(engine: Engine) -> None:
    record, log = Recording(engine), AccessLog(engine)
    full = OperationalError("", {}, Exception())
    with patch.object(AccessLog, "append", side_effect=full), pytest.raises(OperationalError):
        record(_READ)
    record(_READ)
    assert len(list(log.entries())) == 1
