"""A desk that lists the time limits of a State: a case of it, a corrected State, another file."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.notices.messages.order import CorrectedBy
from models.procedure.desk_files import take_local_limits
from tests.models.corrections.desk import Desk, moment

LIMITS = """
[[limit]]
rule = "I.RECON.STD"
state = "AZ"
length = {length}
unit = "calendar_days"
source = "Contract of 2026, section 4"

[[limit]]
rule = "I.G.DECIDE"
state = "AZ"
length = 10
unit = "calendar_days"
source = "Contract of 2026, section 5"
"""

NOTICE, FILED = date(2026, 11, 20), date(2026, 11, 24)


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "limits.toml"
    path.write_text(LIMITS.format(length=20))
    take_local_limits(path)
    yield path
    take_local_limits(None)


def filed(**intake: Any) -> Desk:
    now = moment(FILED)
    desk = Desk.open(program="integrated", notice_date=NOTICE.isoformat(), at=now, **intake)
    desk.report("file_appeal", filed_on=FILED.isoformat())
    return desk


def decided_by(desk: Desk) -> str:
    (day,) = desk.open_days.values()
    return day


@pytest.mark.usefixtures("file")
def test_a_case_says_its_state_and_is_counted_so() -> None:
    assert decided_by(filed(state="az")) == "2026-12-14"
    assert decided_by(filed(state="FL")) == decided_by(filed()) == "2026-12-24"


@pytest.mark.usefixtures("file")
def test_a_state_that_was_left_out_is_added_and_the_day_moves() -> None:
    desk = filed()
    desk.report("correct", report=1, content={"state": "AZ"}, reason="Moved here from the form")
    assert decided_by(desk) == "2026-12-14"


@pytest.mark.usefixtures("file")
def test_a_day_set_by_hand_wins_over_the_desks_file() -> None:
    desk = filed(state="AZ")
    override = {"due_on": "2026-12-18", "reason": "The plan's own letter"}
    desk.report("recalculate", override=override, reason="By its letter")
    assert decided_by(desk) == "2026-12-18"


@pytest.mark.usefixtures("file")
def test_what_runs_beside_a_case_is_of_the_same_state() -> None:
    desk = filed(state="AZ")
    desk.report("file_grievance", about="extension", event_on=FILED.isoformat())
    (id_,) = [name for name in desk.stage.members if name != desk.id]
    beside = Desk(desk.stage, id_)
    assert beside.member.case["log"][0]["content"]["state"] == "AZ"


def test_with_another_file_the_case_looks_again_and_whoever_knows_the_day_is_told(
    file: Path,
) -> None:
    longer = LIMITS.replace("I.RECON.STD", "I.RECON.FILE")
    file.write_text(longer.format(length=90))
    take_local_limits(file)
    now = moment(FILED)
    desk = Desk.open(program="integrated", notice_date=NOTICE.isoformat(), at=now, state="AZ")
    desk.pass_days(1)
    # Received November 25, 90 days.
    assert "2027-02-23" in desk.open_days.values()
    before = len(desk.stage.sent)
    file.write_text(longer.format(length=100))
    take_local_limits(file)
    desk.member.news.append({"heard": {"look_again": True}})
    desk.stage.rest()
    assert "2027-03-05" in desk.open_days.values()
    reasons = {
        order.corrected.by
        for _, _, order in desk.stage.sent[before:]
        if order.corrected is not None
    }
    assert reasons == {CorrectedBy.RULEBOOK}
