"""A desk with sign-in: the UI passes a token to a codec server by TLS; who reported is proven.

The embedded server's UI cannot sign anybody in. Here its settings are answered as those of a UI
that can (`TEMPORAL_AUTH_ENABLED`, `TEMPORAL_CODEC_ENDPOINT`, `TEMPORAL_CODEC_PASS_ACCESS_TOKEN`),
and the user is handed to it in cookies, as it sets them itself after signing in. All else is its
own code.
"""

import base64
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey
from playwright.async_api import BrowserContext, Page, Route, expect
from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowUpdateFailedError
from temporalio.common import RawValue

from deploy.codec.access import Call, What
from deploy.codec.serving import desk_of, open_codec
from models.encryption.opening import open_family_keys
from models.settings import CodecSettings, ServiceSettings
from tests.browser.cases import days_ago, intake
from tests.browser.chromium import IN_BROWSER, new_profile
from tests.browser.temporal_ui import TemporalUI, pages_of
from tests.cli.shell import appealclock
from tests.deploy.codec.certificate import write_certificate
from tests.deploy.codec.issuer import AUDIENCE, Issuer, open_issuer
from tests.deploy.running_stack import RunningStack, free_ports
from tests.waiting import eventually

pytestmark = IN_BROWSER

CASE = "AC-2026-0911"
SERVICE = "PLANTED-6611 infusion pump"
MANAGER, READER = "pat@legalaid.example", "ann@legalaid.example"

SignIn = Callable[[str | None], Awaitable[TemporalUI]]


@dataclass
class SignedIn:
    """A codec server with its issuer, and what it kept of the calls."""

    issuer: Issuer
    address: str
    accesses: list[Call] = field(default_factory=list)

    def token(self, email: str, role: str) -> str:
        return self.issuer.token(email=email, roles=[role], alg="ES256")


