"""The page of the inbox: a list of what arrived, and each message as its reader sees it.

For this machine alone. A page of another origin can neither read it (the Host is checked, and the
browser says where a request comes from) nor write to it (nothing here is changed by a request).
"""

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from deploy.embedded.inbox.arrived import Arrived, arrived, one_that_arrived

_TEMPLATES = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)

_SHOWN = 200
"""Messages in the list; older ones stay in the directory."""

_OWN = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'"

_OF_A_MAIL = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:"
)
"""What a mail may do in a browser: nothing but open its links beside it."""

_HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)

_HOSTS = {"localhost", "127.0.0.1"}

Answer = Callable[[Request], Awaitable[Response]]


def pages(directory: Path) -> list[Route]:
    """The routes of the page."""

    def of_one(show: Callable[[Arrived, Request], Response]) -> Answer:
        async def answer(request: Request) -> Response:
            one = one_that_arrived(directory, request.path_params["name"])
            if one is None:
                return PlainTextResponse("There is no such message.\n", status_code=404)
            return show(one, request)

        return answer

    async def index(_request: Request) -> Response:
        return _page("list.html", messages=arrived(directory, _SHOWN), shown=_SHOWN)

    return [
        Route("/", index),
        Route("/{name}", of_one(lambda one, _: _page("message.html", message=one))),
        Route("/{name}/page", of_one(lambda one, _: _mail(one))),
        Route("/{name}/file/{number:int}", of_one(_attachment)),
    ]


def _page(template: str, **values: object) -> Response:
    html = _TEMPLATES.get_template(template).render(**values)
    return HTMLResponse(html, headers={"Content-Security-Policy": _OWN})


def _mail(one: Arrived) -> Response:
    """The mail alone. Its links open beside it: the frame shows nothing of another address."""
    html = _HEAD.sub(r"\g<0><base target=_blank>", one.html, count=1)
    return HTMLResponse(html, headers={"Content-Security-Policy": _OF_A_MAIL})


def _attachment(one: Arrived, request: Request) -> Response:
    files = one.attachments
    number = request.path_params["number"]
    if number >= len(files):
        return PlainTextResponse("There is no such file.\n", status_code=404)
    # Downloaded, never shown: whatever it says it is.
    return Response(
        files[number].content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="attachment-{number}"'},
    )


class ForThisMachine:
    """Turns away requests by another Host, or from a page of another site."""

    def __init__(self, app: ASGIApp) -> None:
        """Guard an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        host = request.headers.get("host", "").rpartition(":")
        name = host[0] or host[2]
        elsewhere = request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}
        # A link in another page may lead here; nothing else of that page may.
        followed = request.headers.get("sec-fetch-mode") == "navigate"
        framed = request.headers.get("sec-fetch-dest") in {"iframe", "frame", "embed", "object"}
        if name not in _HOSTS or (elsewhere and (framed or not followed)):
            refusal = PlainTextResponse("Only for pages of this machine.\n", status_code=403)
            await refusal(scope, receive, send)
            return

        async def private(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Cache-Control"] = "no-store"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers["X-Frame-Options"] = "SAMEORIGIN"
            await send(message)

        await self._app(scope, receive, private)
