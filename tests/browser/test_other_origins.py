"""A page of another site can neither act on cases of the embedded stack nor read them."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import BrowserContext, Page

from tests.browser.chromium import IN_BROWSER, OTHER_SITE
from tests.browser.temporal_ui import TemporalUI
from tests.deploy.embedded.test_stack import listeners_of
from tests.deploy.running_stack import RunningStack, free_ports

pytestmark = IN_BROWSER

START = "/api/v1/namespaces/default/workflows/{id}"
BODY = '{"workflowType": {"name": "AppealCase"}, "taskQueue": {"name": "appeals"}}'

ASK = """async ([address, body]) => {
    const how = body ? {method: "POST", body, headers: {"Content-Type": "text/plain"}} : {};
    try { return String((await fetch(address, {...how, mode: "cors"})).status); }
    catch (error) { return "unreadable"; }
}"""
"""As a page asks without the browser asking for leave first: a plain form post."""


async def _page_of_another_site(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(b"\r\n\r\n")
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 2\r\n\r\nhi")
    await writer.drain()
    writer.close()


@pytest.fixture
async def elsewhere(browser: BrowserContext) -> AsyncIterator[Page]:
    """A page of another site, in the browser that has the UI open as well."""
    [port] = free_ports(1)
    async with await asyncio.start_server(_page_of_another_site, "127.0.0.1", port):
        page = await browser.new_page()
        await page.goto(f"http://{OTHER_SITE}:{port}/")
        yield page
        await page.close()


async def test_another_site_starts_no_case_on_any_port_of_the_server(
    stack: RunningStack, elsewhere: Page, ui: TemporalUI
) -> None:
    addresses = [*await listeners_of(stack.server_pid), f"127.0.0.1:{stack.ui_port}"]
    for number, address in enumerate(addresses):
        path = START.format(id=f"AC-other-{number}")
        assert await elsewhere.evaluate(ASK, [f"http://{address}{path}", BODY]) == "unreadable"
    # The UI's own page has a list of all cases, through the guard.
    cases = "/api/v1/namespaces/default/workflows"
    async with ui.page.expect_response(lambda one: cases in one.url) as listed:
        await ui.follow(ui.cases)
    response = await listed.value
    assert response.status == 200
    assert "AC-other" not in await response.text()


async def test_a_site_whose_name_leads_to_this_machine_reads_nothing(
    stack: RunningStack, elsewhere: Page
) -> None:
    answer = await elsewhere.goto(
        f"http://{OTHER_SITE}:{stack.ui_port}/api/v1/namespaces/default/workflows"
    )
    assert answer is not None
    assert answer.status == 403
    # From there each request is of one origin with the page: nothing but the name stops it.
    assert await elsewhere.evaluate(ASK, ["/api/v1/namespaces", ""]) == "403"
    path = START.format(id="AC-rebound")
    assert await elsewhere.evaluate(ASK, [path, BODY]) == "403"


async def test_the_http_api_of_the_server_answers_nobody(stack: RunningStack) -> None:
    for address in await listeners_of(stack.server_pid):
        host, port = address.rsplit(":", 1)
        for name in (address, "localhost", OTHER_SITE):
            request = (
                f"GET /api/v1/namespaces HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n"
            )
            if host == "127.0.0.1":
                assert not (await _answer(host, int(port), request)).startswith("HTTP/1.1 200")


async def _answer(host: str, port: int, request: str) -> str:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(request.encode())
    try:
        async with asyncio.timeout(5):
            return (await reader.read(15)).decode(errors="replace")
    except (TimeoutError, ConnectionResetError):
        # A port that does not speak HTTP.
        return ""
    finally:
        writer.close()
