"""The dates of a case are confirmed by a second person, signed in at a real codec server."""

import dataclasses
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.json_format import MessageToDict, ParseDict
from joserfc.jwk import RSAKey
from sqlmodel import Session
from temporalio.api.common.v1 import Payload
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment
from temporalio.worker import Replayer

from activities.delivery.channels import RecordingChannels
from deploy.codec.serving import desk_of, open_codec
from deploy.rehearsal import Rehearsal
from models.encryption.family_keys import FamilyKeys
from models.encryption.key_ring import new_ring
from models.encryption.opening import open_family_keys
from models.encryption.ring_file import write_new_ring
from models.settings import CodecSettings, ServiceSettings
from models.storage.database import open_database
from models.storage.tables import CaseRow
from tests import clock
from tests.databases.migrated import migrated_sqlite
from tests.deploy.codec.calling import Codec, body_of
from tests.deploy.codec.issuer import AUDIENCE, Issuer, open_issuer
from tests.deploy.running_stack import free_ports
from tests.virtual_server import in_own_namespace
from tests.workflows.steering import details_of, refusal
from worker import build_worker
from workflows.registered import WORKFLOWS
from workflows.runtime.encryption import EncryptionCodec
from workflows.runtime.payloads import converter_with
from workflows.runtime.sandbox import workflow_runner

pytestmark = pytest.mark.server

ANN, BOB = "ann@legalaid.example", "bob@legalaid.example"
UI = "http://localhost:8233"
CASE = "AC-confirmed"


@dataclass(frozen=True)
class SignedIn(EncryptionCodec):
    """What one person types goes through the codec server, with their token, as in the UI."""

    server: Codec | None = None

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        assert self.server is not None
        answer = await self.server.post("/encode", body_of(*map(MessageToDict, payloads)))
        assert answer.status == 200
        return [ParseDict(one, Payload()) for one in answer.payloads]


@pytest.fixture
def own(settings: ServiceSettings, tmp_path: Path) -> ServiceSettings:
    """A desk with keys."""
    ring, url = tmp_path / "keys.json", migrated_sqlite(tmp_path / "appealclock.sqlite3")
    write_new_ring(ring, new_ring(clock.real_today()))
    return settings.model_copy(update={"keys": ring, "database_url": url})


@asynccontextmanager
async def signed_in(keys: FamilyKeys, *people: str) -> AsyncIterator[dict[str, SignedIn]]:
    """The codec of each person, by their addresses, as the issuer verified them."""
    [port] = free_ports(1)
    async with open_issuer(RSAKey.generate_key(2048, {"kid": "first"})) as issuer:
        settings = CodecSettings(
            codec_port=port, oidc_issuer=issuer.address, oidc_audience=AUDIENCE
        )
        desk = desk_of(settings, keys, UI, record=lambda _: None)
        async with open_codec(desk, settings):
            yield {one: _codec_of(one, keys, issuer, port) for one in people}


def _codec_of(person: str, keys: FamilyKeys, issuer: Issuer, port: int) -> SignedIn:
    until = int(clock.real_now().timestamp()) + 3600
    token = issuer.token(sub=f"id of {person}", email=person, exp=until)
    return SignedIn(keys, server=Codec(port, UI, token))


def client_of(environment: WorkflowEnvironment, codec: EncryptionCodec) -> Client:
    """The client of a person, a command or a worker."""
    config = environment.client.config()
    converter = converter_with(codec.keys)
    config["data_converter"] = dataclasses.replace(converter, payload_codec=codec)
    return Client(**config)


def in_lists(own: ServiceSettings) -> bool | None:
    """Whether lists show the dates as confirmed."""
    engine = open_database(own.database_url)
    try:
        with Session(engine) as session:
            row = session.get(CaseRow, CASE)
            assert row is not None
            return row.dates_confirmed
    finally:
        engine.dispose()


async def test_a_second_person_confirms_the_dates_and_nobody_else_can(
    environment: WorkflowEnvironment, own: ServiceSettings
) -> None:
    notice, sent = clock.days_ago(3), RecordingChannels()
    intake: dict[str, Any] = {
        "program": "part_c",
        "notice_date": str(notice),
        "service": "Knee",
        "case_manager": {"email": "manager@legalaid.example"},
        "reminders": {"confirm_dates_days": 2},
    }
    asks = "have the dates confirmed against the notice"
    keys = open_family_keys(own)
    assert keys is not None
    environment = await in_own_namespace(environment)
    async with signed_in(keys, ANN, BOB) as codecs:
        every = {**codecs, "": EncryptionCodec(keys)}
        people = {name: client_of(environment, codec) for name, codec in every.items()}
        async with build_worker(people[""], own, channels=sent):
            environment._client = people[ANN]
            ann = await Rehearsal.start(environment, intake, CASE)
            bob, command = (
                Rehearsal(environment, people[name].get_workflow_handle(CASE)) for name in (BOB, "")
            )
            assert f"somebody other than {ANN}" in unescaped(await details_of(ann))
            assert in_lists(own) is False
            before = (await ann.handle.describe()).history_length
            read = {"notice_date": str(notice)}
            assert (await refusal(ann, "confirm_dates", **read)).startswith("You opened this case")
            words = await refusal(command, "confirm_dates", **read)
            assert words.startswith("Nothing proves who sent this")
            other = str(notice - timedelta(days=1))
            words = await refusal(bob, "confirm_dates", notice_date=other)
            assert words.startswith("notice_date: the case has another day")
            assert (await ann.handle.describe()).history_length <= before + 1
            # The policy asks for it after two days, and its reminders end with the confirmation.
            await ann.pass_days(3)
            assert any(asks.capitalize() in one.text for _, _, one in sent.sent)
            answer = await bob.handle.execute_update("confirm_dates", read)
            assert answer["recorded"] == "The dates were confirmed against the notice."
            await ann.settle()
            told = len([one for _, _, one in sent.sent if asks.capitalize() in one.text])
            await ann.pass_days(10)
            assert len([1 for _, _, one in sent.sent if asks.capitalize() in one.text]) == told
            assert f"confirmed against the notice by {BOB}" in unescaped(await details_of(ann))
            assert in_lists(own) is True
            _, entry = await bob.handle.query("history")
            assert (entry["kind"], entry["said_by"]) == ("confirm_dates", BOB)
            # Changed by whoever it was, the dates are to be confirmed again: by a third person.
            content = {"report": 1, "content": {"notice_date": other}, "reason": "A slip"}
            await bob.handle.execute_update("correct", content)
            await ann.settle()
            assert in_lists(own) is False
            words = await refusal(bob, "confirm_dates", notice_date=other)
            assert words.startswith("You changed the dates of this case")
        history = await ann.handle.fetch_history()
        await Replayer(
            workflows=WORKFLOWS,
            data_converter=people[""].data_converter,
            workflow_runner=workflow_runner(guarded=False),
        ).replay_workflow(history)


def unescaped(markdown: str) -> str:
    return markdown.replace("\\", "")
