"""What every kind of case does: wait, take turns, do what they answer. Nothing of Medicare is here.

A case is its log, its memory and the words of its children: JSON, which only the answers of turns
change. The order of commands in this file and in those it calls must stay as it is while cases
run; `tests/workflows/releases/replay_sensitive.py` counts how many lines that is.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError
from temporalio.workflow import ContinueAsNewVersioningBehavior

from workflows.children import Children, News, only_asks
from workflows.local_failures import LOCAL_FAILURES
from workflows.reports import report
from workflows.runtime.inputs import CARRIED, STATE, begin_of, failure, one_word, refusal_of
from workflows.runtime.timer import Pauses, Timer
from workflows.runtime.updates import candidate_of, refuse_plain
from workflows.sending import alert, send
from workflows.visibility import VisibleCase, show, show_urgent

with workflow.unsafe.imports_passed_through():
    from models.cases.log.room import is_word, news_to_hand_on
    from models.inputs.validation import Refusal
    from models.turns.carried import applied
    from models.turns.closed import state_of
    from models.turns.turn import check

TAKE_TURN = "take_turn"

TRY_AGAIN = "TryAgain"
"""Type of the failure of an update that came while the turns of the case fail."""

_TURN = timedelta(seconds=8)
"""Within one workflow task, which may take ten seconds; a turn takes milliseconds."""

_ONCE = RetryPolicy(maximum_attempts=1)
"""A turn that fails is asked for again by the case itself, on a timer its timeline shows."""

_LOUD_AFTER = 6
"""Failed turns in a row, about a minute, before lists and the operator are told."""

_SOONEST = timedelta(seconds=1)
"""No turn asks for another at once: a case that always has something to do would never rest."""

_TO_TELL_OF_A_REFUSAL = timedelta(minutes=1)

_FOR_THE_VIEW = timedelta(days=1)
"""How long a case that is over stays to have its end written: lists would have it open for ever."""

_FAREWELL = timedelta(milliseconds=1)
"""Any timer makes the server begin another workflow task."""


class CaseWorkflow(VisibleCase):
    """The course of a case of any kind. Its class names the kind and its updates."""

    acknowledge = report("acknowledge", "Somebody takes care of a deadline: its reminders stop.")
    assign = report("assign", "Another case manager takes the case, for good or until a day.")
    update_contacts = report(
        "update_contacts", "Contact details changed: a person given replaces the one before."
    )
    stop_sms = report("stop_sms", "Somebody wants no SMS any more, or wants them again.")
    add_note = report("add_note", "A note for the record; it is mailed to nobody.")
    correct = report(
        "correct", "A report should have said something else; with preview: what would change."
    )
    take_back = report(
        "take_back", "A report should not have been made; with preview: what would change."
    )

    def _boot(self, given: Sequence[Any]) -> None:
        """Take up an intake, or what the run before handed on. Never raises."""
        info, now = workflow.info(), workflow.now()
        case = info.workflow_id, self.kind.value
        begin = begin_of(given, case=case, continued=info.continued_run_id is not None)
        self._refusal: Refusal | None = begin.refusal
        carried = begin.carried or {}
        # Of all that is known of a start, this run id alone stays when the first task is lost.
        self._case = begin.case(now, info.first_execution_run_id)
        self._origin = begin.origin(info)
        parent = info.parent.workflow_id if info.parent else None
        self._parent: str | None = carried.get("parent", parent)
        self._news: list[News] = list(carried.get("news", ()))
        self._lock = asyncio.Lock()
        self._under_way: set[asyncio.Task[None]] = set()
        self._broken: BaseException | None = None
        self._stirred = False
        self._timer = Timer()
        self._wake: datetime | None = now
        self._why = ""
        self._failing = Pauses(timedelta(seconds=1), timedelta(minutes=10))
        self._unwritten = Pauses(timedelta(minutes=10), timedelta(hours=4))
        if carried.get("view_failed"):
            self._unwritten.failed()
        self._children = Children(self._open_children(), self._note)
        self._over: str | None = None
        self._done_at: datetime | None = None
        self._answered = False
        self._cancelled = False
        self._result: dict[str, Any] = {}

    async def _carry(self) -> dict[str, Any]:
        """Carry the case until it is over; the result is its story."""
        course = asyncio.create_task(self._course())
        while True:
            # A request to cancel interrupts what the main task awaits: that is nothing but this.
            try:
                behavior = await asyncio.shield(course)
                break
            except asyncio.CancelledError:
                if course.cancelled():
                    raise
                self._note({"cancelled": True})
        if behavior is not None:
            workflow.continue_as_new(
                {CARRIED: self._handed_on()}, initial_versioning_behavior=behavior
            )
        if self._cancelled:
            raise asyncio.CancelledError
        # Whoever reopens the case begins from it.
        return self._result | {STATE: state_of(self._id, self.kind, self._parent, self._case)}

    async def _course(self) -> ContinueAsNewVersioningBehavior | None:
        """Wait and take turns until the case is over (None), or goes on in another run."""
        while True:
            self._stirred = False
            if self._broken is not None:
                raise self._broken
            if self._refusal is not None:
                # Reports that came with the start are answered first.
                await workflow.wait_condition(workflow.all_handlers_finished)
                raise failure(self._refusal)
            if self._is_given_up() and await self._rests():
                self._cancelled = True
                return None
            if self._is_done() and not self._news and self._is_at_rest():
                if await self._may_end():
                    return None
                continue
            if (behavior := self._moves_on()) is not None and await self._rests():
                return behavior
            at, why = self._next()
            if at is None or at > self._timer.present():
                await self._timer.wait(
                    at, why, lambda: self._stirred or self._moves_on() is not None
                )
            elif at == self._children.look_at and not self._news:
                self._start(self._children.look(self._open_children()))
            else:
                async with self._lock:
                    await self._turn_of_its_own()

    def _next(self) -> tuple[datetime | None, str]:
        """What the case waits for next, and what the timeline says of it."""
        if self._failing.again is not None:
            return self._failing.again, "Until the turn is tried again"
        if self._news:
            return self._timer.present(), ""
        if self._is_done():
            return None, ""
        waits = [(self._unwritten.again, "Write the read model again")]
        if self._done_at is None:
            waits.append((self._wake, self._why))
            waits.append((self._children.look_at, "Until those beside it are looked for"))
        moments = [(at, why) for at, why in waits if at is not None]
        return min(moments, key=lambda one: one[0], default=(None, ""))

    async def _turn_of_its_own(self) -> None:
        """A turn that no person asked for."""
        opening = not self._case["turns"] or {"reopened": True} in self._news
        answer = await self._turn()
        if answer is None:
            return
        if "refused" in answer and opening:
            self._refusal = refusal_of(answer)
            for order in answer.get("send", ()):
                await send(order, within=_TO_TELL_OF_A_REFUSAL)
            return
        now = self._timer.present()
        if self._wake is not None and self._wake <= now:
            self._wake = now + _SOONEST

    async def _turn(self, candidate: dict[str, Any] | None = None) -> dict[str, Any] | None:
        """Take a turn, and do what it answers; None where it failed. The caller holds the lock.

        Args:
            candidate: A report to record.
        """
        # What is heard before the case is open waits until it is.
        news = list(self._news) if self._case["turns"] else []
        ask = self._ask(self._timer.present(), candidate=candidate, news=news)
        try:
            answer: dict[str, Any] = await workflow.execute_local_activity(
                TAKE_TURN,
                {
                    **ask,
                    "view_failed": self._unwritten.since is not None,
                    # No mail is sent in the task that answers a person.
                    "deliver": candidate is None,
                    **self._origin,
                },
                start_to_close_timeout=_TURN,
                retry_policy=_ONCE,
                summary=candidate["kind"] if candidate else self._occasion(),
            )
        except LOCAL_FAILURES:
            self._turn_failed()
            return None
        self._failing.went_well()
        self._stirred = True
        # A preview is an answer alone: it changes nothing, and takes no news in.
        if "refused" not in answer and "preview" not in answer:
            del self._news[: len(news)]
            self._do(answer)
        return answer

    def _occasion(self) -> str:
        """What a turn is taken for that no person asked for, as the timeline shows it."""
        due = self._wake is not None and self._wake <= self._timer.present()
        return self._why.removeprefix("Until ").capitalize() if due and self._why else "Turn"

    def _do(self, answer: dict[str, Any]) -> None:
        """Take an answer over and do what it says, always in this order."""
        self._case = applied(self._case, answer)
        self._wake = datetime.fromisoformat(answer["wake"]) if answer["wake"] else None
        self._why, self._over = answer["why"], answer["over"]
        self._done_at = (self._done_at or self._timer.present()) if self._over == "done" else None
        self._cancelled, self._result = answer["cancelled"], answer.get("result", {})
        if answer.get("view_failed"):
            self._unwritten.failed()
        else:
            self._unwritten.went_well()
        show(answer["attributes"])
        if answer["start"] or answer["tell"]:
            self._start(self._children.reach(answer["start"], answer["tell"]))
        for order in answer["send"]:
            self._start(self._noted(send(order)))
        for order in answer["alert"]:
            self._start(self._noted(alert(order)))

    def _turn_failed(self) -> None:
        """The case is as it was before; where that lasts, others are told."""
        self._failing.failed()
        self._stirred = True
        if self._failing.tries == _LOUD_AFTER:
            show_urgent()
            reason = "the case cannot go on: its turns fail; the log of the worker says where"
            self._start(_done(alert({"case_id": self._id, "reminder": "any", "reason": reason})))

    # --- what is heard, and what is under way ------------------------------------------------

    @workflow.signal(description="What another case reports. Not for people.")
    def hear(self, *word: Any) -> None:
        """Take note of what a child or the parent says, or that the case is to look again."""
        try:
            said = one_word(word, self._origin)
        except Refusal:
            return
        if not only_asks(said) and is_word(said):
            self._note({"heard": said})

    def _note(self, news: News) -> None:
        self._news.append(news)
        self._stirred = True

    async def _noted(self, news: Coroutine[Any, Any, News]) -> None:
        self._note(await news)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something while the case goes on; it does not end before that is done."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._under_way.discard(task)
        self._stirred = True
        if not task.cancelled():
            self._broken = task.exception() or self._broken

    def _is_done(self) -> bool:
        """Whether nothing is left to be done: the end is written, or that was tried for a day."""
        if self._done_at is None:
            return False
        again = self._unwritten.again
        return again is None or again > self._done_at + _FOR_THE_VIEW

    def _is_given_up(self) -> bool:
        """Whether a case that cannot be opened was asked to end: no turn could hear of that."""
        failing = not self._case["turns"] and self._failing.since is not None
        return failing and {"cancelled": True} in self._news

    def _is_at_rest(self) -> bool:
        """Whether nothing is under way: no turn, no report, no message."""
        handlers = workflow.all_handlers_finished()
        return handlers and not self._under_way and not self._lock.locked()

    async def _rests(self) -> bool:
        """Whether nothing is under way, once all that came with this task was looked at."""
        await workflow.wait_condition(lambda: True)
        return self._is_at_rest()

    async def _may_end(self) -> bool:
        """Whether the run may end now."""
        left = [name for name in self._open_children() if not self._children.is_over(name)]
        if left and not self._answered:
            # The report that ended the case is answered in a task before the one that ends it: a
            # child's signal or end in that moment would make the server drop both.
            await workflow.sleep(_FAREWELL, summary="Answering before the end")
            self._answered = True
        return await self._rests() and not self._news

    def _moves_on(self) -> ContinueAsNewVersioningBehavior | None:
        """Whether the case goes on in another run, and on which build.

        A case whose turns fail takes its news along: another build may be what it waits for.
        """
        if self._over == "done" or not self._is_at_rest():
            return None
        if self._news and self._failing.since is None:
            return None
        info = workflow.info()
        if info.is_target_worker_deployment_version_changed():
            return ContinueAsNewVersioningBehavior.AUTO_UPGRADE
        if info.is_continue_as_new_suggested():
            return ContinueAsNewVersioningBehavior.UNSPECIFIED
        return None

    def _handed_on(self) -> dict[str, Any]:
        """What the next run takes over."""
        unwritten = self._unwritten.since is not None
        news = news_to_hand_on(self._news)
        return {**self._case, "parent": self._parent, "news": news, "view_failed": unwritten}

    def _open_children(self) -> list[str]:
        children: dict[str, dict[str, Any]] = self._case["children"]
        return [name for name, entry in children.items() if not entry.get("ended_at")]

    # --- what people report, see workflows.reports -------------------------------------------

    async def record(self, kind: str, given: Sequence[Any]) -> Any:  # noqa: ANN401 (raw JSON)
        """Record a report, and answer with its acknowledgment.

        Raises:
            ApplicationError: Why it is not recorded.
        """
        if not self._case["turns"]:
            await workflow.wait_condition(self._is_opened_or_fails)
        self._refuse_unopened()
        candidate = self._candidate(kind, given)
        answer = None
        async with self._lock:
            if self._case["turns"]:
                answer = await self._turn(candidate)
        if answer is None:
            message = "It was not recorded: something is wrong with the service. Send it again."
            raise ApplicationError(message, type=TRY_AGAIN, non_retryable=True)
        if "refused" in answer:
            raise failure(refusal_of(answer))
        return answer["acknowledgment"]

    def judge(self, kind: str, given: Sequence[Any]) -> None:
        """Refuse a report that could not be recorded now.

        Raises:
            ApplicationError: Why not.
        """
        self._refuse_unopened()
        candidate = self._candidate(kind, given)
        refuse_plain(given)
        if not self._case["turns"]:
            return
        try:
            refusal = check(self._ask(workflow.now(), candidate=candidate, news=[]))
        except Exception:  # noqa: BLE001 (the turn judges again, and says what is wrong)
            return
        if refusal is not None:
            raise failure(refusal)

    def _candidate(self, kind: str, given: Sequence[Any]) -> dict[str, Any]:
        info = workflow.current_update_info()
        return candidate_of(kind, given, info.id if info else "")

    def _is_opened_or_fails(self) -> bool:
        fails = self._refusal is not None or self._failing.since is not None
        return fails or bool(self._case["turns"])

    def _refuse_unopened(self) -> None:
        if self._refusal is not None:
            raise failure(self._refusal)


async def _done(work: Coroutine[Any, Any, Any]) -> None:
    await work
