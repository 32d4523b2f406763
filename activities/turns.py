"""Takes the turns of a case: asks the pure functions, and writes the view of the case.

A turn is a local activity, so that its answer is recorded and what led to it is not: law,
procedure, reminders and wording may change on any day, whatever cases are running.
"""

import asyncio
import logging
import shlex
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from activities.closed_cases import ClosedCases
from activities.delivery.sent_to import clocks_sent_to
from activities.delivery.within_a_turn import PromptDelivery
from activities.papers.drafts import Drafts
from activities.read_model import ReadModel
from models.cases.ids import check_id
from models.encryption.family_keys import FamilyKeys
from models.inputs.validation import REFUSED, Refusal
from models.storage.access_log import AccessLog
from models.turns.access import reports_of
from models.turns.carried import applied
from models.turns.closed import CLOSED_CASE_DAYS, state_of
from models.turns.not_opened import word_of_refusal
from models.turns.turn import Begun, Turn, begin, take

TURN_FAILED = "TurnFailed"
"""Type of the failure of a turn. The workflow asks again, at growing intervals."""

_HERE = Path(__file__).resolve().parents[1]

_PATIENCE = 3
"""Seconds a turn waits for the view to be written: a turn is a part of one workflow task."""

_LEDGER_PATIENCE = 1
"""Seconds a turn waits for what the ledger has of an address that was replaced: the next asks too.
"""

_WRITERS = 4
"""Views written at a time. More would only wait for one another."""

_TYPED_STATE = (
    "Not reopened: a state that is typed could say anything, who reported included. The command "
    "appealclock reopen does it, from the state that was kept."
)

_BY_ITSELF = {
    "times_out": (
        "Not opened: it was started with a time-out, after which Temporal would end the case "
        "whatever is open, and remind nobody. Start it without an execution or run time-out."
    ),
    "by_cron": (
        "Not opened: it was started with a cron schedule, by which Temporal would open the case "
        "again whenever it has ended. Start it without one."
    ),
}
"""Why a case is not opened that Temporal would end, or start, by itself."""

_UNREADABLE_STATE = (
    "reopen: this state cannot be read, so the case was not opened again; the log of the worker "
    "says where. The command appealclock reopen takes the state as it was kept."
)

logger = logging.getLogger("appealclock.turns")


class Turns:
    """The turns of all cases of a worker."""

    def __init__(  # noqa: PLR0913 (what the worker has opened, and its own settings)
        self,
        engine: Engine,
        prompt: PromptDelivery | None = None,
        *,
        drafts: Drafts | None = None,
        keys: FamilyKeys | None = None,
        build: str = "",
        closed_case_days: int = CLOSED_CASE_DAYS,
    ) -> None:
        """Use what the worker has opened.

        Args:
            engine: Of `models.storage.database.open_database`: where the views are written.
            prompt: Sends what is due within its turn; without it all is left to the task queue.
            drafts: Writes drafts of letters; without it they are refused.
            keys: Seal what the database keeps of a case; with them, reports are noted in the
                access log.
            build: The name of this build, see `models.release`; recorded with each turn.
            closed_case_days: How many days a case that has ended stays for second thoughts.
        """
        self._own = {"build": build, "closed_case_days": closed_case_days}
        self._engine = engine
        self._read_model, self._closed = ReadModel(engine, keys), ClosedCases(engine, keys)
        self._access = AccessLog(engine) if keys is not None else None
        self._prompt, self._drafts = prompt, drafts or Drafts(None)
        self._writers = ThreadPoolExecutor(_WRITERS, thread_name_prefix="read-model")

    def close(self) -> None:
        """Begin no write and no message any more, and wait for none."""
        if self._prompt is not None:
            self._prompt.close()
        self._writers.shutdown(wait=False, cancel_futures=True)
        self._drafts.close()

    @activity.defn(name="take_turn")
    async def take_turn(self, ask: dict[str, Any]) -> dict[str, Any]:
        """Take one turn of a case; see `models.turns.turn.take` for what is asked and answered.

        Where the ask says `deliver`, what is due is sent, as far as that goes at once. Safe to run
        again: what was sent is in the ledger of deliveries, and of views the latest wins. Where the
        view could not be written, the answer has `view_failed`.

        Raises:
            ApplicationError: of type `TurnFailed`. Says the type of the error and the line of our
                code, and nothing of the case: failures are logged, and recorded as plain text.
        """
        try:
            begun = _begin({**ask, **self._own})
            turn = begun if isinstance(begun, Turn) else await self._ended(ask, begun)
        except Exception as error:  # noqa: BLE001 (whatever it is, the case goes on as it was)
            where = _where(error)
            # No traceback, which shows values.
            logger.error("a turn of %s failed: %s", _name_of(ask), where)  # noqa: TRY400
            raise ApplicationError(
                where,
                type=TURN_FAILED,
                non_retryable=True,
                category=ApplicationErrorCategory.BENIGN,
            ) from None
        answer = dict(turn.answer)
        writes: list[Callable[[], None]] = []
        if turn.view is not None:
            writes.append(partial(self._read_model.write_snapshot, turn.view))
        case = applied(ask["case"], answer) if "memory" in answer else ask["case"]
        is_told_more = answer.get("log") or ask.get("view_failed") or not ask["case"].get("turns")
        if self._access is not None and is_told_more:
            writes.append(partial(self._access.append_reports, reports_of(ask["id"], case["log"])))
        if answer.get("over") == "done":
            # The result of the run holds it too, and Temporal deletes that some day.
            state = state_of(ask["id"], ask["kind"], ask.get("parent"), case)
            writes.append(partial(self._closed.keep, state, ask["now"]))
        if writes and not await self._are_written(writes):
            answer["view_failed"] = True
        return answer

    async def _ended(self, ask: Mapping[str, Any], begun: Begun) -> Turn:
        """The turn with what it writes and sends; a draft that is not written is not recorded."""
        if begun.draft is not None:
            try:
                await self._drafts.write(begun.draft)
            except Refusal as refusal:
                return Turn({"refused": {"kind": refusal.kind, "message": refusal.message}})
        # Asked before this turn sends, which may take over rows of a lost one.
        left = await self._sent_to_left(ask, begun)
        return begun.end(await self._sent(ask, begun), left)

    async def _sent_to_left(
        self, ask: Mapping[str, Any], begun: Begun
    ) -> dict[str, dict[str, datetime]] | None:
        """What lost turns sent to addresses that were replaced; None where that is not known."""
        if not begun.left:
            return None
        case_id, opening, left = str(ask["id"]), begun.opening, begun.left
        asked = partial(clocks_sent_to, self._engine, case_id, opening, left)
        try:
            async with asyncio.timeout(_LEDGER_PATIENCE):
                return await asyncio.get_running_loop().run_in_executor(self._writers, asked)
        except Exception as error:  # noqa: BLE001 (the turn goes on, and the next asks again)
            logger.warning("the ledger was not asked: %s", _where(error))
            return None

    async def _sent(self, ask: Mapping[str, Any], begun: Begun) -> list[dict[str, Any]]:
        if self._prompt is None or not ask.get("deliver") or not begun.orders:
            return []
        return await self._prompt.send(begun.orders)

    async def _are_written(self, writes: Sequence[Callable[[], None]]) -> bool:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(_PATIENCE):
                for write in writes:
                    await loop.run_in_executor(self._writers, write)
        except Exception as error:  # noqa: BLE001 (the case does not depend on its view)
            logger.warning("a view was not written: %s", _where(error))
            return False
        return True


