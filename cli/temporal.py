"""How commands speak with Temporal."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from cli.errors import fail
from models.settings import DeskSettings, load_settings

if TYPE_CHECKING:
    from temporalio.client import Client


def _identity() -> str:
    """Who types the command, by their code: the history of a case is no place for an address."""
    from models.cases.people import case_manager_code  # noqa: PLC0415
    from models.presentation.reporters import COMMAND  # noqa: PLC0415

    me = load_settings(DeskSettings).me
    if me is None:
        return COMMAND
    return f"{COMMAND}:{case_manager_code(me) if '@' in me else me}"


@asynccontextmanager
async def temporal() -> AsyncIterator["Client"]:
    """The Temporal service that the environment names; what it will not do is said in one line."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415  (keeps other commands quick)
    from temporalio.service import RPCError  # noqa: PLC0415

    from models.encryption.family_keys import ForgottenError  # noqa: PLC0415
    from models.encryption.key_ring import KeyRingError  # noqa: PLC0415
    from worker import StartError, connect  # noqa: PLC0415
    from workflows.runtime.payloads import EncryptedError  # noqa: PLC0415

    try:
        yield await connect(identity=_identity())
    except (StartError, ForgottenError, EncryptedError, KeyRingError) as error:
        fail(str(error))
    except SQLAlchemyError:
        fail("The database cannot be read; `appealclock doctor` looks why.")
    except RPCError as error:
        fail(f"Temporal did not do it: {error.message}")
