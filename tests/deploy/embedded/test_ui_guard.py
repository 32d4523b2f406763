"""The UI is given only to who asks for this machine by its own name."""

import asyncio

import pytest

from deploy.embedded.ui_guard import hidden_address, is_ours, open_ui_guard
from tests.deploy.running_stack import free_ports


@pytest.mark.parametrize(
    ("hosts", "ours"),
    [
        (["localhost:8233"], True),
        (["LOCALHOST:8233"], True),
        (["127.0.0.1:8233"], True),
        (["localhost"], False),
        (["localhost:8234"], False),
        (["desk.example:8233"], False),
        (["localhost:8233.desk.example"], False),
        (["localhost:8233", "desk.example:8233"], False),
        ([], False),
    ],
)
def test_only_this_machine_by_its_own_name(hosts: list[str], *, ours: bool) -> None:
    lines = ["GET /localhost:8233 HTTP/1.1", *(f"Host: {host}" for host in hosts), "Accept: */*"]
    head = "\r\n".join([*lines, "", ""]).encode()
    assert is_ours(head, 8233) is ours


async def test_a_request_is_handed_on_and_its_answer_comes_back() -> None:
    port, behind_port = free_ports(2)
    received: list[bytes] = []

    async def ui(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        received.append(await reader.read())
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        writer.close()

    async with (
        await asyncio.start_server(ui, "127.0.0.1", behind_port),
        open_ui_guard(port, ("127.0.0.1", behind_port)),
    ):
        for host in ("desk.example", "localhost"):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            request = f"POST / HTTP/1.1\r\nHost: {host}:{port}\r\n\r\nbody".encode()
            writer.write(request)
            writer.write_eof()
            answer = await reader.read()
            writer.close()
            if host == "localhost":
                assert answer.startswith(b"HTTP/1.1 200")
                assert received == [request]
            else:
                assert answer.startswith(b"HTTP/1.1 403")
                assert received == []


def test_the_ui_itself_is_on_loopback() -> None:
    assert hidden_address().startswith("127.")


async def test_a_page_that_is_still_open_when_it_closes_is_no_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    port, behind_port = free_ports(2)
    reached = asyncio.Event()

    async def ui(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        reached.set()
        await reader.read()
        writer.close()

    async with await asyncio.start_server(ui, "127.0.0.1", behind_port):
        async with open_ui_guard(port, ("127.0.0.1", behind_port)):
            _, asking = await asyncio.open_connection("127.0.0.1", port)
            _, silent = await asyncio.open_connection("127.0.0.1", port)
            asking.write(f"GET / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode())
            await asking.drain()
            await reached.wait()
        for writer in (asking, silent):
            writer.close()
        await asyncio.sleep(0)
    assert caplog.records == []
