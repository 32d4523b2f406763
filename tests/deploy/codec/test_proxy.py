"""The proxy's file, in a real nginx before a real codec server."""

import asyncio
import shutil
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from deploy.codec.serving import bound, served
from deploy.embedded.child_process import die_with_parent
from tests.deploy.codec.calling import Codec
from tests.deploy.codec.certificate import write_certificate
from tests.deploy.codec.conftest import UI, OpenDesk
from tests.deploy.codec.issuer import AUDIENCE, Issuer
from tests.deploy.running_stack import ROOT, free_ports
from tests.waiting import eventually


@asynccontextmanager
async def user_interface() -> AsyncIterator[int]:
    """Stands for the UI behind the proxy: says what it is asked, and sets a long cookie."""

    async def answer(request: Request) -> Response:
        said = PlainTextResponse(f"{request.url.path} {request.headers['host']}")
        for number in range(3):
            said.set_cookie(f"user{number}", "x" * 4000)
        return said

    [port] = free_ports(1)
    app = Starlette(routes=[Route("/{path:path}", answer)])
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    with bound("127.0.0.1", port) as listening:
        async with served(config, listening):
            yield port


@asynccontextmanager
async def proxy(folder: Path, codec: int, ui: int) -> AsyncIterator[int]:
    """nginx with the file that ships, its addresses and certificates those of this test."""
    [port] = free_ports(1)
    text = (ROOT / "deploy" / "sign_in" / "nginx.conf").read_text()
    for written, here in {
        "listen 8443": f"listen 127.0.0.1:{port}",
        "https://codec:8081/": f"https://127.0.0.1:{codec}/",
        "http://ui:8080": f"http://127.0.0.1:{ui}",
        "proxy_ssl_name codec": "proxy_ssl_name localhost",
        "/run/secrets/codec.pem": str(folder / "certificate.pem"),
        "/run/secrets/desk.pem": str(folder / "certificate.pem"),
        "/run/secrets/desk.key": str(folder / "certificate.key"),
    }.items():
        assert written in text
        text = text.replace(written, here)
    temporary = "".join(
        f"{name}_temp_path {folder / name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = folder / "nginx.conf"
    whole.write_text(
        f"daemon off; pid {folder / 'pid'}; error_log stderr; events {{}} "
        f"http {{ access_log off; {temporary} {text} }}"
    )
    process = await asyncio.create_subprocess_exec(
        "nginx", "-p", folder, "-e", "stderr", "-c", whole, preexec_fn=die_with_parent()
    )
    try:
        yield port
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.server
@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
async def test_the_proxy_hands_the_user_on_and_reaches_the_codec_by_tls(
    open_desk: OpenDesk, issuer: Issuer, tmp_path: Path
) -> None:
    certificate, key = write_certificate(tmp_path)
    trusting = ssl.create_default_context(cafile=str(certificate))
    async with (
        user_interface() as ui,
        open_desk(
            codec_certificate=certificate,
            codec_certificate_key=key,
            oidc_issuer=issuer.address,
            oidc_audience=AUDIENCE,
        ) as opened,
        proxy(tmp_path, opened.port, ui) as port,
    ):
        door = Codec(port, UI, issuer.token(padding="x" * 9000), trusting)

        async def answers() -> bool:
            try:
                return (await door.ask("GET", "/codec/health")).status == 200
            except OSError:
                return False

        await eventually(answers)
        shown = await door.ask("GET", "/auth/sso", host=f"desk.example:{port}")
        assert shown.text == f"/auth/sso desk.example:{port}"
        assert shown.headers["strict-transport-security"] == "max-age=31536000"

        encoded = await door.post("/codec/encode", b'{"payloads": [{"data": "MQ=="}]}')
        assert encoded.status == 200
        decoded = await door.post("/codec/decode", encoded.text.encode())
        assert decoded.values == [1]
        refused = await door.post("/codec/decode", encoded.text.encode(), authorization=None)
        assert (refused.status, "Sign in" in refused.text) == (401, True)
