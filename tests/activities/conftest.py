"""Databases, a mail server and an SMS gateway, all real and on loopback."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from activities.delivery.channels import AppriseChannels, load_channels
from tests.activities.delivery.servers import MailServer, SmsGateway, channel_file


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    server.up()
    yield server
    server.down()


@pytest.fixture
def sms_gateway() -> Iterator[SmsGateway]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path == "/jsonrpc/sms":
                request = json.loads(content)
                assert request["method"] == "sms.send_sms"
                gateway.messages.append(request["params"])
                reply = json.dumps({"result": {"message_id": 1, "status": gateway.answer}})
            else:
                assert self.path == "/twilio"
                form = parse_qs(content.decode())
                gateway.messages.append({"to": form["To"][0], "message": form["Body"][0]})
                reply = json.dumps({"sid": "SM1", "status": "queued"})
            body = (reply if gateway.body is None else gateway.body).encode()
            time.sleep(gateway.pause)
            self.send_response(gateway.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    gateway = SmsGateway(port=server.server_port)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield gateway
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def channels(mail_server: MailServer, sms_gateway: SmsGateway, tmp_path: Path) -> AppriseChannels:
    """The operator's channels: the mail server and the SMS gateway."""
    file = tmp_path / "channels.yml"
    file.write_text(channel_file(mail_server.port, sms_gateway.port))
    return load_channels(file)
