"""The SMS gateway of the inbox: it speaks as an SMSEagle does, and keeps each text as a file.

https://www.smseagle.eu/api/ (JSON-RPC 2.0, `sms.send_sms`), as far as Apprise speaks it.
"""

import asyncio
import json
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from deploy.embedded.inbox.keeping import SMS, keep, mask

PATH = "/jsonrpc/sms"

_LONGEST = 20_000
"""Bytes of a request: many times what a text message needs."""


def gateway(directory: Path, say: Callable[[str], None]) -> Route:
    """The route that takes text messages.

    Args:
        directory: Where the `*.sms` files go.
        say: Is told of each message, in one line that names no full number.
    """

    async def take(request: Request) -> Response:
        if request.headers.get("origin") is not None:
            # Only a web page sends one, and no page has a text message to send.
            return Response("Not for web pages\n", status_code=403)
        sent = _read(await _body(request))
        if sent is None:
            return Response("Expected a call of sms.send_sms\n", status_code=400)
        to, text = sent
        message = EmailMessage()
        message["Delivered-To"] = to
        message.set_content(text)
        try:
            name = await asyncio.to_thread(keep, directory, message.as_bytes(), SMS)
        except OSError as error:
            say(f"A text message could not be kept: {error.strerror}")
            return Response("Not kept; try again\n", status_code=503)
        say(f"{datetime.now():%H:%M:%S}  SMS to {mask(to)}  ({name})")  # noqa: DTZ005
        return JSONResponse({"result": {"message_id": 1, "status": "ok"}})

    return Route(PATH, take, methods=["POST"])


async def _body(request: Request) -> bytes:
    """What was sent, and no more of it than is ever needed."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST:
            return b""
    return body


def _read(body: bytes) -> tuple[str, str] | None:
    """The number and the text of a call; None where it is not one."""
    try:
        call = json.loads(body)
        to, text = call["params"]["to"], call["params"]["message"]
    except (ValueError, KeyError, TypeError):
        return None
    if call.get("method") != "sms.send_sms" or not isinstance(to, str) or not isinstance(text, str):
        return None
    return ("".join(to.split()), text) if to.isprintable() else None
