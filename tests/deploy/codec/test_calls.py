"""Calls to /encode and /decode: what they answer, and what is kept of them."""

import base64
import copy
from datetime import UTC, timedelta
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload

from deploy.codec.access import Call, What
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import new_ring
from models.storage.case_keys import CaseKeys
from tests import clock
from tests.deploy.codec.calling import Codec, body_of, plain
from tests.deploy.codec.conftest import UI, OpenDesk
from tests.deploy.codec.issuer import AUDIENCE, MANAGER, Issuer
from workflows.runtime.encryption import SAID_BY, SAID_WITH, EncryptionCodec, decrypt, encrypt

pytestmark = pytest.mark.server

INTAKE = {"program": "part_c", "service": "Total knee replacement"}


def payload_of(listed: dict[str, Any]) -> Payload:
    metadata = {name: base64.b64decode(value) for name, value in listed["metadata"].items()}
    return Payload(metadata=metadata, data=base64.b64decode(listed["data"]))


def key_id(listed: dict[str, Any]) -> str:
    return base64.b64decode(listed["metadata"]["encryption-key-id"]).decode()


async def test_what_is_typed_is_encrypted_and_read_again(codec: Codec) -> None:
    encoded = await codec.encode(INTAKE)
    assert encoded.status == 200
    assert encoded.headers["access-control-allow-origin"] == UI
    assert encoded.headers["cache-control"] == "no-store"
    assert "knee" not in encoded.text
    assert "knee" not in str(base64.b64decode(encoded.payloads[0]["data"]))
    decoded = await codec.decode(encoded.payloads)
    assert decoded.values == [INTAKE]


async def test_who_typed_it_is_in_what_a_worker_reads(
    codec: Codec, local_codec: Codec, keys: FamilyKeys
) -> None:
    for through, expected in ((codec, MANAGER.encode()), (local_codec, None)):
        claimed = plain(INTAKE)
        for mark in (SAID_BY, SAID_WITH):
            claimed["metadata"][mark] = base64.b64encode(b"somebody@else.example").decode()
        answer = await through.post("/encode", body_of(claimed))
        [sent] = answer.payloads
        [read] = await EncryptionCodec(keys, "Lee-2026").decode([payload_of(sent)])
        assert read.metadata.get(SAID_BY) == expected
        assert SAID_BY not in sent["metadata"]
        # By this a copy of it is known.
        made_for_it = key_id(sent).encode() if expected else None
        assert read.metadata.get(SAID_WITH) == made_for_it


async def test_plain_payloads_stay_as_they_are(codec: Codec) -> None:
    given = [plain({"a": 1}), {"metadata": {}, "data": ""}, plain(None)]
    assert (await codec.decode(given)).payloads == given
    assert (await codec.post("/decode", b'{"payloads": [{"data": null}]}')).payloads == [
        {"metadata": {}, "data": ""}
    ]


async def test_a_call_without_a_token_is_answered_on_this_machine_alone(
    codec: Codec, local_codec: Codec
) -> None:
    assert (await local_codec.encode(INTAKE)).status == 200
    assert (await codec.encode(INTAKE, authorization=None)).status == 401


async def test_a_payload_that_is_encrypted_already_is_not_encrypted_again(codec: Codec) -> None:
    """Else a manager could send as their own what they cannot read, or what another one typed."""
    encoded = await codec.encode(INTAKE)
    again = await codec.post("/encode", body_of(*encoded.payloads))
    assert (again.status, again.text) == (400, "A payload is encrypted already.\n")


async def test_a_repeated_encode_mints_another_key_and_changes_nothing(
    codec: Codec, keys: FamilyKeys
) -> None:
    body = body_of(plain(INTAKE))
    first, second = [await codec.post("/encode", body) for _ in range(2)]
    assert first.payloads != second.payloads
    assert key_id(first.payloads[0]) != key_id(second.payloads[0])
    # A worker claims the first for a case; the second stays nobody's, and of no consequence.
    await EncryptionCodec(keys, "Kim-2026").decode([payload_of(first.payloads[0])])
    key = keys.of_id(key_id(first.payloads[0]), "Kim-2026")
    assert key is not None
    assert payload_of(second.payloads[0]) == decrypt(payload_of(second.payloads[0]), key)


