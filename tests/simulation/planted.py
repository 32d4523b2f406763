"""Faults planted into the core on purpose, each of which the checker must catch."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from unittest.mock import patch

from models.cases.log.entries import Nature
from models.cases.standing import Clock, Schedule, Standing
from models.inputs.validation import Refusal
from models.notices import composing, items, looking
from models.notices.acknowledgment import Acknowledgments
from models.notices.composing import Notices
from models.notices.contacts import people
from models.notices.memory import ReminderStatus, State
from models.notices.messages import outcomes
from models.notices.messages.ordering import Order
from models.notices.reminders import clock_reminders, matter_reminders
from models.notices.reminders.clock_reminders import PlannedReminder, Reached
from models.notices.reminders.owed import Owed
from models.procedure.case import Case, Played
from models.turns import news, turn
from models.turns.carried import Carried
from tests.simulation import sender

Planted = Callable[[], AbstractContextManager[object]]


def a_lost_clock() -> AbstractContextManager[object]:
    """The first clock of ours that runs is not told of."""
    return _with_standing(lambda standing: _without(standing, _first_of_ours(standing)))


def a_day_that_moved() -> AbstractContextManager[object]:
    """Reminders go on for the day that a clock had at first."""
    first: dict[str, tuple[date, datetime]] = {}

    def stale(standing: Standing) -> Standing:
        clocks = []
        for one in standing.clocks:
            due_on, expires_at = first.setdefault(one.key, (one.due_on, one.expires_at))
            clocks.append(replace(one, due_on=due_on, expires_at=expires_at))
        return replace(standing, clocks=clocks)

    return _with_standing(stale)


def _with_standing(changed: Callable[[Standing], Standing]) -> AbstractContextManager[object]:
    notices = composing.notices

    def planted(case: Case[Any], standing: Standing, *args: Any, **more: Any) -> Notices:
        return notices(case, changed(standing), *args, **more)

    return patch.object(composing, "notices", planted)


def _first_of_ours(standing: Standing) -> Clock | None:
    return next((one for one in standing.open_clocks if one.schedule is Schedule.OURS), None)


def _without(standing: Standing, lost: Clock | None) -> Standing:
    return replace(standing, clocks=[one for one in standing.clocks if one is not lost])


def a_doubled_reminder() -> AbstractContextManager[object]:
    """Each message is ordered twice, under two names: the ledger takes them for two."""
    notices = composing.notices

    def planted(*args: Any, **more: Any) -> Notices:
        said = notices(*args, **more)
        again = [
            Order(f"{one.key} again", one.message.model_copy(update={"edition": "again"}))
            for one in said.orders
        ]
        return replace(said, orders=(*said.orders, *again))

    return patch.object(composing, "notices", planted)


def an_order_swapped() -> AbstractContextManager[object]:
    """Happenings take effect in the order in which they were typed."""

    def planted(case: Case[Any], *natures: Nature) -> Iterator[Played]:
        found = (one for nature, one in case._read if nature in natures)
        yield from sorted(found, key=lambda one: one.number)

    return patch.object(Case, "played", planted)


def an_acknowledgment_ignored() -> AbstractContextManager[object]:
    return patch.object(Acknowledgments, "rounds", lambda *args, **more: frozenset())


def quiet_hours_ignored() -> AbstractContextManager[object]:
    def planted(*args: Any) -> list[Owed]:
        return list(args[1])

    return patch.object(composing, "leave_in_peace", planted)


def the_wrong_zone() -> AbstractContextManager[object]:
    def planted(*args: Any) -> Reached:
        role, _, since, *more = args
        return Reached(role, "Asia/Tokyo", since, *more)

    return patch.object(people, "Reached", planted)


def a_correction_told_to_nobody() -> AbstractContextManager[object]:
    """Nobody hears that a day holds no more."""
    return patch.object(looking, "retract", lambda *_: None)


def a_filing_that_is_not_taken_back() -> AbstractContextManager[object]:
    """Reminders go on for what a take-back made fall away."""
    known: dict[tuple[str, str], Clock] = {}
    notices = composing.notices

    def planted(case: Case[Any], standing: Standing, *args: Any, **more: Any) -> Notices:
        here = {one.key for one in standing.clocks}
        gone = [one for (id_, key), one in known.items() if id_ == case.id and key not in here]
        known.update({(case.id, one.key): one for one in standing.open_clocks})
        stale = replace(standing, clocks=[*standing.clocks, *gone])
        return notices(case, stale, *args, **more)

    return patch.object(composing, "notices", planted)


def others_told_at_once() -> AbstractContextManager[object]:
    """Nobody waits for what else may be corrected."""
    reminders = clock_reminders.clock_reminders

    def planted(*args: Any, **more: Any) -> tuple[PlannedReminder, ...]:
        return reminders(*args, **{**more, "held": False})

    return patch.object(items, "clock_reminders", planted)


def an_outcome_lost() -> AbstractContextManager[object]:
    """What became of a message is not heard: it is out for ever."""
    deaf: Mapping[str, Any] = {"sent": lambda carried, one: None}
    return patch.dict(news._TAKES, deaf)


def a_matter_once() -> AbstractContextManager[object]:
    """A matter is brought up once, and never again."""
    reminders = matter_reminders.matter_reminders

    def planted(*args: Any, **more: Any) -> tuple[PlannedReminder, ...]:
        return tuple(one for one in reminders(*args, **more) if one.name == "follow-up-1")

    return patch.object(items, "matter_reminders", planted)


@contextmanager
def a_refused_report_kept() -> Iterator[None]:
    """A report that is refused leaves something behind in the case."""
    recorded = turn._recorded

    def planted(carried: Carried, candidate: Mapping[str, Any] | None) -> Any:
        try:
            return recorded(carried, candidate)
        except Refusal:
            carried.before["log"].append({**carried.log[-1], "number": carried.next_number})
            raise

    with patch.object(turn, "_recorded", planted):
        yield


def a_retry_given_up() -> AbstractContextManager[object]:
    """What failed for now is not tried again."""

    def planted(*args: Any, **_more: Any) -> ReminderStatus:
        told, why, *_ = args
        return ReminderStatus(State.FAILED, due=told.due, tries=told.tries + 1, note=why)

    return patch.object(outcomes, "_tried_again", planted)


def a_ledger_that_forgets() -> AbstractContextManager[object]:
    """What is in doubt is sent again, and nobody says that it may have come before."""
    return patch.object(sender.Row, "__setattr__", _unmarked)


def _unmarked(row: sender.Row, name: str, value: object) -> None:
    object.__setattr__(row, name, False if name == "doubled" else value)


PLANTED: dict[str, tuple[Planted, str]] = {
    "a lost clock": (a_lost_clock, "lost"),
    "a doubled reminder": (a_doubled_reminder, "twice and not marked"),
    "an order of effect swapped": (an_order_swapped, "order"),
    "a reminder sent after an acknowledgment": (an_acknowledgment_ignored, "acknowledged before"),
    "a reminder of a day that moved": (a_day_that_moved, "not due"),
    "quiet hours ignored": (quiet_hours_ignored, "at night"),
    "the wrong reader's zone": (the_wrong_zone, "not due"),
    "an outcome lost": (an_outcome_lost, "lost"),
    "a matter never brought up again": (a_matter_once, "lost"),
    "a refused report that changed something": (a_refused_report_kept, "changed the case"),
    "a correction told to nobody": (a_correction_told_to_nobody, "holds no more"),
    "a reminder of a filing that was taken back": (a_filing_that_is_not_taken_back, "not due"),
    "others told of a correction at once": (others_told_at_once, "not due"),
    "a retry given up": (a_retry_given_up, "lost"),
    "a double not marked": (a_ledger_that_forgets, "twice and not marked"),
}
"""Each with words of the problem that must be found."""
