"""Data keys of families, on SQLite and PostgreSQL."""

from datetime import UTC, date, datetime, timedelta
from unittest.mock import Mock, patch

import pytest
from sqlalchemy import Engine, event, select
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from models.encryption.family_keys import FamilyKeys, ForgottenError, family_of
from models.encryption.key_ring import KeyRing, KeyRingError, new_ring
from models.storage import holds
from models.storage.case_keys import CaseKeys
from models.storage.tables import CaseKeyRow

pytestmark = pytest.mark.server

_NOW = datetime(2026, 11, 29, 5, tzinfo=UTC)


class Desk:
    """The keys of several workers on one database, with a clock moved by hand."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.ring = engine, new_ring(date(2026, 11, 29))
        self.now, self.seconds = _NOW, 0.0

    def worker(self) -> FamilyKeys:
        return FamilyKeys(
            self.read_ring,
            CaseKeys(self.engine),
            monotonic=lambda: self.seconds,
            now=lambda: self.now,
        )

    def read_ring(self) -> KeyRing:
        return self.ring

    def rows(self) -> list[CaseKeyRow]:
        with Session(self.engine) as session:
            return list(session.scalars(select(CaseKeyRow)))


@pytest.fixture
def desk(engine: Engine) -> Desk:
    return Desk(engine)


@pytest.mark.parametrize(
    ("workflow_id", "family"),
    [("Lee-2026", "Lee-2026"), ("Lee-2026.opinion-1.x", "Lee-2026"), ("digest.cm-7", "digest")],
)
def test_a_family_is_the_id_up_to_its_first_dot(workflow_id: str, family: str) -> None:
    assert family_of(workflow_id) == family


def test_a_family_has_one_key_for_all_workers(desk: Desk) -> None:
    first, second = desk.worker(), desk.worker()
    key = first.for_family("Lee")
    assert second.for_family("Lee") == key
    assert first.for_family("Kim").secret != key.secret
    assert first.held_for("Lee") == key
    assert key.secret.hex() not in str([row.model_dump() for row in desk.rows()])


def test_a_key_that_is_nobodys_belongs_to_who_decrypts_by_it_first(desk: Desk) -> None:
    codec, worker = desk.worker(), desk.worker()
    key = codec.unclaimed()
    assert worker.of_id(key.id, "Lee") == key
    assert worker.of_id(key.id, "Kim") is None
    assert worker.for_family("Lee") == key
    assert codec.of_id(key.id, None) == key


def test_memory_knows_no_key_for_another_family(desk: Desk) -> None:
    worker = desk.worker()
    key = worker.for_family("Lee")
    assert worker.held(key.id, "Lee") == key
    assert worker.held(key.id, "Kim") is None
    assert worker.held("unknown", "Lee") is None


def test_keys_that_nobody_claims_are_destroyed(desk: Desk) -> None:
    worker = desk.worker()
    left, claimed = worker.unclaimed(), worker.unclaimed()
    worker.of_id(claimed.id, "Lee")
    desk.now += timedelta(days=7, seconds=1)
    young = worker.unclaimed()
    table = CaseKeys(desk.engine)
    assert table.destroy_unclaimed(desk.now - timedelta(days=7), desk.now) == 1
    desk.seconds += 61
    assert worker.of_id(left.id, None) is None
    assert worker.of_id(claimed.id, "Lee") is not None
    assert worker.of_id(young.id, None) is not None


def test_a_forgotten_family_has_no_key_and_gets_no_other(desk: Desk) -> None:
    worker, other, codec = desk.worker(), desk.worker(), desk.worker()
    key = worker.for_family("Lee")
    more = codec.unclaimed()
    other.of_id(more.id, "Lee")
    assert worker.forget("Lee") == 2
    assert [row.wrapped for row in desk.rows()] == [None, None]
    assert worker.of_id(key.id, "Lee") is None
    with pytest.raises(ForgottenError):
        worker.for_family("Lee")
    late = codec.unclaimed()
    assert worker.of_id(late.id, "Lee") is None
    # Another process has them for at most a minute.
    desk.seconds += 61
    assert other.held(more.id, "Lee") is None
    assert other.of_id(more.id, "Lee") is None
    with pytest.raises(ForgottenError):
        other.for_family("Lee")


def test_after_a_rotation_old_and_new_keys_are_read_by_workers_that_run(desk: Desk) -> None:
    running = desk.worker()
    before = running.for_family("Lee")
    old = desk.ring.keys[0].id
    desk.ring = desk.ring.rotated(date(2026, 12, 24))
    started = desk.worker()
    assert started.for_family("Lee") == before
    after = started.for_family("Kim")
    assert running.for_family("Kim") == after
    assert started.rewrap_all() == 1
    assert started.rewrap_all() == 0
    assert set(CaseKeys(desk.engine).wrapped_by()) == {desk.ring.keys[0].id}
    desk.ring = desk.ring.without(old)
    assert desk.worker().for_family("Lee") == before


def test_another_ring_opens_nothing(desk: Desk) -> None:
    desk.worker().for_family("Lee")
    desk.ring = new_ring(date(2027, 1, 1))
    with pytest.raises(KeyRingError, match="holds no key 2026-11-29-"):
        desk.worker().for_family("Lee")


def test_what_is_in_memory_is_used_while_the_database_is_down(desk: Desk) -> None:
    worker = desk.worker()
    key = worker.for_family("Lee")
    down = OperationalError("", {}, Exception())
    with (
        patch.object(CaseKeys, "of_family", side_effect=down),
        patch.object(CaseKeys, "find", side_effect=down),
        patch.object(CaseKeys, "find_with_family", side_effect=down),
    ):
        desk.seconds += 600
        assert worker.held_for("Lee") is None
        assert worker.for_family("Lee") == key
        # It is not asked again for each payload.
        assert worker.held_for("Lee") == key
        assert worker.held(key.id, "Lee") == key
        desk.seconds += 6
        assert worker.held(key.id, "Lee") is None
        assert worker.of_id(key.id, "Lee") == key
        assert worker.of_id(key.id, "Kim") is None
        with pytest.raises(OperationalError):
            worker.for_family("Kim")
        desk.seconds += 3600
        with pytest.raises(OperationalError):
            worker.for_family("Lee")


def test_all_keys_of_a_family_are_read_in_one_statement(desk: Desk) -> None:
    worker = desk.worker()
    family_key = worker.for_family("Lee")
    typed = [worker.unclaimed().id for _ in range(20)]
    for key_id in typed:
        assert worker.of_id(key_id, "Lee") is not None
    replaying, statements = desk.worker(), 0

    def count(*_: object) -> None:
        nonlocal statements
        statements += 1

    event.listen(desk.engine, "before_cursor_execute", count)
    for key_id in (family_key.id, *typed):
        assert replaying.held(key_id, "Lee") or replaying.of_id(key_id, "Lee")
    assert statements == 1


def test_a_key_that_was_altered_keeps_no_other_from_being_read(desk: Desk) -> None:
    worker = desk.worker()
    key, typed = worker.for_family("Lee"), worker.unclaimed()
    worker.of_id(typed.id, "Lee")
    before = CaseKeys(desk.engine).find(typed.id)
    assert before is not None
    assert before.wrapped is not None
    CaseKeys(desk.engine).rewrap(before, before.wrapped[:-4] + "AAAA")
    restarted = desk.worker()
    assert restarted.of_id(key.id, "Lee") == key
    with pytest.raises(KeyRingError, match="altered"):
        restarted.of_id(typed.id, "Lee")


def test_a_ring_that_lacks_many_keys_is_not_read_for_each(desk: Desk) -> None:
    worker = desk.worker()
    ids = [worker.for_family(f"Lee-{number}").id for number in range(5)]
    desk.ring = new_ring(date(2027, 1, 1))
    reading = Mock(side_effect=desk.read_ring)
    other = FamilyKeys(reading, CaseKeys(desk.engine), monotonic=lambda: desk.seconds)
    for key_id in ids:
        with pytest.raises(KeyRingError, match="holds no key"):
            other.of_id(key_id, None)
    assert reading.call_count == 2
    desk.seconds += 6
    with pytest.raises(KeyRingError, match="holds no key"):
        other.of_id(ids[0], None)
    assert reading.call_count == 3


def test_a_family_that_is_forgotten_at_the_same_time_claims_nothing(desk: Desk) -> None:
    worker, other = desk.worker(), desk.worker()
    worker.for_family("Lee")
    late = worker.unclaimed()
    worker.forget("Lee")
    # As it was looked at before the family was forgotten.
    assert CaseKeys(desk.engine).claim(late.id, "Lee", _NOW) is None
    assert other.of_id(late.id, "Lee") is None
    assert other.of_id(late.id, "Kim") is not None


def test_a_family_that_was_put_on_hold_keeps_its_keys(desk: Desk) -> None:
    worker = desk.worker()
    key = worker.for_family("Lee")
    assert holds.hold(desk.engine, "Lee", _NOW, None)
    assert worker.forget("Lee") is None
    assert worker.held_for("Lee") == key
    assert desk.worker().for_family("Lee") == key
    assert holds.release(desk.engine, "Lee")
    assert worker.forget("Lee") == 1
