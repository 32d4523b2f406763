"""The codec: what it hides, what it lets through, and what nobody can say of themselves."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.converter import DataConverter, WorkflowSerializationContext
from temporalio.exceptions import ApplicationError

from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import new_ring
from models.storage.case_keys import CaseKeys
from models.storage.database import open_database
from tests.databases.migrated import migrated_sqlite
from workflows.runtime.encryption import CAME_PLAIN, SAID_BY, SAID_WITH, encrypt, key_id_of
from workflows.runtime.payloads import (
    EncryptedError,
    Sent,
    Unreadable,
    converter_with,
    data_converter,
)

_INTAKE = {"service": "Total knee replacement", "note": "x" * 4000}


@pytest.fixture
def keys(tmp_path: Path) -> FamilyKeys:
    url = migrated_sqlite(tmp_path / "keys.sqlite3")
    ring = new_ring(date(2026, 11, 29))
    return FamilyKeys(lambda: ring, CaseKeys(open_database(url)))


Of = Callable[[str], DataConverter]


@pytest.fixture
def of(keys: FamilyKeys) -> Of:
    """The converter for the payloads of a workflow."""
    converter = converter_with(keys)

    def for_workflow(workflow_id: str) -> DataConverter:
        return converter.with_context(WorkflowSerializationContext("default", workflow_id))

    return for_workflow


async def test_a_family_reads_what_it_wrote_and_no_other_does(of: Of) -> None:
    (payload,) = await of("Lee").encode([_INTAKE])
    assert b"knee" not in payload.SerializeToString()
    assert len(payload.data) < 1000
    assert await of("Lee.opinion-1").decode([payload]) == [_INTAKE]
    (other,) = await of("Kim").decode([payload])
    assert isinstance(other, Unreadable)
    with pytest.raises(EncryptedError):
        await of("Kim").decode([payload], [dict[str, Any]])
    with pytest.raises(EncryptedError):
        await data_converter.decode([payload], [dict[str, Any]])
    # A worker without keys must not answer in the place of one that has them.
    with pytest.raises(EncryptedError):
        await data_converter.decode([payload])


async def test_what_was_altered_is_unreadable(of: Of) -> None:
    (payload,) = await of("Lee").encode([_INTAKE])
    payload.data = payload.data[:-1] + bytes([payload.data[-1] ^ 1])
    (found,) = await of("Lee").decode([payload])
    assert isinstance(found, Unreadable)


async def test_who_typed_it_is_what_the_codec_server_wrote(of: Of, keys: FamilyKeys) -> None:
    (plain,) = await data_converter.encode([_INTAKE])
    typed = encrypt(plain, keys.unclaimed(), said_by="kim@desk.example")
    (found,) = await of("Lee").decode([typed])
    assert isinstance(found, Sent)
    assert (found.said_by, found.came_plain) == ("kim@desk.example", False)
    assert found == _INTAKE


@pytest.mark.parametrize("mark", [SAID_BY, SAID_WITH, CAME_PLAIN])
async def test_nobody_says_it_of_themselves(of: Of, keys: FamilyKeys, mark: str) -> None:
    (claimed,) = await data_converter.encode([_INTAKE])
    claimed.metadata[mark] = b"director@desk.example"
    # Through the codec server, straight to a desk with keys, and to one without.
    (through,) = await of("Lee").decode([encrypt(claimed, keys.unclaimed())])
    (straight,) = await of("Lee").decode([claimed])
    (without,) = await data_converter.decode([claimed])
    for found in (through, straight, without):
        assert getattr(found, "said_by", None) is None
        assert getattr(found, "said_with", None) is None
    assert straight.came_plain
    assert not getattr(without, "came_plain", False)


async def test_a_payload_within_one_is_not_opened_twice(of: Of, keys: FamilyKeys) -> None:
    (plain,) = await data_converter.encode([_INTAKE])
    twice = encrypt(encrypt(plain, keys.for_family("Lee")), keys.for_family("Lee"))
    (found,) = await of("Lee").decode([twice])
    assert isinstance(found, Unreadable)


@pytest.mark.parametrize("key_id", [b"", b"unknown", bytes(range(128, 160)), b"x" * 100_000])
async def test_a_key_that_there_is_not_opens_nothing(of: Of, key_id: bytes) -> None:
    (payload,) = await of("Lee").encode([_INTAKE])
    payload.metadata["encryption-key-id"] = key_id
    (found,) = await of("Lee").decode([payload])
    assert isinstance(found, Unreadable)


async def test_a_failure_says_its_message_and_hides_the_rest(of: Of) -> None:
    failure = Failure()
    with pytest.raises(ApplicationError) as raised:
        _refuse()
    raised.value.__cause__ = ValueError("a line of code")
    await of("Lee").encode_failure(raised.value, failure)
    written = failure.SerializeToString()
    assert failure.message == "filed_on: expected a day"
    assert b"left knee" not in written
    assert b"test_encryption.py" not in written
    for one in (failure, failure.cause):
        assert key_id_of(one.encoded_attributes) is not None or not one.encoded_attributes.data
    read = await of("Lee").decode_failure(failure)
    assert isinstance(read, ApplicationError)
    assert read.details == ("left knee",)


def _refuse() -> None:
    raise ApplicationError("filed_on: expected a day", "left knee", type="SomeFault")


async def test_what_is_stored_names_its_key_alone(of: Of) -> None:
    (payload,) = await of("Lee").encode([_INTAKE])
    assert set(payload.metadata) == {"encoding", "encryption-cipher", "encryption-key-id"}
    assert isinstance(payload, Payload)