def _begin(ask: Mapping[str, Any]) -> Begun | Turn:
    """Begin the turn; where it was to open a case and is refused, the case manager is told."""
    opening = not ask["case"].get("turns", 0)
    reopening = {"reopened": True} in ask.get("news", ())
    if (opening or reopening) and (refusal := _unfit_id(ask)) is not None:
        # Without a word: every message names the id.
        return Turn({"refused": {"kind": refusal.kind, "message": refusal.message}})
    # A case beside another is started by that one: of a case that began before keys were set, its
    # start may have been under way unencrypted.
    by_hand = opening and ask.get("parent") is None
    if (by_hand or reopening) and "came_plain" in ask:
        turn: Begun | Turn = _came_plain(ask)
    elif (opening or reopening) and (
        why := [_BY_ITSELF[name] for name in _BY_ITSELF if name in ask]
    ):
        turn = Turn({"refused": {"kind": REFUSED, "message": why[0]}})
    elif reopening and "typed_state" in ask:
        turn = Turn({"refused": {"kind": REFUSED, "message": _TYPED_STATE}})
    elif reopening and _is_unreadable(ask):
        turn = Turn({"refused": {"kind": REFUSED, "message": _UNREADABLE_STATE}})
    else:
        turn = begin(ask)
    if isinstance(turn, Begun) or not opening:
        return turn
    refused = turn.answer["refused"]
    order = word_of_refusal(ask, refused["message"])
    return turn if order is None else Turn({**turn.answer, "send": [order]})


def _came_plain(ask: Mapping[str, Any]) -> Turn:
    """The refusal of a start that was not encrypted although keys are set."""
    case_id, run_id = str(ask["id"]), str(ask["came_plain"])
    logger.error("a start arrived unencrypted: delete run %s of %s", run_id, case_id)
    message = (
        "Not opened: it arrived unencrypted, and this desk encrypts. In the Temporal UI set the "
        "codec server's address; the operator knows it. What was typed stands readable in the "
        "history until its run is deleted: temporal workflow delete "
        f"--workflow-id {shlex.quote(case_id)} --run-id {run_id}"
    )
    return Turn({"refused": {"kind": REFUSED, "message": message}})


def _is_unreadable(ask: Mapping[str, Any]) -> bool:
    """Whether no turn can be taken of a state that a case is to go on from.

    Where turns of an open case fail, it waits for a worker that can take them. This one has not
    begun: it would run and remind nobody, and no report and no request to end it would be heard.
    """
    try:
        take(ask)
    except Exception as error:  # noqa: BLE001 (whatever it is, the state is kept as it was)
        logger.error("%s was not reopened: %s", _name_of(ask), _where(error))  # noqa: TRY400
        return True
    return False


def _unfit_id(ask: Mapping[str, Any]) -> Refusal | None:
    """Why a case cannot be opened under its id.

    Judged here and not by the workflow: when the judgment changes, open cases must replay.
    """
    parent = ask.get("parent")
    if parent is not None and str(ask["id"]).startswith(f"{parent}."):
        return None
    try:
        check_id(str(ask["id"]))
    except Refusal as refusal:
        return refusal
    return None


def _name_of(ask: Mapping[str, Any]) -> str:
    """A case for the log; where its id may say whose it is, that it is one."""
    return str(ask["id"]) if "id" in ask and _unfit_id(ask) is None else "a case"


def _where(error: BaseException) -> str:
    """An error's type, and the innermost line of our code that it passed."""
    ours = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(_HERE) and "site-packages" not in frame.filename
    ]
    kind = type(error).__name__
    if not ours:
        return kind
    return f"{kind} at {Path(ours[-1].filename).relative_to(_HERE)}:{ours[-1].lineno}"
