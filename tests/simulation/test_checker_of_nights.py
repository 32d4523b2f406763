"""By when the checker expects what failed for now: a night is each reader's own."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest

from models.cases.people import Role
from models.cases.standing import Schedule
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, MessageKind
from tests.simulation.checker.checker import problems
from tests.simulation.checker.evidence import Evidence
from tests.simulation.checker.hours import spread_of
from tests.simulation.checker.owed import OPENED
from tests.simulation.checker.timeline import ClockFacts, Contact, Roster, Span, Timeline
from tests.simulation.sender import Attempt, Received

_CASE, _KEY = "AC-8350", "council.filing.1"
_BEGUN = datetime(2027, 1, 11, 15, tzinfo=UTC)
"""Ten in the morning in New York."""

_EVENING = datetime(2027, 1, 11, 23, tzinfo=UTC)
"""Two hours before the night: what fails then is tried again in it."""

_MORNING = datetime(2027, 1, 12, 13, tzinfo=UTC)
_WITH_THE_CASE = _MORNING + spread_of(_CASE)
_MINUTE = timedelta(minutes=1)
_MANAGER, _OTHER = Role.CASE_MANAGER, Role.REPRESENTATIVE


def _problems(*, tried: Sequence[tuple[Role, datetime]], came: datetime) -> list[str]:
    """What is said of a notice to two people that failed for a night and came to one of them."""
    ends = datetime(2027, 3, 16, 5, tzinfo=UTC)
    clock = ClockFacts(
        due_on=date(2027, 3, 15),
        expires_at=ends,
        last_on=date(2027, 3, 15),
        last_at=ends,
        counted_in_hours=False,
        ends_at_an_hour=False,
        begins_on=date(2027, 1, 11),
        safe_by=None,
        schedule=Schedule.ANSWER,
        override_on=None,
    )
    zone = "America/New_York"
    people = {
        role: Contact(zone, f"{role.value}@mail.example", None, _BEGUN)
        for role in (_MANAGER, _OTHER)
    }
    policy = ReminderSchedule(recipients=(_MANAGER, _OTHER))
    timeline = Timeline(
        _CASE,
        zone,
        _BEGUN,
        spans=[Span(_KEY, clock, since=_BEGUN, begun=_BEGUN)],
        rosters=[Roster(_BEGUN, people, policy)],
        turns=[_BEGUN],
    )
    times = {_MANAGER: max(at for role, at in tried if role is _MANAGER) + _MINUTE, _OTHER: came}
    received = [
        Received(
            at=at,
            case=_CASE,
            role=role,
            channel=Channel.EMAIL,
            address=f"{role.value}@mail.example",
            kind=MessageKind.NEW_DEADLINE,
            about=_KEY,
            reminder=OPENED,
            due_on=clock.due_on,
            doubled=False,
        )
        for role, at in times.items()
    ]
    attempts = [
        Attempt(
            at=at,
            case=_CASE,
            role=role,
            channel=Channel.EMAIL,
            address=f"{role.value}@mail.example",
            about=_KEY,
            reminder=OPENED,
            outcome=DeliveryOutcome.FAILED,
        )
        for role, at in tried
    ]
    return problems(Evidence(timeline, received, attempts, [], [], _BEGUN + timedelta(days=5)))


_AT_NIGHT = [
    *((role, _BEGUN) for role in (_MANAGER, _OTHER)),
    *((role, _BEGUN + timedelta(hours=4)) for role in (_MANAGER, _OTHER)),
    *((role, _EVENING) for role in (_MANAGER, _OTHER)),
    (_MANAGER, _EVENING + timedelta(hours=4)),
    (_MANAGER, _EVENING + timedelta(hours=8)),
    (_MANAGER, _MORNING + 5 * _MINUTE - timedelta(hours=4, minutes=16)),
]
"""The case manager is tried in the night as well, the last time just before the morning."""


def test_who_sleeps_is_written_to_with_the_case_whoever_was_tried_in_the_night() -> None:
    assert _WITH_THE_CASE > _MORNING + 6 * _MINUTE, "the case comes with the morning itself"
    assert _problems(tried=_AT_NIGHT, came=_WITH_THE_CASE) == []


@pytest.mark.parametrize("late", [_MINUTE, timedelta(hours=1)])
def test_later_than_that_is_late(late: timedelta) -> None:
    (problem,) = _problems(tried=_AT_NIGHT, came=_WITH_THE_CASE + late)
    assert problem.startswith("late")


def test_who_does_not_sleep_has_no_morning_to_wait_for() -> None:
    by_day = [(role, at) for role, at in _AT_NIGHT if at < _EVENING]
    possible = _BEGUN + timedelta(hours=8, minutes=16)
    assert _problems(tried=by_day, came=possible) == []
    (problem,) = _problems(tried=by_day, came=possible + _MINUTE)
    assert problem.startswith("late")
