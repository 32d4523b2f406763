"""Logs tell what happened and where, and hold nothing that people typed."""

import io
import logging
from collections.abc import Iterator

import pytest

from deploy.logs import configure_logging, stream_handler


@pytest.fixture
def output() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.level, list(root.handlers))
    stream = io.StringIO()
    configure_logging("INFO", stream_handler(stream))
    yield stream
    root.setLevel(before[0])
    root.handlers[:] = before[1]


def typed_by_a_person(address: str) -> int:
    return {"known@mail.example": 1}[address]


def test_an_exception_is_logged_without_its_message(output: io.StringIO) -> None:
    try:
        try:
            typed_by_a_person("patient@clinic.example")
        except KeyError as error:
            message = str(error)
            raise ValueError(message) from error
    except ValueError:
        logging.getLogger("temporalio.activity").warning("Completing as failed", exc_info=True)
    logged = output.getvalue()
    assert "WARNING temporalio.activity: Completing as failed" in logged
    assert "ValueError" in logged
    assert "caused by KeyError" in logged
    assert "in typed_by_a_person" in logged
    assert "patient@clinic.example'" not in logged


def test_only_our_own_code_is_logged_below_warnings(output: io.StringIO) -> None:
    for name in ("appealclock.worker", "temporalio.worker", "apprise", "mail.log"):
        logging.getLogger(name).info("hello")
    logging.getLogger("apprise").error("sent to someone")
    [line] = output.getvalue().splitlines()
    assert line.endswith("INFO appealclock.worker: hello")
