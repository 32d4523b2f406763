"""Writes the draft that a report asks for into the operator's folder of letters.

It is done within the turn that records the report: what cannot be written is not recorded, and
whoever asked hears why. A turn that is taken again writes the same files into the same folder.
"""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from models.inputs.validation import Refusal
from models.turns.turn import DraftOrder

_PATIENCE = 4.0
"""Seconds that a draft may take: the turn has eight, and the view may take three of them."""

_WRITERS = 2
"""Drafts written at a time: each keeps one processor busy for a part of a second."""

logger = logging.getLogger("appealclock.drafts")


class Drafts:
    """The drafts of all cases of a worker."""

    def __init__(self, folder: Path | None) -> None:
        """Write into this folder; None: drafts are refused."""
        self._write = _writer(folder) if folder is not None else None
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="drafts")

    def close(self) -> None:
        """Begin no draft any more, and wait for none."""
        self._writers.shutdown(wait=False, cancel_futures=True)

    async def write(self, order: DraftOrder) -> None:
        """Write one. Safe to run again.

        Raises:
            Refusal: It was not written, and why; names no path and nothing of the case.
        """
        if self._write is None:
            message = (
                "No letters can be written here: the service has no folder for them. Set "
                "APPEALCLOCK_LETTERS, or use the command `appealclock letter`."
            )
            raise Refusal(message)
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_PATIENCE):
                await loop.run_in_executor(self._writers, self._write, order)
        except TimeoutError:
            logger.warning("a draft took too long")
            message = f"The letter was not written within {_PATIENCE:.0f} seconds. Send it again."
            raise Refusal(message) from None
        except OSError as error:
            logger.warning("a draft could not be written: %s", error.strerror)
            message = f"The letter could not be written: {error.strerror}."
            raise Refusal(message) from None


def _writer(folder: Path) -> Callable[[DraftOrder], None]:
    """What writes a draft. Only a worker with a folder reads the libraries that it needs."""
    from activities.papers.folder import write_letter  # noqa: PLC0415
    from activities.papers.pdf import FontError  # noqa: PLC0415
    from models.papers.letter import letter  # noqa: PLC0415
    from models.papers.private import PrivateDetails  # noqa: PLC0415

    def write(order: DraftOrder) -> None:
        found = letter(order.shown, PrivateDetails(), level=order.level)
        try:
            write_letter(folder, found, name=order.folder)
        except FontError as error:
            message = f"The letter was not written: {error}."
            raise Refusal(message) from None

    return write
