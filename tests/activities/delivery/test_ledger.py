"""The delivery ledger: one claim at a time, and marks where a message may have gone out twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from activities.delivery.channels import Sent
from activities.delivery.ledger import Busy, Claim, DeliveryLedger, Settled
from models.cases.people import Role
from models.notices.messages.channel import Channel
from models.notices.messages.order import DeliveryOutcome
from models.storage.tables import DeliveryAttemptRow, DeliveryRow
from tests.activities.samples import make_order, recipient

ORDER = make_order()
MANAGER = ORDER.recipients[0]
LEASE = timedelta(seconds=45)


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 12, 30, 14, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def deliveries(engine: Engine, clock: Clock) -> DeliveryLedger:
    return DeliveryLedger(engine, lease=LEASE, clock=clock)


def claim(deliveries: DeliveryLedger) -> Claim | Settled | Busy:
    return deliveries.claim(ORDER, MANAGER, Channel.EMAIL)


def claimed(deliveries: DeliveryLedger) -> Claim:
    answer = claim(deliveries)
    assert isinstance(answer, Claim)
    return answer


def row(engine: Engine) -> DeliveryRow:
    with Session(engine) as session:
        return session.exec(select(DeliveryRow)).one()


def attempts(engine: Engine) -> list[tuple[int, str, bool]]:
    with Session(engine) as session:
        rows = session.exec(select(DeliveryAttemptRow).order_by("number")).all()
        return [(row.number, row.outcome, row.ended_at is not None) for row in rows]


def test_a_claim_is_written_before_anything_is_sent(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    token = claimed(deliveries).token
    written = row(engine)
    assert (written.case_id, written.about, written.reminder, written.role, written.channel) == (
        "AC-2026-0042",
        "plan_reconsideration.filing.1",
        "7d",
        "case_manager",
        "email",
    )
    assert (written.status, written.attempts, written.lease) == ("sending", 1, token)
    assert written.first_written_at == written.last_attempt_at == clock.now
    assert written.lease_until == clock.now + LEASE
    assert written.settled_at is None


def test_what_was_accepted_stays_so(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.ACCEPTED))
    clock.now += timedelta(days=400)
    assert claim(deliveries) == Settled(DeliveryOutcome.ACCEPTED, possibly_doubled=False, note="")
    settled = row(engine)
    assert (settled.status, settled.attempts, settled.lease) == ("accepted", 1, None)
    assert settled.settled_at is not None


def test_what_failed_is_claimed_again(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.FAILED, "no"))
    assert row(engine).note == "no"
    clock.now += timedelta(minutes=5)
    again = claimed(deliveries)
    assert (again.attempt, again.possibly_doubled) == (2, False)
    deliveries.settle(again, Sent(DeliveryOutcome.ACCEPTED))
    written = row(engine)
    assert (written.status, written.attempts, written.note) == ("accepted", 2, "")
    assert written.last_attempt_at - written.first_written_at == timedelta(minutes=5)


def test_a_live_lease_keeps_others_away(deliveries: DeliveryLedger, clock: Clock) -> None:
    claim(deliveries)
    clock.now += LEASE - timedelta(seconds=1)
    assert claim(deliveries) == Busy()


def test_a_lease_that_ran_out_marks_the_row(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    lost = claimed(deliveries)
    clock.now += LEASE
    again = claimed(deliveries)
    assert again.possibly_doubled
    # The first attempt was only slow: what it has to say comes too late to be written.
    deliveries.settle(lost, Sent(DeliveryOutcome.FAILED, "late"))
    assert row(engine).status == "sending"
    deliveries.settle(again, Sent(DeliveryOutcome.ACCEPTED))
    assert (row(engine).status, row(engine).possibly_doubled) == ("accepted", True)


def test_the_mark_stays_through_later_failures(deliveries: DeliveryLedger, clock: Clock) -> None:
    claim(deliveries)
    clock.now += LEASE
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.FAILED))
    assert claimed(deliveries).possibly_doubled


def test_a_time_out_is_worth_one_more_try(deliveries: DeliveryLedger) -> None:
    unknown = Sent(DeliveryOutcome.UNKNOWN, "no answer")
    first = claimed(deliveries)
    assert first.worth_another_try(unknown.outcome)
    deliveries.settle(first, unknown)
    second = claimed(deliveries)
    assert second.possibly_doubled
    assert not second.worth_another_try(unknown.outcome)
    deliveries.settle(second, unknown)
    assert claim(deliveries) == Settled(
        DeliveryOutcome.UNKNOWN, possibly_doubled=True, note="no answer"
    )


def test_a_failure_before_it_takes_no_try_from_a_doubt(deliveries: DeliveryLedger) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.FAILED))
    second = claimed(deliveries)
    assert second.worth_another_try(DeliveryOutcome.UNKNOWN)
    deliveries.settle(second, Sent(DeliveryOutcome.UNKNOWN))
    assert claimed(deliveries).possibly_doubled


def test_an_attempt_that_died_takes_no_try_from_a_doubt(
    deliveries: DeliveryLedger, clock: Clock
) -> None:
    unknown = Sent(DeliveryOutcome.UNKNOWN, "no answer")
    claim(deliveries)
    clock.now += LEASE
    deliveries.settle(claimed(deliveries), unknown)
    claim(deliveries)
    clock.now += LEASE
    last = claimed(deliveries)
    assert not last.worth_another_try(unknown.outcome)
    deliveries.settle(last, unknown)
    assert isinstance(claim(deliveries), Settled)


def test_of_many_claims_at_once_one_holds(engine: Engine, deliveries: DeliveryLedger) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: claim(deliveries), range(24)))
    assert sum(isinstance(answer, Claim) for answer in answers) == 1
    assert sum(answer == Busy() for answer in answers) == 23
    assert row(engine).attempts == 1


def test_of_many_take_overs_at_once_one_holds(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    claim(deliveries)
    clock.now += LEASE
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: claim(deliveries), range(24)))
    assert sum(isinstance(answer, Claim) for answer in answers) == 1
    assert row(engine).attempts == 2


def test_another_day_of_the_same_message_is_told(
    engine: Engine, deliveries: DeliveryLedger
) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.ACCEPTED))
    assert ORDER.deadline is not None
    moved = ORDER.deadline.model_copy(update={"due_on": ORDER.deadline.due_on + timedelta(days=1)})
    order = ORDER.model_copy(update={"deadline": moved})
    again = deliveries.claim(order, MANAGER, Channel.EMAIL)
    assert isinstance(again, Claim)
    assert not again.possibly_doubled
    assert row(engine).due_on == moved.due_on


def test_roles_channels_reminders_and_editions_have_rows_of_their_own(
    engine: Engine, deliveries: DeliveryLedger
) -> None:
    for order in (ORDER, make_order(reminder="3d"), make_order(edition="2")):
        for role in (Role.CASE_MANAGER, Role.BENEFICIARY):
            for channel in Channel:
                assert isinstance(deliveries.claim(order, recipient(role), channel), Claim)
    with Session(engine) as session:
        assert len(session.exec(select(DeliveryRow)).all()) == 3 * 2 * len(Channel)


def test_unreachable_is_noted_and_can_be_mended(engine: Engine, deliveries: DeliveryLedger) -> None:
    missing = Sent(DeliveryOutcome.NO_CONTACT, "no address")
    for _ in range(2):
        deliveries.note_not_sent(ORDER, MANAGER, Channel.EMAIL, missing)
    noted = row(engine)
    assert (noted.status, noted.attempts, noted.note) == ("no_contact", 0, "no address")
    again = claimed(deliveries)
    assert (again.attempt, again.possibly_doubled) == (1, False)
    deliveries.settle(again, Sent(DeliveryOutcome.ACCEPTED))
    # An address that was taken away later does not undo what was delivered.
    deliveries.note_not_sent(ORDER, MANAGER, Channel.EMAIL, missing)
    assert row(engine).status == "accepted"


def test_every_attempt_keeps_its_line(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    lost = claimed(deliveries)
    assert attempts(engine) == [(1, "sending", False)]
    clock.now += LEASE
    second = claimed(deliveries)
    assert attempts(engine) == [(1, "unknown", True), (2, "sending", False)]
    # The first was only slow: its own line says what it did, the delivery does not hear of it.
    deliveries.settle(lost, Sent(DeliveryOutcome.FAILED, "late"))
    deliveries.settle(second, Sent(DeliveryOutcome.ACCEPTED))
    assert attempts(engine) == [(1, "failed", True), (2, "accepted", True)]
    assert row(engine).status == "accepted"


def test_refused_for_good_until_the_contact_changes(
    engine: Engine, deliveries: DeliveryLedger
) -> None:
    refused = Sent(DeliveryOutcome.REFUSED, "the address was refused")
    deliveries.settle(claimed(deliveries), refused)
    assert claim(deliveries) == Settled(
        DeliveryOutcome.REFUSED, possibly_doubled=False, note="the address was refused"
    )
    mended = MANAGER.model_copy(update={"contact": 1})
    again = deliveries.claim(ORDER, mended, Channel.EMAIL)
    assert isinstance(again, Claim)
    assert (again.attempt, again.possibly_doubled) == (2, False)
    deliveries.settle(again, refused)
    assert isinstance(deliveries.claim(ORDER, mended, Channel.EMAIL), Settled)
    assert (row(engine).contact, row(engine).attempts) == (1, 2)


def test_what_is_overtaken_is_settled(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.FAILED, "no answer"))
    deliveries.give_up(make_order(reminder="3d"))
    assert row(engine).status == "failed"
    deliveries.give_up(make_order(reminder="3d", overtakes=("7d",)))
    assert (row(engine).status, row(engine).note) == ("superseded", "no answer")
    # Superseded is an end of the trying, not a ban: a reminder that comes back is sent.
    claimed(deliveries)
    clock.now += LEASE
    deliveries.give_up(make_order(reminder="3d", overtakes=("7d",)))
    assert (row(engine).status, row(engine).lease) == ("unknown", None)
    assert attempts(engine) == [(1, "failed", True), (2, "unknown", True)]


def test_what_was_accepted_is_not_superseded(engine: Engine, deliveries: DeliveryLedger) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.ACCEPTED))
    deliveries.give_up(make_order(reminder="3d", overtakes=("7d",)))
    assert row(engine).status == "accepted"


def test_what_a_dead_attempt_left_is_settled_in_the_end(
    engine: Engine, deliveries: DeliveryLedger, clock: Clock
) -> None:
    claimed(deliveries)
    clock.now += LEASE + timedelta(days=1)
    assert deliveries.settle_lost(timedelta(days=2)) == 0
    clock.now += timedelta(days=2)
    assert deliveries.settle_lost(timedelta(days=2)) == 1
    assert row(engine).status == "unknown"
    assert "may have arrived" in row(engine).note


def test_a_doubt_within_one_sending_marks_the_row(
    engine: Engine, deliveries: DeliveryLedger
) -> None:
    deliveries.settle(claimed(deliveries), Sent(DeliveryOutcome.ACCEPTED, possibly_doubled=True))
    assert row(engine).possibly_doubled
