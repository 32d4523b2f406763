"""The command that shows the mail and SMS that arrived in the embedded stack."""

import asyncio
import socket

import typer

from cli.errors import fail
from models.settings import StackSettings, load_settings


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(inbox)


def inbox() -> None:
    """Show the mail and SMS that arrived on this machine, on a page for a browser."""
    stack = load_settings(StackSettings)
    if _is_served(stack.inbox_port):
        typer.echo(f"The inbox is at {stack.inbox_url}")
        return
    if not stack.home.is_dir():
        fail(f"{stack.home}: there is no embedded stack; start one with `appealclock up`")
    try:
        asyncio.run(_serve(stack))
    except OSError as error:
        fail(f"APPEALCLOCK_INBOX_PORT: the port cannot be used: {error.strerror}")


async def _serve(stack: StackSettings) -> None:
    """Serve the page until Ctrl-C, as the stack does while it runs."""
    from deploy.embedded.inbox.web import open_web_inbox  # noqa: PLC0415  (keeps --help quick)
    from deploy.embedded.state_directory import Home  # noqa: PLC0415
    from deploy.signals import stop_signals  # noqa: PLC0415

    with stop_signals() as stop:
        async with open_web_inbox(Home(stack.home).inbox, stack.inbox_port, typer.echo):
            typer.echo(f"The inbox is at {stack.inbox_url}; press Ctrl-C to stop.")
            await stop.wait()


def _is_served(port: int) -> bool:
    """Whether something answers on the port: the stack, as long as it runs."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
