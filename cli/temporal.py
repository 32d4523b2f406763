"""How commands speak with Temporal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.errors import fail

if TYPE_CHECKING:
    from temporalio.client import Client


@asynccontextmanager
async def temporal() -> AsyncIterator["Client"]:
    """The Temporal service that the environment names; what it will not do is said in one line."""
    from temporalio.service import RPCError  # noqa: PLC0415  (keeps other commands quick)

    from worker import StartError, connect  # noqa: PLC0415

    try:
        yield await connect()
    except StartError as error:
        fail(str(error))
    except RPCError as error:
        fail(f"Temporal did not do it: {error.message}")
