"""Says whether everything the service needs is there, and proves a channel with a test message."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import Exit, fail
from cli.output import AsJson, print_document
from models.cases.people import Phone
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from activities.delivery.channels import AppriseChannels, Outgoing, ServiceAnswer

_FAX = "fax:"
"""Before a number that is to be sent a fax."""


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(doctor)


def doctor(
    *,
    send_test: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Send a test message to this email address, telephone number, or fax:NUMBER, by "
            "every service of its channel.",
        ),
    ] = None,
    send_alert: Annotated[
        bool,
        typer.Option(
            "--send-alert", help="Send a test message to yourself, by every `alert` service."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Check what the worker checks when it starts, each thing by itself."""
    settings = load_settings(ServiceSettings)
    findings = _Findings(quiet=as_json)
    asyncio.run(_check(settings, findings))
    if send_test is not None:
        _send_test(settings, send_test, findings)
    if send_alert:
        _send_alert(settings, findings)
    if as_json:
        print_document("doctor", {"checks": findings.checks, "services": findings.services})
    if not findings.well:
        raise typer.Exit(Exit.FINDINGS)


class _Findings:
    """How each thing stands and what each service did, printed as it is found."""

    def __init__(self, *, quiet: bool) -> None:
        """Keep what is found, and print it too unless `quiet`."""
        self.well = True
        self.checks: list[dict[str, object]] = []
        self.services: list[dict[str, object]] = []
        self._quiet = quiet

    def check(self, what: str, problems: list[str]) -> None:
        """Note how one thing stands."""
        self.well = self.well and not problems
        self.checks.append({"check": what, "ok": not problems, "problems": problems})
        self._say(f"{'MISSING' if problems else 'ok':8} {what}")
        for problem in problems:
            self._say(f"         {problem}")

    def service(self, tag: str, number: int, answer: "ServiceAnswer") -> None:
        """Note what one service did with a test message."""
        sent, name = answer.sent, answer.service
        self.well = self.well and sent.outcome is DeliveryOutcome.ACCEPTED
        self.services.append(
            {
                "tag": tag,
                "number": number,
                "service": name,
                "outcome": sent.outcome.value,
                "note": sent.note,
            }
        )
        why = f": {sent.note}" if sent.note else ""
        self._say(f"{tag} service {number}, {name}: {sent.outcome.value}{why}")

    def _say(self, line: str) -> None:
        if not self._quiet:
            typer.echo(line)


async def _check(settings: ServiceSettings, findings: _Findings) -> None:
    from deploy.builds import check_builds  # noqa: PLC0415
    from deploy.calendars.keeping import check_calendars, check_kept  # noqa: PLC0415
    from deploy.production.profile import check_production, is_production  # noqa: PLC0415
    from deploy.readiness import (  # noqa: PLC0415
        check_channels,
        check_database,
        check_letters,
        check_local_limits,
        check_message_templates,
        check_relief,
        check_temporal,
    )
    from models.encryption.opening import check_key_ring, is_encrypting  # noqa: PLC0415
    from worker import StartError, connect  # noqa: PLC0415

    if is_production(settings):
        problems = check_production(settings)
        findings.check("production profile", problems)
        if problems:
            # As the worker does: nothing is connected to until all of it is encrypted.
            return
    findings.check("channels", check_channels(settings))
    if settings.templates is not None:
        findings.check("message templates", check_message_templates(settings))
    if settings.local_limits is not None:
        findings.check("local time limits", check_local_limits(settings))
    if settings.relief is not None:
        findings.check("relief after disasters", check_relief(settings))
    if settings.calendars is not None:
        problems = check_calendars(settings) or check_kept(settings)
        findings.check("calendars of case managers", problems)
    if settings.letters is not None:
        findings.check("letters", check_letters(settings))
    findings.check("database", check_database(settings))
    problems = check_key_ring(settings)
    if problems or is_encrypting(settings):
        findings.check("key ring", problems)
    try:
        client = await connect()
    except StartError as error:
        findings.check("connection to Temporal", [str(error)])
        return
    findings.check("connection to Temporal", [])
    findings.check("namespace and search attributes", await check_temporal(client))
    findings.check("workers of all builds", await check_builds(client, settings.build_id))


def _send_test(settings: ServiceSettings, address: str, findings: _Findings) -> None:
    """Send a test message by every service of a channel."""
    channel, recipient = _recipient(address)
    message = _test_message(titled=channel is Channel.EMAIL)
    answers = _channels(settings).prove(channel, recipient, message)
    if not _note_each(channel.value, answers, findings):
        fail(f"No {channel.value} channel can send to this address; see docs/channels.md.")


def _send_alert(settings: ServiceSettings, findings: _Findings) -> None:
    """Send a test message by every `alert` service."""
    answers = _channels(settings).prove_alerts(_test_message(titled=True))
    if not _note_each("alert", answers, findings):
        fail("No entry is tagged `alert`; see docs/channels.md.")


def _channels(settings: ServiceSettings) -> "AppriseChannels":
    from activities.delivery.channels import ChannelFileError, load_channels  # noqa: PLC0415

    try:
        return load_channels(settings.channels)
    except ChannelFileError as error:
        fail(str(error))


def _test_message(*, titled: bool) -> "Outgoing":
    from activities.delivery.channels import Outgoing  # noqa: PLC0415

    return Outgoing(
        words="A test of AppealClock's channels. There is nothing to do.",
        subject="AppealClock: a test message" if titled else "",
    )


def _note_each(tag: str, answers: "Iterable[ServiceAnswer]", findings: _Findings) -> bool:
    """Note what each service did, as it answers; whether there is any."""
    number = 0
    for number, answer in enumerate(answers, start=1):
        findings.service(tag, number, answer)
    return number > 0


def _recipient(address: str) -> tuple[Channel, str]:
    """The channel that an address belongs to, and the address in its one form."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    if "@" in address:
        return Channel.EMAIL, address
    channel = Channel.FAX if address.startswith(_FAX) else Channel.SMS
    try:
        return channel, TypeAdapter[str](Phone).validate_python(address.removeprefix(_FAX))
    except ValidationError:
        fail(
            "--send-test: expected an email address, or a number such as +12025550123 or "
            "fax:+12025550123"
        )
