"""However long people are not reached, the memory of a case does not grow without bound."""

import json
from collections import Counter
from collections.abc import Callable
from itertools import count

import pytest

from models.cases.deadline import FollowUpKind
from models.cases.standing import Cadence
from models.notices.messages.order import DeliveryReport, ReminderOrder
from tests.models.notices.told import Answer, Told, accepted, matter, refusing

MOST = 60_000
"""JSON of a memory: a case may carry a megabyte in all."""

QUARTER = 91
"""Days. With a question each week it is as long as a year with one each month."""


def noisy(*roles: str) -> Answer:
    """Some roles are refused, each time in very many words."""
    refuse = refusing(*roles)

    def answer(order: ReminderOrder) -> DeliveryReport:
        report = refuse(order)
        assert isinstance(report, DeliveryReport)
        told = tuple(one.model_copy(update={"note": "x" * 400}) for one in report.deliveries)
        return report.model_copy(update={"deliveries": told})

    return answer


def flapping() -> Answer:
    """The case manager and the beneficiary are refused and reached by turns."""
    numbers, refuse = count(), refusing("case_manager", "beneficiary")
    return lambda order: refuse(order) if next(numbers) % 2 else accepted(order)


ANSWERS: dict[str, Callable[[], Answer]] = {
    "accepted": lambda: accepted,
    "the manager refused": lambda: noisy("case_manager"),
    "nobody reached": lambda: noisy("case_manager", "beneficiary", "backup"),
    "by turns": flapping,
}


def opened(answer: Answer) -> Told:
    told = Told.open(
        beneficiary={"email": "patient@mail.example"},
        backup={"email": "backup@legalaid.example"},
        reminders={"check_in_days": 2},
    )
    told.add(matter("plan.check_in.2", kind=FollowUpKind.CHECK_IN, cadence=Cadence.CHECK_IN))
    told.answer = answer
    return told


@pytest.mark.parametrize("name", ANSWERS)
def test_the_memory_does_not_grow_with_the_years(name: str) -> None:
    told = opened(ANSWERS[name]())
    sizes = []
    # The first fills it; from the second to the third it does not grow.
    for _ in range(3):
        told.pass_days(QUARTER)
        sizes.append(len(json.dumps(told.memory)))
    assert max(sizes) < MOST
    assert sizes[-1] <= 1.05 * sizes[-2], sizes


@pytest.mark.parametrize("name", ["accepted", "the manager refused"])
def test_what_was_forgotten_is_not_said_again(name: str) -> None:
    told = opened(ANSWERS[name]())
    told.pass_days(2 * QUARTER)
    said = Counter((role, *about) for one in told.sent for role in one.roles for about in one.about)
    assert set(said.values()) == {1}
    # It goes on all the same.
    before = len(told.sent)
    told.pass_days(9)
    assert len(told.sent) > before
