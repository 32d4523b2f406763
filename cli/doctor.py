"""Says whether everything the service needs is there, and proves a channel with a test message."""

import asyncio
from typing import Annotated

import typer

from cli.answers import MISTAKE, fail
from models.people import Phone
from models.reminder import Channel, DeliveryOutcome
from models.settings import ServiceSettings, load_settings


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
) -> None:
    """Check what the worker checks when it starts, each thing by itself."""
    settings = load_settings(ServiceSettings)
    well = asyncio.run(_check(settings))
    if send_test is not None:
        well = _send_test(settings, send_test) and well
    if not well:
        raise typer.Exit(MISTAKE)


async def _check(settings: ServiceSettings) -> bool:
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
    return _say("namespace and search attributes", await check_temporal(client)) and well


def _say(what: str, problems: list[str]) -> bool:
    """Print how one thing stands; whether it is well."""
    typer.echo(f"{'MISSING' if problems else 'ok':8} {what}")
    for problem in problems:
        typer.echo(f"         {problem}")
    return not problems


def _send_test(settings: ServiceSettings, address: str) -> bool:
    """Send a test message by every service of a channel; whether each of them took it."""
    from activities.channels import ChannelFileError, Outgoing, load_channels  # noqa: PLC0415

    channel, recipient = _recipient(address)
    message = Outgoing(
        words="A test of AppealClock's channels. There is nothing to do.",
        subject="AppealClock: a test message" if channel is Channel.EMAIL else "",
    )
    try:
        channels = load_channels(settings.channels)
    except ChannelFileError as error:
        fail(str(error))
    well, number = True, 0
    for number, answer in enumerate(channels.prove(channel, recipient, message), start=1):
        accepted = answer.sent.outcome is DeliveryOutcome.ACCEPTED
        why = f": {answer.sent.note}" if answer.sent.note else ""
        typer.echo(
            f"{channel.value} service {number}, {answer.service}: {answer.sent.outcome.value}{why}"
        )
        well = well and accepted
    if not number:
        fail(f"No {channel.value} channel can send to this address; see docs/channels.md.")
    return well


def _recipient(address: str) -> tuple[Channel, str]:
    """The channel that an address belongs to, and the address in its one form."""
    from pydantic import TypeAdapter, ValidationError  # noqa: PLC0415

    if "@" in address:
        return Channel.EMAIL, address
    try:
        return Channel.SMS, TypeAdapter[str](Phone).validate_python(address)
    except ValidationError:
        fail("--send-test: expected an email address, or a number such as +12025550123")
