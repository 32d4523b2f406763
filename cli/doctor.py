"""Says whether everything the service needs is there, and proves a channel with a test message."""

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated

import typer

from cli.errors import MISTAKE, fail
from models.cases.people import Phone
from models.notices.messages.order import Channel, DeliveryOutcome
from models.settings import ServiceSettings, load_settings

if TYPE_CHECKING:
    from activities.delivery.channels import AppriseChannels, Outgoing, ServiceAnswer


def register(app: typer.Typer) -> None:
    """Add the command of this file."""
    app.command()(doctor)


def doctor(
    *,
    send_test: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Send a test message to this email address or telephone number, by every service "
            "of its channel.",
        ),
    ] = None,
    send_alert: Annotated[
        bool,
        typer.Option(
            "--send-alert", help="Send a test message to yourself, by every `alert` service."
        ),
    ] = False,
) -> None:
    """Check what the worker checks when it starts, each thing by itself."""
    settings = load_settings(ServiceSettings)
    well = asyncio.run(_check(settings))
    if send_test is not None:
        well = _send_test(settings, send_test) and well
    if send_alert:
        well = _send_alert(settings) and well
    if not well:
        raise typer.Exit(MISTAKE)


async def _check(settings: ServiceSettings) -> bool:
    from deploy.builds import check_builds  # noqa: PLC0415
    from deploy.readiness import (  # noqa: PLC0415
        check_channels,
        check_database,
        check_message_templates,
        check_temporal,
    )
    from worker import StartError, connect  # noqa: PLC0415

    well = _say("channels", check_channels(settings))
    if settings.templates is not None:
        well = _say("message templates", check_message_templates(settings)) and well
    well = _say("database", check_database(settings)) and well
    try:
        client = await connect()
    except StartError as error:
        return _say("connection to Temporal", [str(error)])
    _say("connection to Temporal", [])
    well = _say("namespace and search attributes", await check_temporal(client)) and well
    return _say("workers of all builds", await check_builds(client, settings.build_id)) and well


def _say(what: str, problems: list[str]) -> bool:
    """Print how one thing stands; whether it is well."""
    typer.echo(f"{'MISSING' if problems else 'ok':8} {what}")
    for problem in problems:
        typer.echo(f"         {problem}")
    return not problems


def _send_test(settings: ServiceSettings, address: str) -> bool:
    """Send a test message by every service of a channel; whether each of them took it."""
    channel, recipient = _recipient(address)
    message = _test_message(titled=channel is Channel.EMAIL)
    well = _say_each(channel.value, _channels(settings).prove(channel, recipient, message))
    if well is None:
        fail(f"No {channel.value} channel can send to this address; see docs/channels.md.")
    return well


def _send_alert(settings: ServiceSettings) -> bool:
    """Send a test message by every `alert` service; whether each of them took it."""
    well = _say_each("alert", _channels(settings).prove_alerts(_test_message(titled=True)))
    if well is None:
        fail("No entry is tagged `alert`; see docs/channels.md.")
    return well


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


def _say_each(tag: str, answers: "Iterable[ServiceAnswer]") -> bool | None:
    """Print what each service did; whether all of them took it, None where there are none."""
    accepted = []
    for number, answer in enumerate(answers, start=1):
        sent = answer.sent
        why = f": {sent.note}" if sent.note else ""
        typer.echo(f"{tag} service {number}, {answer.service}: {sent.outcome.value}{why}")
        accepted.append(sent.outcome is DeliveryOutcome.ACCEPTED)
    return all(accepted) if accepted else None


def _recipient(address: str) -> tuple[Channel, str]:
    """The channel that an address belongs to, and the address in its one form."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    if "@" in address:
        return Channel.EMAIL, address
    try:
        return Channel.SMS, TypeAdapter[str](Phone).validate_python(address)
    except ValidationError:
        fail("--send-test: expected an email address, or a number such as +12025550123")
