"""A turn of a case: what is new is taken in, what stands is computed, what follows is said.

The workflow asks for turns and does what they answer (workflows/case_workflow.py). An answer holds
changes, never the whole. What is asked is in no history, so it may be large; the answer is.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from models.cases.log.entries import SAID_BY, SAID_WITH, MadeBy, Nature, Report
from models.cases.log.room import check_room
from models.cases.standing import Standing
from models.inputs.request.drafting import DRAFT
from models.inputs.validation import INVALID_INPUT, RULEBOOK_FAILURE, Refusal, read
from models.notices.composing import Notices, notices
from models.notices.contacts.former_contacts import learn
from models.notices.contacts.left_addresses import Left, left_addresses
from models.notices.messages.ordering import Order, lines_of
from models.notices.naming import named
from models.presentation.account.result import story
from models.presentation.acknowledgment import (
    acknowledgment,
    acknowledgment_again,
    acknowledgment_of_change,
)
from models.presentation.attributes import attributes
from models.presentation.shapes import Snapshot
from models.presentation.shown import Shown, shown
from models.presentation.snapshot import content_mark, with_reminders, without_reminders
from models.procedure.acceptance.accept import Accepted, accept
from models.procedure.acceptance.checks import check_start
from models.procedure.acceptance.corrections import CHANGES
from models.procedure.appeal.requests.drafts import draft_folder
from models.procedure.case import Case
from models.procedure.common import CANCEL
from models.procedure.kinds import INTAKES, PROCEDURES
from models.procedure.play import play
from models.procedure.standing_of import case_of
from models.release import Release, present
from models.turns.carried import Carried
from models.turns.children import start_wanted, tell_children
from models.turns.closed import CLOSED_CASE_DAYS, stays_until
from models.turns.news import hear
from models.turns.parent import tell_parent
from models.turns.plan import note_plan
from models.turns.release import look_again
from models.turns.wake import over_of, wake_of

_VIEW = "view"
"""In the memory: what the read model was last given, in short."""


@dataclass(frozen=True)
class Turn:
    """What a turn answers, and the view of the case for the read model where it has changed."""

    answer: dict[str, Any]
    view: Snapshot | None = None


def take(ask: Mapping[str, Any]) -> Turn:
    """Take a turn in which nothing is sent: what is to be sent is left to the workflow.

    Args:
        ask: As for `begin`.
    """
    begun = begin(ask)
    return begun if isinstance(begun, Turn) else begun.end()


def begin(ask: Mapping[str, Any]) -> "Begun | Turn":
    """Take a turn as far as what is to be sent: open a case, hear its news, record a report.

    Args:
        ask: `id`, `kind`, `parent`, `case` (what it carries), `candidate` (a report to record, or
            None), `news`, `now`, `build` (of the worker), `view_failed` where the read model was
            not written, and `closed_case_days`, how many days it stays for second thoughts once it
            has ended.

    Returns:
        The turn to be ended; or one that is over: its answer holds `refused` alone, or, where a
        candidate only asks what would follow from it, `preview` with the acknowledgment.
    """
    carried, release = Carried.of(ask), present(str(ask.get("build", "")))
    try:
        opened = _open(carried) if carried.turns == 0 else None
        look_again(carried, release)
        for news in ask.get("news", ()):
            hear(carried, news)
        accepted = _recorded(carried, ask.get("candidate"))
    except Refusal as refusal:
        return Turn({"refused": {"kind": refusal.kind, "message": refusal.message}})
    if accepted is not None and accepted.played is not None:
        case, standing = accepted.played
    elif opened is not None and not ask.get("news"):
        case, standing = opened
    else:
        case = case_of(carried.state, carried.now)
        standing = play(PROCEDURES[carried.kind], case)
    note_plan(carried, standing)
    days = int(ask.get("closed_case_days", CLOSED_CASE_DAYS))
    stays = stays_until(carried, case, standing, days)
    start = start_wanted(carried, case, standing, days)
    said = notices(case, standing, carried.memory, carried.now, state=carried.state)
    carried.memory = said.memory
    if accepted is not None and accepted.preview:
        seen = shown(
            carried.state, carried.now, played=None if start else (case, standing, said.seen)
        )
        return Turn({"preview": True, "acknowledgment": accepted.answer(seen, said)})
    return Begun(
        carried,
        case,
        standing,
        accepted,
        start,
        said,
        release,
        days,
        stays,
        view_failed=bool(ask.get("view_failed")),
    )


@dataclass(frozen=True)
class DraftOrder:
    """A draft of a letter that is to be written before its report counts as recorded."""

    shown: Shown
    """The case with the report."""

    level: str
    """That the request is for."""

    folder: str
    """The name of the folder that it goes into."""


@dataclass
class Begun:
    """A turn that has said what is to be sent."""

    _carried: Carried
    _case: Case[Any]
    _standing: Standing
    _accepted: "_Recorded | None"
    _start: list[dict[str, Any]]
    _said: Notices
    _release: Release
    _days: int
    """How long it stays for second thoughts once it has ended."""

    _stays: datetime | None
    """Until when, where it has ended."""

    view_failed: bool
    """Whether the read model was not written by the turn before."""

    @property
    def orders(self) -> tuple[Order, ...]:
        """The messages to send now."""
        return self._said.orders

    @property
    def opening(self) -> str:
        """Of the case: a part of the keys of its messages in the ledger of deliveries."""
        return self._carried.state.opening

    @property
    def left(self) -> tuple[Left, ...]:
        """The addresses of which the ledger of deliveries is asked what it sent there."""
        return left_addresses(self._said.seen.memory)

    @property
    def draft(self) -> DraftOrder | None:
        """The draft of a letter that the report of this turn asks for."""
        report = self._accepted.report if self._accepted is not None else None
        if report is None or report.kind != DRAFT:
            return None
        carried = self._carried
        played = (self._case, self._standing, self._said.seen)
        seen = shown(carried.state, carried.now, played=played)
        folder = draft_folder(carried.id, report.number)
        return DraftOrder(seen, str(report.binds["level"]), folder)

    def end(
        self,
        sent: Sequence[Mapping[str, Any]] = (),
        left: Mapping[str, Mapping[str, datetime]] | None = None,
    ) -> Turn:
        """The turn, with what was sent in it: the rest is left to the workflow.

        Args:
            sent: The outcome of each message that is done with, as the workflow would bring it.
            left: What the ledger has of each of `left`, by its mark; None where it was not asked.

        Returns:
            The answer says what changes and what is to be done.
        """
        carried, case, standing = self._carried, self._case, self._standing
        said, orders, alerts = self._said, list(self._said.orders), list(self._said.alerts)
        told: list[str] = []
        if left is not None:
            carried.memory = learn(carried.memory, standing, left, carried.now)
        if sent or carried.memory != said.memory:
            done = {str(news["sent"]) for news in sent}
            for news in sent:
                hear(carried, news)
            said = notices(case, standing, carried.memory, carried.now, state=carried.state)
            carried.memory = said.memory
            told = [line for one in orders if one.key in done for line in lines_of(one.message)]
            orders = [*(one for one in orders if one.key not in done), *said.orders]
            alerts += said.alerts
        tell = [
            *tell_children(carried, case, standing, self._days),
            *tell_parent(carried, standing),
        ]
        # What was started just now runs beside it: that is all that is new since it was played.
        played = None if self._start else (case, standing, said.seen)
        seen = shown(carried.state, carried.now, played=played)
        view = _view(carried, seen, failed=self.view_failed)
        wake, why = wake_of(carried, case, standing, said)
        if self._stays is not None and (wake is None or self._stays < wake):
            wake, why = self._stays, "Until the closed case takes no correction any more"
        over = over_of(standing, said, wake)
        accepted = self._accepted
        answer = {
            **carried.changes(),
            "acknowledgment": accepted.answer(seen, self._said) if accepted is not None else None,
            "start": self._start,
            "tell": tell,
            "send": [
                {
                    "key": one.key,
                    "message": one.message.model_dump(mode="json"),
                    "summary": one.summary,
                }
                for one in orders
            ],
            # For whoever reads the history: what is sent so stands in no other event.
            "told": told,
            "alert": [one.model_dump(mode="json") for one in alerts],
            "wake": wake.isoformat() if wake is not None else None,
            "why": why,
            "over": over,
            "cancelled": any(version.kind == CANCEL for version in case.versions),
            "attributes": {**attributes(seen), "LookedAtBy": self._release.mark},
        }
        if over == "done":
            answer["result"] = story(seen)
        return Turn(answer, view)


def check(ask: Mapping[str, Any]) -> Refusal | None:
    """Why a report cannot be recorded as things stand, or None: what a validator asks.

    Args:
        ask: As for `take`, with the `candidate`.
    """
    carried = Carried.of(ask)
    try:
        _recorded(carried, ask["candidate"])
    except Refusal as refusal:
        return refusal
    return None


def _open(carried: Carried) -> tuple[Case[Any], Standing]:
    """Refuse an intake that cannot be one, before anything is done.

    Returns:
        The case, and where it stands.

    Raises:
        Refusal: in a sentence, or a line per field.
    """
    read(INTAKES[carried.kind], carried.log[0]["content"])
    case = case_of(carried.state, carried.now)
    check_start(case.intake, case.id, case.today, typed=case.parent_id is None)
    procedure = PROCEDURES[carried.kind]
    procedure.check_intake(case)
    standing: Standing = play(procedure, case)
    for misfit in standing.misfits:
        raise Refusal(misfit.reason, RULEBOOK_FAILURE)
    return case, standing


@dataclass(frozen=True)
class _Recorded:
    """A report that is in the log."""

    answer: Callable[[Shown, Notices], dict[str, Any]]
    """What answers it, once all that follows is known."""

    played: tuple[Case[Any], Standing] | None = None
    """The case with it, and where it stands, where that was just found out."""

    preview: bool = False
    """Whether it is only asked what would follow."""

    report: Report | None = None
    """As it was just accepted; None where the log had it before."""


def _recorded(carried: Carried, candidate: Mapping[str, Any] | None) -> _Recorded | None:
    """Record a report.

    Raises:
        Refusal: in a sentence, or a line per field.
    """
    if candidate is None:
        return None
    state = carried.state
    known = _same_update(state.log, candidate)
    if known is not None:
        return _Recorded(lambda seen, _: acknowledgment_again(seen, report=known))
    kind, content = str(candidate["kind"]), read_object(candidate["content"])
    type_ = PROCEDURES[carried.kind].types.get(kind)
    if type_ is None or type_.made_by is not MadeBy.PERSON:
        message = "Nobody reports this to a case of this kind."
        raise Refusal(message, INVALID_INPUT)
    if type_.nature is not Nature.CLOSING:
        check_room(carried.log, content, beside=carried.beside_its_log)
    accepted: Accepted = accept(
        state,
        kind,
        content,
        carried.now,
        update=str(candidate.get("update", "")),
        said_by=str(candidate.get(SAID_BY, "")),
        said_with=str(candidate.get(SAID_WITH, "")),
        names=partial(named, carried.memory),
    )
    carried.add(accepted.report)
    played = accepted.case, accepted.after
    if kind in CHANGES:
        preview = bool(accepted.report.content.get("preview"))
        return _Recorded(
            lambda seen, said: acknowledgment_of_change(
                seen, accepted=accepted, told=said.told, preview=preview
            ),
            played,
            preview=preview,
        )
    return _Recorded(
        lambda seen, said: acknowledgment(seen, accepted=accepted, sent_again=said.sent_again),
        played,
        report=accepted.report,
    )


def read_object(content: object) -> Mapping[str, Any]:
    """The content of a report: a JSON object.

    Raises:
        Refusal: it is none.
    """
    if not isinstance(content, Mapping):
        message = "expected one JSON object as the input"
        raise Refusal(message, INVALID_INPUT)
    return content


def _same_update(log: tuple[Report, ...], candidate: Mapping[str, Any]) -> Report | None:
    """The report that this very update has brought already."""
    update = str(candidate.get("update", ""))
    if not update:
        return None
    kind = str(candidate["kind"])
    return next((one for one in log if (one.kind, one.update) == (kind, update)), None)


def _view(carried: Carried, seen: Shown, *, failed: bool) -> Snapshot | None:
    """The case for the read model, where that does not have it so."""
    view = without_reminders(seen, sequence=carried.turns + 1)
    mark = content_mark(view)
    if mark == carried.memory.get(_VIEW) and not failed:
        return None
    carried.memory[_VIEW] = mark
    return with_reminders(view, seen)
