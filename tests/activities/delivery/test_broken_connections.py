"""A mail server that dies in the middle of a message leaves in doubt whether it arrived."""

import mimetypes
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from activities.delivery.channels import Outgoing, load_channels
from deploy.embedded.channel_file import write_channel_file
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from tests.deploy.running_stack import free_ports

MAIL = Outgoing("text", "A subject", "<p>text</p>")


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def answer_all_but_the_message(server: socket.socket) -> None:
    """Speak SMTP, read one message to its end, and hang up without a word on it."""
    connection, _ = server.accept()
    with connection, connection.makefile("rwb") as stream:
        stream.write(b"220 ready\r\n")
        stream.flush()
        inside = False
        for line in stream:
            if inside:
                if line == b".\r\n":
                    return
                continue
            inside = line.upper() == b"DATA\r\n"
            stream.write(b"354 go on\r\n" if inside else b"250 fine\r\n")
            stream.flush()


def test_after_the_message_it_is_unknown(server: socket.socket, tmp_path: Path) -> None:
    # It may have kept the message, and died before it could say so.
    file = tmp_path / "channels.yaml"
    write_channel_file(file, server.getsockname()[1], 8025)
    talk = threading.Thread(target=answer_all_but_the_message, args=(server,))
    talk.start()
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    talk.join()
    assert sent.outcome is DeliveryOutcome.UNKNOWN
    assert "b.example" not in sent.note


def test_at_the_door_it_has_failed(tmp_path: Path) -> None:
    file = tmp_path / "channels.yaml"
    write_channel_file(file, *free_ports(2))
    sent = load_channels(file).send(Channel.EMAIL, "a@b.example", MAIL)
    assert sent.outcome is DeliveryOutcome.FAILED


def test_media_types_are_known_before_the_first_threads_ask(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As in a process that has just begun, where many reminders wait.
    monkeypatch.setattr(mimetypes, "inited", False)
    file = tmp_path / "channels.yaml"
    write_channel_file(file, 25, 8025)
    load_channels(file)
    assert mimetypes.inited
