"""Notes each call in the access log: who read which cases, and who wrote."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import Engine

from deploy.codec.access import Call, What
from models.access import Access, Act
from models.storage.access_log import AccessLog

_AGAIN = 60.0
"""Seconds within which a person who reads the same cases once more is not noted again: one page of
the UI asks a dozen times."""

_HELD = 10_000

_Same = tuple[str | None, tuple[str, ...]]
"""Who read which cases."""


class Recording:
    """Notes calls behind one engine. Safe to use from several threads."""

    def __init__(self, engine: Engine, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Use what is open.

        Args:
            engine: Of `models.storage.database.open_database`, its schema up to date.
            monotonic: Seconds, for what was noted a moment ago.
        """
        self._log, self._monotonic = AccessLog(engine), monotonic
        self._noted: OrderedDict[_Same, float] = OrderedDict()
        self._lock = threading.Lock()

    def __call__(self, call: Call) -> None:
        """Note a call; a read that was noted within the last minute is not noted again.

        Raises:
            SQLAlchemyError: It cannot be noted.
        """
        same = call.subject, call.families
        is_read = call.what is What.DECODE and not call.refused
        if is_read and not self._is_first(same):
            return
        try:
            self._log.append(_access(call))
        except BaseException:
            if is_read:
                self._take_back(same)
            raise

    def _is_first(self, same: _Same) -> bool:
        """Whether nobody noted the same within the last minute; from now on somebody has."""
        now = self._monotonic()
        with self._lock:
            noted_at = self._noted.get(same)
            if noted_at is not None and now - noted_at < _AGAIN:
                return False
            self._noted[same] = now
            self._noted.move_to_end(same)
            while len(self._noted) > _HELD:
                self._noted.popitem(last=False)
        return True

    def _take_back(self, same: _Same) -> None:
        with self._lock:
            self._noted.pop(same, None)


def _access(call: Call) -> Access:
    # What is written to which case shows when it is sent: then its report is noted.
    detail = f"refused: {call.refused}" if call.refused else "by the codec server"
    return Access(
        at=call.at,
        who=call.subject or "",
        how=call.how,
        act=Act.WRITE if call.what is What.ENCODE else Act.READ,
        about=",".join(call.families),
        detail=detail,
    )
