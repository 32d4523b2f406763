"""The read model: the newest snapshot of a case stands, however snapshots arrive."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from activities.read_model import ReadModel
from models.cases.milestone import Milestone
from models.presentation.shapes import CoverView, DeadlineView, Snapshot
from models.storage.tables import CaseRow, DeadlineRow, MilestoneRow
from tests.activities.snapshots import OPENED, snapshot, view


def stored(engine: Engine) -> tuple[CaseRow, list[str]]:
    with Session(engine) as session:
        case = session.exec(select(CaseRow)).one()
        deadlines = session.exec(select(DeadlineRow).order_by("position")).all()
        return case, [deadline.id[-1] for deadline in deadlines]


def test_a_snapshot_is_kept_in_full(engine: Engine) -> None:
    ReadModel(engine).write_snapshot(snapshot(1, 2, 1))
    case, deadlines = stored(engine)
    of_a_cover = {"covered_until", "owner", "owner_id"}
    assert Snapshot.model_validate(
        case.model_dump(exclude=of_a_cover) | {"deadlines": (view(2), view(1))}
    ) == snapshot(1, 2, 1)
    assert (case.covered_until, case.owner, case.owner_id) == (None, "", "")
    assert case.opened_at == OPENED
    assert case.opened_at.tzinfo is not None
    assert deadlines == ["2", "1"]
    with Session(engine) as session:
        row = session.get(DeadlineRow, ("AC-1", view(2).id))
        assert row is not None
        assert DeadlineView.model_validate(row.model_dump(exclude={"case_id", "position"})) == (
            view(2)
        )


@pytest.mark.parametrize("confirmed", [True, False, None])
def test_whether_the_dates_are_confirmed_is_kept_as_it_is_now(
    engine: Engine, confirmed: bool | None
) -> None:
    read_model = ReadModel(engine)
    read_model.write_snapshot(snapshot(1, dates_confirmed=not confirmed))
    read_model.write_snapshot(snapshot(2, dates_confirmed=confirmed))
    assert stored(engine)[0].dates_confirmed is confirmed


def test_a_newer_snapshot_replaces_all_of_an_older(engine: Engine) -> None:
    read_model = ReadModel(engine)
    read_model.write_snapshot(snapshot(1, 1, 2))
    read_model.write_snapshot(snapshot(2, 3, ending="won"))
    case, deadlines = stored(engine)
    assert (case.sequence, case.ending, deadlines) == (2, "won", ["3"])
    read_model.write_snapshot(snapshot(3))
    assert stored(engine)[1] == []


def test_a_cover_is_kept_until_the_case_is_back(engine: Engine) -> None:
    read_model, until = ReadModel(engine), date(2026, 12, 11)
    cover = CoverView(
        by="kim", starts_on=date(2026, 12, 1), until=until, owner="lee", owner_id="cm-1"
    )
    read_model.write_snapshot(snapshot(1, case_manager="kim", cover=cover))
    case, _ = stored(engine)
    assert (case.case_manager, case.covered_until, case.owner) == ("kim", until, "lee")
    assert case.owner_id == "cm-1"
    read_model.write_snapshot(snapshot(2, case_manager="lee"))
    case, _ = stored(engine)
    assert (case.case_manager, case.covered_until, case.owner) == ("lee", None, "")


def test_milestones_are_kept_and_replaced(engine: Engine) -> None:
    read_model = ReadModel(engine)
    steps = [
        Milestone(key="records", title="Records", latest_on=date(2026, 12, 1)),
        Milestone(key="visit", title="Visit", needed=False, done_on=date(2026, 12, 2)),
    ]
    first = snapshot(1, kind="second_opinion", parent_id="AC-0", milestones=tuple(steps))
    read_model.write_snapshot(first)
    with Session(engine) as session:
        rows = session.exec(select(MilestoneRow).order_by("position")).all()
        assert [Milestone(**row.model_dump(exclude={"case_id", "position"})) for row in rows] == (
            steps
        )
        case = session.exec(select(CaseRow)).one()
        assert (case.kind, case.parent_id) == ("second_opinion", "AC-0")
    read_model.write_snapshot(snapshot(2, milestones=tuple(steps[1:])))
    with Session(engine) as session:
        assert [row.key for row in session.exec(select(MilestoneRow))] == ["visit"]


@pytest.mark.parametrize("sequence", [5, 3], ids=["nothing was recorded of it", "reset"])
def test_a_turn_that_is_taken_again_replaces_its_snapshot(engine: Engine, sequence: int) -> None:
    read_model = ReadModel(engine)
    read_model.write_snapshot(snapshot(5, 1))
    later = OPENED + timedelta(minutes=6)
    read_model.write_snapshot(snapshot(sequence, 2, taken_at=later, next_action="taken again"))
    case, deadlines = stored(engine)
    assert (case.sequence, case.next_action, deadlines) == (sequence, "taken again", ["2"])


def test_an_older_or_equal_snapshot_changes_nothing(engine: Engine) -> None:
    read_model = ReadModel(engine)
    read_model.write_snapshot(snapshot(5, 1))
    for sequence in (4, 5):
        read_model.write_snapshot(snapshot(sequence, 2, 3, next_action="stale"))
    case, deadlines = stored(engine)
    assert (case.sequence, case.next_action, deadlines) == (5, "action 5", ["1"])


def test_a_case_started_anew_replaces_the_one_before(engine: Engine) -> None:
    read_model = ReadModel(engine)
    read_model.write_snapshot(snapshot(9, 1))
    read_model.write_snapshot(snapshot(1, 2, opened_at=OPENED + timedelta(days=1)))
    read_model.write_snapshot(snapshot(10, 3))
    case, deadlines = stored(engine)
    assert (case.sequence, deadlines) == (1, ["2"])


def test_writers_at_once_leave_the_newest_whole(engine: Engine) -> None:
    read_model = ReadModel(engine)
    snapshots = [snapshot(number, *range(number % 4)) for number in range(1, 41)]
    random.Random(7).shuffle(snapshots)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(read_model.write_snapshot, snapshots))
    case, deadlines = stored(engine)
    assert (case.sequence, case.next_action, deadlines) == (40, "action 40", [])


def test_first_writers_at_once(engine: Engine) -> None:
    read_model = ReadModel(engine)
    with ThreadPoolExecutor(8) as pool:
        list(
            pool.map(
                read_model.write_snapshot, [snapshot(number, number) for number in range(1, 9)]
            )
        )
    case, deadlines = stored(engine)
    assert (case.sequence, deadlines) == (8, ["8"])
