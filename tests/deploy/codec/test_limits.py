"""What a call may not be: from elsewhere, too much, malformed, too often, too slow."""

import asyncio
import base64
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError
from temporalio.api.common.v1 import Payload

from deploy.codec import serving
from deploy.codec.access import RefusedError, What
from deploy.codec.limits import MOST_BYTES, Counted, Limits
from deploy.codec.payloads import MOST_OPENED, MOST_PAYLOADS, as_body, payloads_of
from models.encryption.family_keys import FamilyKeys
from tests.deploy.codec.calling import Codec, body_of, plain
from tests.deploy.codec.conftest import UI, OpenDesk

pytestmark = pytest.mark.server

ASKED_FOR = "authorization,authorization-extras,content-type,x-namespace"


@pytest.mark.parametrize("path", ["/encode", "/decode"])
async def test_the_browser_is_given_leave_for_the_pages_of_the_ui_alone(
    codec: Codec, path: str
) -> None:
    asking = {
        "access_control_request_method": "POST",
        "access_control_request_headers": ASKED_FOR,
    }
    for origin in (UI, "http://127.0.0.1:8233"):
        answer = await codec.ask("OPTIONS", path, origin=origin, **asking)
        assert answer.status == 200
        assert answer.headers["access-control-allow-origin"] == origin
        allowed = {one.strip().lower() for one in _list(answer.headers, "allow-headers")}
        assert set(ASKED_FOR.split(",")) <= allowed
        assert "POST" in _list(answer.headers, "allow-methods")
        assert "access-control-allow-credentials" not in answer.headers
    for origin in (
        "http://localhost:8234",
        "https://localhost:8233",
        "null",
        "http://evil.example",
    ):
        answer = await codec.ask("OPTIONS", path, origin=origin, **asking)
        assert answer.status == 400
        assert "access-control-allow-origin" not in answer.headers


def _list(headers: dict[str, str], name: str) -> list[str]:
    return [one.strip() for one in headers[f"access-control-{name}"].split(",")]


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://localhost:8234", ""])
async def test_a_page_of_another_origin_is_not_answered(
    codec: Codec, local_codec: Codec, origin: str
) -> None:
    for through in (codec, local_codec):
        answer = await through.encode({}, origin=origin)
        assert answer.status == 403
        assert answer.text == "The codec server answers pages of the Temporal Web UI alone.\n"
        assert "access-control-allow-origin" not in answer.headers


async def test_a_program_that_is_no_browser_needs_no_origin(codec: Codec) -> None:
    assert (await codec.encode({}, origin=None)).status == 200


async def test_without_tokens_it_answers_to_its_own_name_alone(
    codec: Codec, local_codec: Codec
) -> None:
    for host, status in (
        (f"localhost:{local_codec.port}", 200),
        (f"127.0.0.1:{local_codec.port}", 200),
        ("localhost", 403),
        (f"evil.example:{local_codec.port}", 403),
        (f"localhost:{local_codec.port + 1}", 403),
    ):
        assert (await local_codec.encode({}, host=host, origin=None)).status == status, host
    # Behind a proxy it has another name, and the token says who asks.
    assert (await codec.encode({}, host="desk.example")).status == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "", "json"])
async def test_a_form_of_a_page_is_not_taken(codec: Codec, kind: str) -> None:
    """A browser sends these without asking for leave first."""
    answer = await codec.encode({}, content_type=kind)
    assert (answer.status, answer.text) == (415, "Expected application/json.\n")


async def test_json_may_say_how_it_is_written(codec: Codec) -> None:
    answer = await codec.encode({}, content_type="Application/JSON; charset=utf-8")
    assert answer.status == 200


DEEP = 100_000
MALFORMED = {
    "empty": b"",
    "no json": b"{",
    "no text": b"\xff\xfe",
    "a list": b"[]",
    "no payloads": b'{"payload": []}',
    "payloads that are no list": b'{"payloads": {}}',
    "a payload that is no object": b'{"payloads": [1]}',
    "metadata that is no object": b'{"payloads": [{"metadata": []}]}',
    "data that is no text": b'{"payloads": [{"data": {"PLANTED": 1}}]}',
    "bad base64": b'{"payloads": [{"data": "PLANTED!"}]}',
    "base64 that is cut off": b'{"payloads": [{"data": "PLANT"}]}',
    "bad base64 in metadata": b'{"payloads": [{"metadata": {"encoding": "PLANTED!"}}]}',
    "deep lists": b'{"payloads": [' + b"[" * DEEP + b"]" * DEEP + b"]}",
    "deep objects": b'{"payloads": [{"x": ' + b'{"y":' * DEEP + b"1" + b"}" * DEEP + b"}]}",
    "deep and cut off": b'{"payloads": ' + b"[" * DEEP,
}


@pytest.mark.parametrize("case", MALFORMED)
async def test_what_is_malformed_is_refused_without_quoting_it(codec: Codec, case: str) -> None:
    for path in ("/encode", "/decode"):
        answer = await codec.post(path, MALFORMED[case])
        assert answer.status == 400
        assert answer.text.startswith('Expected {"payloads"')
        assert "PLANTED" not in answer.text
        assert answer.headers["access-control-allow-origin"] == UI


async def test_too_many_payloads_are_refused(codec: Codec) -> None:
    most = [plain(1)] * MOST_PAYLOADS
    assert (await codec.decode(most)).status == 200
    answer = await codec.decode([*most, plain(1)])
    assert (answer.status, answer.text) == (413, "More than 1000 payloads at a time.\n")


