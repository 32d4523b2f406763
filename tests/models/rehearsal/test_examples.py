"""Every example has its script, which plays to an end from whatever moment it begins at."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deploy.embedded.start_forms import EXAMPLES, as_of
from models.cases.kinds import KINDS
from models.cases.program import Program
from models.rehearsal.account import Account
from models.rehearsal.playing import rehearse
from models.rehearsal.script import read_script

TYPES = {example: known.workflow_type for known in KINDS.values() for example in known.examples}


def rehearsed(example: str, at: datetime) -> Account:
    content = json.loads((EXAMPLES / f"{example}.json").read_text())
    script = read_script((EXAMPLES / "scripts" / f"{example}.json").read_text())
    given = as_of(content, at)
    return rehearse(TYPES[example], given, script, case_id="rehearsal", begins_at=at)


@pytest.mark.parametrize("example", sorted(TYPES))
# Few moments of each will do: a kind of case has several examples, and moments differ.
@settings(max_examples=5, deadline=None)
@given(minutes=st.integers(0, 3 * 365 * 24 * 60))
def test_it_plays_to_an_end_at_any_moment(example: str, minutes: int) -> None:
    account = rehearsed(example, datetime(2026, 11, 23, tzinfo=UTC) + timedelta(minutes=minutes))
    assert account.case.overview["ending"]
    assert account.case.story is not None
    moments = [one.at for one in account.happenings]
    assert moments == sorted(moments)
    assert all(one.level for one in account.happenings)
    assert {one.sort.value for one in account.happenings} >= {"report", "message"}
    for one in account.happenings:
        assert "_" not in one.what
        assert one.what.endswith((".", "!", "?")) or one.sort.value != "message"


def test_every_program_has_an_example() -> None:
    intakes = [json.loads((EXAMPLES / f"{name}.json").read_text()) for name in TYPES]
    assert {intake["program"] for intake in intakes} == set(Program)
    scripts = {file.stem for file in Path(EXAMPLES, "scripts").glob("*.json")}
    assert scripts == set(TYPES)


def test_the_page_prints_the_script_that_ships() -> None:
    page = Path(EXAMPLES).parent.joinpath("rehearse.md").read_text(encoding="utf-8")
    printed = page.split("```json\n", 1)[1].split("```", 1)[0]
    shipped = Path(EXAMPLES, "scripts", "appeal-part-c.json").read_text(encoding="utf-8")
    assert json.loads(printed) == json.loads(shipped)
