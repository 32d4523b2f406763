"""The command that runs the codec server alone."""

import asyncio

import typer


def register(app: typer.Typer) -> None:
    """Add the commands of this file."""
    app.command()(codec_server)


def codec_server() -> None:
    """Run the codec server alone: by it the Temporal UI reads and writes encrypted cases."""
    from deploy.codec.running import run_codec  # noqa: PLC0415  (keeps --help quick)

    asyncio.run(run_codec())