async def test_a_body_that_is_too_long_is_refused_before_it_is_read(codec: Codec) -> None:
    body = body_of(plain("x" * MOST_BYTES))
    request = (
        "POST /encode HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        f"Origin: {UI}\r\nAuthorization: Bearer {codec.token}\r\n"
    )
    told = f"{request}Content-Length: {len(body)}\r\n\r\n".encode()
    untold = f"{request}Transfer-Encoding: chunked\r\n\r\n".encode()
    chunk = b"10000\r\n" + b" " * 0x10000 + b"\r\n"
    for sent in (told, untold + chunk * (MOST_BYTES // 0x10000 + 1)):
        answered = await raw(codec.port, sent)
        assert answered.startswith("HTTP/1.1 413")
        assert "The body is longer than 4 MB." in answered
        assert f"access-control-allow-origin: {UI}" in answered


async def raw(port: int, sent: bytes) -> str:
    """What is answered to bytes, however much of them is read."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        async with asyncio.timeout(30):
            head = await reader.readuntil(b"\r\n\r\n")
            return (head + await reader.read(200)).decode()
    finally:
        writer.close()


async def test_a_head_without_end_is_refused(codec: Codec) -> None:
    answered = await raw(codec.port, b"GET /health HTTP/1.1\r\nX: " + b"x" * 100_000)
    assert answered.startswith("HTTP/1.1 400")


async def test_what_is_small_and_opens_to_much_is_not_opened(codec: Codec) -> None:
    zeros = "0" * (2 * 1024 * 1024)
    [small] = (await codec.encode(zeros)).payloads
    assert len(base64.b64decode(small["data"])) < 10_000
    answer = await codec.decode([small] * (MOST_OPENED // len(zeros) + 1))
    assert answer.status == 413
    assert "ask for fewer" in answer.text


async def test_a_body_that_does_not_come_is_not_waited_for(open_desk: OpenDesk) -> None:
    async with open_desk(limits=Limits(patience=0.2)) as codec:
        answered = await raw(
            codec.port,
            f"POST /encode HTTP/1.1\r\nHost: localhost:{codec.port}\r\nContent-Length: 9\r\n"
            "Content-Type: application/json\r\n\r\n{".encode(),
        )
        assert answered.startswith("HTTP/1.1 408")


async def test_a_connection_on_which_nothing_is_asked_is_closed(
    open_desk: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serving, "_HEAD_PATIENCE", 0.1)
    async with open_desk() as codec:
        for begun in (b"", b"POST /encode HTTP/1.1\r\nHost: "):
            reader, writer = await asyncio.open_connection("127.0.0.1", codec.port)
            writer.write(begun)
            async with asyncio.timeout(30):
                assert await reader.read() == b""
            writer.close()
        assert (await codec.encode({})).status == 200


async def test_calls_of_a_minute_are_counted_by_person_and_kind() -> None:
    seconds = 1000.0
    counted = Counted(Limits(encode=2, decode=3), monotonic=lambda: seconds)
    for what, most in ((What.ENCODE, 2), (What.DECODE, 3)):
        for who in ("ann", "pat", None):
            for _ in range(most):
                counted.of_subject(who, what)
            with pytest.raises(RefusedError, match="within a minute") as refused:
                counted.of_subject(who, what)
            assert refused.value.status == 429
    seconds += 60
    counted.of_subject("ann", What.ENCODE)


async def test_too_many_calls_of_a_minute_are_refused(open_desk: OpenDesk) -> None:
    async with open_desk(limits=Limits(encode=2)) as codec:
        answers = [await codec.encode({}) for _ in range(5)]
        # The minute may end in between.
        assert 429 in {answer.status for answer in answers}
        assert (await codec.decode([])).status == 200


async def test_more_calls_at_a_time_than_can_be_answered_are_refused(open_desk: OpenDesk) -> None:
    async with open_desk(limits=Limits(at_once=1)) as codec:
        reader, writer = await asyncio.open_connection("127.0.0.1", codec.port)
        writer.write(
            f"POST /encode HTTP/1.1\r\nHost: localhost:{codec.port}\r\nContent-Length: 9\r\n"
            "Content-Type: application/json\r\nExpect: 100-continue\r\n\r\n".encode()
        )
        # It is being answered: its body is asked for.
        await reader.readuntil(b"\r\n\r\n")
        answer = await codec.encode({})
        assert (answer.status, answer.text) == (
            429,
            "Too many calls at a time; try again in a moment.\n",
        )
        writer.close()


async def test_keys_that_cannot_be_read_are_said_and_not_shown(
    local_codec: Codec, keys: FamilyKeys
) -> None:
    broken = OperationalError("SELECT secrets", {}, Exception("password"))
    with patch.object(keys, "_table") as table:
        table.add.side_effect = table.find.side_effect = broken
        encrypted = {"metadata": {"encoding": base64.b64encode(b"binary/encrypted").decode()}}
        for answer in (await local_codec.encode({}), await local_codec.decode([encrypted])):
            assert answer.status == 503
            assert answer.text == "The keys cannot be read just now; try again in a moment.\n"


async def test_it_says_that_it_lives_and_nothing_else(codec: Codec) -> None:
    assert (await codec.ask("GET", "/health")).text == "ok\n"
    for method, path, status in (
        ("GET", "/encode", 405),
        ("PUT", "/decode", 405),
        ("GET", "/", 404),
        ("POST", "/download", 404),
    ):
        assert (await codec.ask(method, path)).status == status


@given(
    st.lists(
        st.builds(
            Payload,
            metadata=st.dictionaries(st.text(max_size=20), st.binary(max_size=20), max_size=3),
            data=st.binary(max_size=200),
        ),
        max_size=5,
    )
)
def test_payloads_come_and_go_as_they_are(payloads: list[Payload]) -> None:
    assert payloads_of(as_body(payloads)) == payloads
