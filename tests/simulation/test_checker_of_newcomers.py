"""What the checker expects where somebody of another zone comes while mail is down."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from models.cases.deadline import FollowUpKind
from models.cases.people import Role
from models.cases.standing import Cadence, Readers
from models.inputs.reminder_schedule import ReminderSchedule
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome, MessageKind
from tests.simulation.checker.checker import problems
from tests.simulation.checker.evidence import Evidence
from tests.simulation.checker.hours import spread_of
from tests.simulation.checker.timeline import Contact, MatterFacts, Roster, Span, Timeline
from tests.simulation.sender import Attempt, Received

_CASE, _KEY, _MANAGER = "AC-9442.records.1", "records_transfer.tracking.1", Role.CASE_MANAGER
_BEGUN = datetime(2027, 3, 28, 15, tzinfo=UTC)
_FIRST = datetime(2027, 3, 29, 13, tzinfo=UTC) + spread_of(_CASE)
_SECOND = _FIRST + timedelta(days=2)
"""Nine in New York; in Honolulu it is nine some hours later."""

_CHANGED = datetime(2027, 3, 31, 15, tzinfo=UTC)
_UP_AGAIN = datetime(2027, 3, 31, 19, 30, tzinfo=UTC)
"""Later than nine in Honolulu."""

_BEFORE, _AFTER = "before@mail.example", "after@mail.example"


def _problems(*, tried: Sequence[tuple[str, datetime, str]], came: Sequence[str]) -> list[str]:
    """What is said where some tries failed, and some reminders came once mail was up again."""
    facts = MatterFacts(FollowUpKind.TRACKING, None, Readers.MANAGER, Cadence.BY_KIND)
    people = {_MANAGER: Contact("America/New_York", _BEFORE, None, _BEGUN)}
    newcomer = Contact("Pacific/Honolulu", _AFTER, None, _BEGUN, assigned=(_CHANGED, 1))
    policy = ReminderSchedule()
    timeline = Timeline(
        _CASE,
        "America/New_York",
        _BEGUN,
        spans=[Span(_KEY, facts, since=_BEGUN, begun=_BEGUN)],
        rosters=[
            Roster(_BEGUN, people, policy, until=_CHANGED),
            Roster(_CHANGED, {_MANAGER: newcomer}, policy),
        ],
        turns=[_BEGUN, _CHANGED],
    )
    rows = [("follow-up-1", _FIRST, _BEFORE), *((name, _UP_AGAIN, _AFTER) for name in came)]
    received = [
        Received(
            at=at,
            case=_CASE,
            role=_MANAGER,
            channel=Channel.EMAIL,
            address=address,
            kind=MessageKind.FOLLOW_UP,
            about=_KEY,
            reminder=name,
            due_on=None,
            doubled=False,
        )
        for name, at, address in rows
    ]
    failed = DeliveryOutcome.FAILED
    attempts = [
        Attempt(at, _CASE, _MANAGER, Channel.EMAIL, address, _KEY, name, failed)
        for name, at, address in tried
    ]
    horizon = _UP_AGAIN + timedelta(days=2)
    return problems(Evidence(timeline, received, attempts, [], [], horizon))


_TRIED_BEFORE = ("follow-up-2", _SECOND, _BEFORE)
_WORD_TRIED = [
    ("assigned-1", _CHANGED, _AFTER),
    ("assigned-1", _CHANGED + timedelta(hours=2), _AFTER),
]


def test_what_failed_before_somebody_came_is_not_due_again_by_their_hours() -> None:
    assert _problems(tried=[_TRIED_BEFORE, *_WORD_TRIED], came=["assigned-1"]) == []


def test_the_word_at_their_coming_is_not_overtaken_by_it() -> None:
    (problem,) = _problems(tried=[_TRIED_BEFORE, *_WORD_TRIED], came=[])
    assert problem.startswith(f"lost: {_KEY} assigned-1")


def test_what_was_not_tried_before_they_came_is_due_by_their_hours() -> None:
    found = _problems(tried=_WORD_TRIED, came=["assigned-1"])
    due = [one for one in found if one.startswith(f"lost: {_KEY} follow-up-2")]
    assert len(due) == 2, "by the hours of each of the two"