@pytest.fixture(scope="module")
async def desk(
    encrypted: RunningStack, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[SignedIn]:
    certificate, key = write_certificate(tmp_path_factory.mktemp("tls"))
    [port] = free_ports(1)
    async with open_issuer(ECKey.generate_key("P-256", {"kid": "desk"})) as issuer:
        settings = CodecSettings(
            codec_port=port,
            codec_certificate=certificate,
            codec_certificate_key=key,
            oidc_issuer=issuer.address,
            oidc_audience=AUDIENCE,
        )
        service = ServiceSettings(
            keys=Path(encrypted.settings["APPEALCLOCK_KEYS"]),
            database_url=f"sqlite:///{encrypted.home / 'appealclock.sqlite3'}",
        )
        keys = open_family_keys(service)
        assert keys is not None
        desk = SignedIn(issuer, f"https://localhost:{port}")
        ui = f"http://localhost:{encrypted.ui_port}"
        async with open_codec(desk_of(settings, keys, ui, record=desk.accesses.append), settings):
            yield desk


@pytest.fixture(scope="module")
async def sign_in(
    encrypted: RunningStack, desk: SignedIn, browser: BrowserContext
) -> AsyncIterator[SignIn]:
    """Opens the UI as somebody with a token, or with none, in a profile of their own."""
    contexts: list[BrowserContext] = []

    async def open_ui(token: str | None) -> TemporalUI:
        assert browser.browser is not None
        context = await new_profile(browser.browser, ignore_https_errors=True)
        contexts.append(context)
        await context.route("**/api/v1/settings*", lambda route: _with_sign_in(route, desk, token))
        if token is not None:
            user = json.dumps({"AccessToken": token, "Name": "Pat", "Email": MANAGER})
            await context.add_cookies(
                [
                    {
                        "name": "user0",
                        "value": base64.b64encode(user.encode()).decode(),
                        "url": f"http://localhost:{encrypted.ui_port}",
                    }
                ]
            )
        return pages_of(encrypted, await context.new_page())

    yield open_ui
    for context in contexts:
        await context.close()


@pytest.fixture(scope="module")
async def manager(desk: SignedIn, sign_in: SignIn) -> TemporalUI:
    """The UI of a manager, who has started the case there."""
    ui = await sign_in(desk.token(MANAGER, "manager"))
    await ui.start(CASE, intake(service=SERVICE))
    await expect(ui.status).to_have_text("Running")
    await ui.leave_case()
    return ui


async def _with_sign_in(route: Route, desk: SignedIn, token: str | None) -> None:
    answer = await route.fetch()
    settings: dict[str, Any] = await answer.json()
    # Whoever has no token would be led to the issuer; here they look at the case all the same.
    settings["Auth"] = {"Enabled": token is not None, "Options": None}
    settings["Codec"] = {"Endpoint": desk.address, "PassAccessToken": True}
    await route.fulfill(response=answer, json=settings)


async def history(encrypted: RunningStack) -> list[dict[str, Any]]:
    code, out, err = await appealclock("history", CASE, "--json", **encrypted.settings)
    assert (code, err) == (0, "")
    reports: list[dict[str, Any]] = json.loads(out)["reports"]
    return reports


async def test_a_manager_starts_and_reports_and_both_are_proven(
    encrypted: RunningStack, desk: SignedIn, manager: TemporalUI
) -> None:
    await manager.open_case(CASE)
    await manager.send_update("file_appeal", {"filed_on": str(days_ago(0))})
    await expect(manager.updated.first).to_be_visible()
    assert SERVICE in str(await manager.ask(CASE, "history"))
    await manager.leave_case()

    proven = {"name": MANAGER, "how": "authenticated", "via": "ui"}
    reports = await history(encrypted)
    assert {"intake", "file_appeal"} <= {one["kind"] for one in reports}
    assert all(one["reported_by"] == proven for one in reports)
    kept = {(one.subject, one.how, one.what, one.refused) for one in desk.accesses}
    assert {(MANAGER, "authenticated", what, "") for what in What} <= kept


async def test_a_report_that_is_copied_out_of_the_history_is_not_recorded_again(
    encrypted: RunningStack, manager: TemporalUI
) -> None:
    await manager.open_case(CASE)
    await manager.send_update("add_note", {"text": "typed once"})
    await expect(manager.updated.first).to_be_visible()
    await manager.leave_case()
    reports = await history(encrypted)
    assert [one["kind"] for one in reports].count("add_note") == 1
    [number] = [place for place, one in enumerate(reports, 1) if one["kind"] == "add_note"]

    # Whoever reaches Temporal can send ciphertext, and needs no key for it.
    handle = (await Client.connect(encrypted.temporal_address)).get_workflow_handle(CASE)
    accepted = [
        event.workflow_execution_update_accepted_event_attributes.accepted_request.input
        async for event in handle.fetch_history_events()
        if event.event_type == EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED
    ]
    [copied] = [one.args for one in accepted if one.name == "add_note"]
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await handle.execute_update("add_note", RawValue(copied.payloads[0]))
    assert f"recorded already, as report {number}" in str(refused.value.cause)
    assert await history(encrypted) == reports


async def test_a_reader_reads_and_cannot_report(
    encrypted: RunningStack, desk: SignedIn, sign_in: SignIn, manager: TemporalUI
) -> None:
    assert await manager.heading.count() == 0
    before = await history(encrypted)
    desk.accesses.clear()
    ui = await sign_in(desk.token(READER, "reader"))
    await ui.open_case(CASE)
    await ui.open_tab("User Metadata")
    # The UI shows the next update by its name, whichever that is by now.
    await expect(ui.panel.locator("body")).to_contain_text(
        re.compile("file_appeal|record_decision")
    )
    assert SERVICE in str(await ui.ask(CASE, "history"))
    await ui.open_case(CASE)
    await ui.send_update("add_note", {"text": "by a reader"})
    await eventually(lambda: any(one.what is What.ENCODE for one in desk.accesses))
    [tried] = [one for one in desk.accesses if one.what is What.ENCODE]
    assert (tried.subject, tried.payloads) == (READER, 0)
    assert "a manager may" in tried.refused
    await expect(ui.dialog).to_be_visible()
    assert await history(encrypted) == before
    read = [one for one in desk.accesses if one.what is What.DECODE]
    assert {CASE} == {family for one in read for family in one.families}


@pytest.mark.usefixtures("manager")
@pytest.mark.parametrize("role", [None, "operator"])
async def test_without_a_token_or_a_role_there_is_ciphertext(
    desk: SignedIn, sign_in: SignIn, role: str | None
) -> None:
    ui = await sign_in(None if role is None else desk.token(READER, role))
    async with ui.page.expect_response(lambda one: one.url.startswith(desk.address)) as asked:
        await ui.open_case(CASE)
    assert (await asked.value).status == (401 if role is None else 403)
    await expect(ui.page.locator("body")).to_contain_text("encryption-key-id")
    await _reads_nothing(ui.page)


async def _reads_nothing(page: Page) -> None:
    shown = await page.locator("body").inner_text()
    for planted in (SERVICE, "PLANTED", "manager@legalaid.example"):
        assert planted not in shown
