"""Where a codec server listens, and with what it does not start."""

import asyncio
import dataclasses
import socket
import ssl
from pathlib import Path
from typing import Any

import pytest

from deploy.codec import serving
from deploy.codec.serving import bound, desk_of, open_codec, origins_of
from models.encryption.family_keys import FamilyKeys
from models.settings import CodecSettings, SettingsError, load_settings
from tests.deploy.codec.calling import Codec
from tests.deploy.codec.certificate import write_certificate
from tests.deploy.codec.conftest import UI, OpenDesk
from tests.deploy.codec.issuer import AUDIENCE, Issuer
from tests.deploy.running_stack import free_ports

pytestmark = pytest.mark.server

SIGN_IN = {"OIDC_ISSUER": "https://sign-in.example", "OIDC_AUDIENCE": "appealclock"}
CERTIFICATE = {"CODEC_CERTIFICATE": "/c.pem", "CODEC_CERTIFICATE_KEY": "/c.key"}
ANYWHERE = {"CODEC_HOST": "0.0.0.0"}


@pytest.mark.parametrize(
    ("settings", "lines"),
    [
        ({}, []),
        (SIGN_IN, []),
        (CERTIFICATE, []),
        (ANYWHERE | SIGN_IN | CERTIFICATE, []),
        ({"CODEC_HOST": "::1"}, []),
        ({"CODEC_HOST": "localhost"}, []),
        (ANYWHERE | SIGN_IN, ["CODEC_HOST: another host than 127.0.0.1 needs APPEALCLOCK_CODEC_C"]),
        (
            ANYWHERE | CERTIFICATE,
            ["CODEC_HOST: another host than 127.0.0.1 needs APPEALCLOCK_OIDC"],
        ),
        (ANYWHERE, ["CODEC_HOST: another host", "CODEC_HOST: another host"]),
        ({"CODEC_HOST": "desk.example"}, ["CODEC_HOST: another", "CODEC_HOST: another"]),
        ({"CODEC_CERTIFICATE": "/c.pem"}, ["CODEC_CERTIFICATE, APPEALCLOCK_CODEC_CERTIFICATE_KEY"]),
        ({"CODEC_CERTIFICATE_KEY": "/c"}, ["CODEC_CERTIFICATE, APPEALCLOCK_CODEC_CERTIFICATE_KEY"]),
        ({"OIDC_ISSUER": "https://sign-in.example"}, ["OIDC_AUDIENCE: expected"]),
        (SIGN_IN | {"OIDC_ISSUER": "http://sign-in.example"}, ["OIDC_ISSUER: expected an address"]),
        (SIGN_IN | {"OIDC_ISSUER": "http://127.0.0.1:9/x"}, []),
        (SIGN_IN | {"OIDC_ISSUER": "PLANTED"}, ["OIDC_ISSUER: expected an address with https"]),
        (SIGN_IN | {"OIDC_ISSUER": "https://a:PLANTED@b"}, ["OIDC_ISSUER: expected an address"]),
        (SIGN_IN | {"OIDC_ISSUER": "https://[PLANTED"}, ["OIDC_ISSUER: expected an address"]),
        ({"CODEC_PORT": "0"}, ["CODEC_PORT: expected"]),
    ],
)
def test_settings_that_do_not_fit_together_are_refused_in_words(
    settings: dict[str, str], lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in settings.items():
        monkeypatch.setenv(f"APPEALCLOCK_{name}", value)
    if not lines:
        load_settings(CodecSettings)
        return
    with pytest.raises(SettingsError) as refused:
        load_settings(CodecSettings)
    said = str(refused.value).splitlines()
    assert len(said) == len(lines)
    for line, expected in zip(said, lines, strict=True):
        assert line.startswith(f"APPEALCLOCK_{expected}")
    assert "PLANTED" not in str(refused.value)


@pytest.mark.parametrize(
    ("address", "origins"),
    [
        ("http://localhost:8233", ["http://localhost:8233", "http://127.0.0.1:8233"]),
        ("https://Desk.example/temporal", ["https://desk.example"]),
        ("https://desk.example:443", ["https://desk.example"]),
        ("https://desk.example:8443", ["https://desk.example:8443"]),
        ("http://desk.example:80/", ["http://desk.example"]),
        ("https://[2001:db8::1]:8443", ["https://[2001:db8::1]:8443"]),
    ],
)
def test_the_origin_of_the_ui_is_what_a_browser_calls_it(address: str, origins: list[str]) -> None:
    assert origins_of(address) == origins


async def test_an_answer_is_not_held_back_until_its_first_part_is_confirmed(
    monkeypatch: pytest.MonkeyPatch, open_desk: OpenDesk
) -> None:
    """What asyncio sets on a connection, as an answer leaves in two parts."""
    undelayed: list[int] = []
    made = serving._Prompt.connection_made

    def watched(protocol: serving._Prompt, transport: asyncio.Transport) -> None:
        connection = transport.get_extra_info("socket")
        undelayed.append(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
        made(protocol, transport)

    monkeypatch.setattr(serving._Prompt, "connection_made", watched)
    async with open_desk() as codec:
        await codec.encode({})
    assert undelayed == [1]


async def test_it_serves_by_tls(open_desk: OpenDesk, issuer: Issuer, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    async with open_desk(
        codec_certificate=certificate,
        codec_certificate_key=key,
        oidc_issuer=issuer.address,
        oidc_audience=AUDIENCE,
    ) as opened:
        trusting = ssl.create_default_context(cafile=str(certificate))
        codec = Codec(opened.port, UI, issuer.token(), trusting)
        encoded = await codec.encode({"a": 1})
        assert (await codec.decode(encoded.payloads)).values == [{"a": 1}]
        old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        old.load_verify_locations(certificate)
        with pytest.warns(DeprecationWarning, match="TLSv1_1"):
            old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises((ssl.SSLError, OSError)):
            await dataclasses.replace(codec, tls=old).encode({})


async def test_files_that_are_no_certificate_are_refused(keys: FamilyKeys, tmp_path: Path) -> None:
    certificate, key = write_certificate(tmp_path)
    (tmp_path / "other").mkdir()
    _, other = write_certificate(tmp_path / "other")
    text = tmp_path / "text.pem"
    text.write_text("PLANTED")
    for files in ((text, key), (certificate, text), (certificate, other), (tmp_path / "x", key)):
        with pytest.raises(SettingsError, match="APPEALCLOCK_CODEC_CERTIFICATE") as refused:
            await opened(keys, codec_certificate=files[0], codec_certificate_key=files[1])
        assert "PLANTED" not in str(refused.value)


async def test_a_port_that_is_taken_is_named(keys: FamilyKeys) -> None:
    [port] = free_ports(1)
    with bound("127.0.0.1", port), pytest.raises(SettingsError, match="APPEALCLOCK_CODEC_PORT"):
        await opened(keys, codec_port=port)


async def opened(keys: FamilyKeys, **settings: Any) -> None:
    chosen = CodecSettings(**settings)
    async with open_codec(desk_of(chosen, keys, UI), chosen):
        pass