async def test_a_captured_payload_opens_for_who_may_read_and_is_recorded(
    codec: Codec, issuer: Issuer, accesses: list[Call], keys: FamilyKeys
) -> None:
    """Whoever reads at a desk reads all of its cases; no other case's worker opens it."""
    captured = (await codec.encode(INTAKE)).payloads
    await EncryptionCodec(keys, "Roe-2026").decode([payload_of(captured[0])])
    [elsewhere] = await EncryptionCodec(keys, "Doe-2026").decode([payload_of(captured[0])])
    assert elsewhere == payload_of(captured[0])

    assert (await codec.decode(captured, authorization=None)).status == 401
    operator = issuer.token(roles=["operator"], email="op@legalaid.example")
    refused = await codec.decode(captured, authorization=f"Bearer {operator}")
    assert refused.status == 403
    reader = issuer.token(roles=["reader"], email="ann@legalaid.example")
    accesses.clear()
    assert (await codec.decode(captured, authorization=f"Bearer {reader}")).values == [INTAKE]
    [access] = accesses
    assert (access.subject, access.how, access.what) == (
        "ann@legalaid.example",
        "authenticated",
        What.DECODE,
    )
    assert (access.families, access.payloads, access.unreadable) == (("Roe-2026",), 1, 0)


async def test_what_no_key_opens_says_why_in_a_sentence(
    codec: Codec, keys: FamilyKeys, table: CaseKeys, accesses: list[Call]
) -> None:
    forgotten = keys.for_family("Gone-2026")
    unused, other = (await codec.encode(INTAKE)).payloads, plain({"still": "plain"})
    foreign = FamilyKeys(lambda: new_ring(clock.real_now().date()), table).unclaimed()
    lost = [encrypt(payload_of(other), key) for key in (forgotten, foreign)]
    keys.forget("Gone-2026")
    altered = copy.deepcopy(unused[0])
    altered["data"] = base64.b64encode(b"x" * 60).decode()
    unknown = copy.deepcopy(unused[0])
    unknown["metadata"]["encryption-key-id"] = base64.b64encode(b"0" * 32).decode()
    nameless = copy.deepcopy(unused[0])
    del nameless["metadata"]["encryption-key-id"]

    listed = [listed_of(one) for one in lost]
    answer = await codec.decode([*listed, altered, unknown, nameless, other])
    assert answer.status == 200
    assert answer.values == [
        "Encrypted. Its key was destroyed, as when a case is forgotten: nobody can read this.",
        "Encrypted. The key ring lacks the key by which its data key is wrapped.",
        "Encrypted, and altered since: it does not open.",
        "Encrypted. The desk's database has no key of this id, so it cannot be read here.",
        "Encrypted. The desk's database has no key of this id, so it cannot be read here.",
        {"still": "plain"},
    ]
    assert accesses[-1].unreadable == 5


def listed_of(payload: Payload) -> dict[str, Any]:
    return {
        "metadata": {k: base64.b64encode(v).decode() for k, v in payload.metadata.items()},
        "data": base64.b64encode(payload.data).decode(),
    }


async def test_a_key_that_nobody_used_is_destroyed_and_says_so(
    codec: Codec, table: CaseKeys
) -> None:
    captured = (await codec.encode(INTAKE)).payloads
    now = clock.real_now()
    table.destroy_unclaimed(now + timedelta(days=1), now)
    [said] = (await codec.decode(captured)).values
    assert "Its key was destroyed" in said


async def test_each_call_is_recorded_with_what_it_did(
    codec: Codec, local_codec: Codec, issuer: Issuer, accesses: list[Call]
) -> None:
    accesses.clear()
    await codec.encode(INTAKE, INTAKE)
    reader = issuer.token(roles=["reader"])
    await codec.encode(INTAKE, authorization=f"Bearer {reader}")
    await codec.post("/decode", b"nothing")
    await local_codec.decode([plain(1)])
    kept = [(one.subject, one.how, one.what.value, one.payloads, one.refused) for one in accesses]
    assert kept == [
        (MANAGER, "authenticated", "encode", 2, ""),
        (MANAGER, "authenticated", "encode", 0, kept[1][-1]),
        (MANAGER, "authenticated", "decode", 0, kept[2][-1]),
        (None, "unknown", "decode", 1, ""),
    ]
    assert "a manager may" in kept[1][-1]
    assert kept[2][-1].startswith("Expected")
    assert all(one.at.tzinfo is UTC for one in accesses)


async def test_nothing_is_read_that_cannot_be_recorded(open_desk: OpenDesk, issuer: Issuer) -> None:
    def full(_access: Call) -> None:
        raise OSError

    async with open_desk(record=full, oidc_issuer=issuer.address, oidc_audience=AUDIENCE) as codec:
        header = f"Bearer {issuer.token()}"
        for answer in (
            await codec.encode(INTAKE, authorization=header),
            await codec.decode([plain(INTAKE)], authorization=header),
        ):
            assert answer.status == 503
            assert answer.text == "The access log cannot be written, so nothing is read.\n"
