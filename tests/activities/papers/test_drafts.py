"""A turn that writes a draft: safe to take again, and refused where it cannot be written."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from activities.papers.drafts import Drafts
from activities.turns import Turns
from models.turns.carried import applied
from tests.activities.test_turns import opening


def asked(case: Mapping[str, Any], **content: Any) -> dict[str, Any]:
    """The turn in which a draft is asked for."""
    candidate = {"kind": "draft_letter", "content": content, "update": "an-update"}
    return {**opening(5, "a-run"), "case": case, "candidate": candidate, "deliver": False}


def entries(folder: Path) -> list[Path]:
    """What lies in a folder."""
    return sorted(folder.iterdir())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of letters."""
    own = tmp_path / "letters"
    own.mkdir(mode=0o700)
    return own


async def opened(engine: Engine, folder: Path | None) -> tuple[Turns, dict[str, Any]]:
    """The turns of a worker with this folder of letters, and a case."""
    turns = Turns(engine, drafts=Drafts(folder))
    ask = opening(0, "a-run")
    return turns, applied(ask["case"], await turns.take_turn(ask))


async def test_a_draft_is_written_into_a_folder_of_its_own(engine: Engine, folder: Path) -> None:
    turns, case = await opened(engine, folder)
    answer = await turns.take_turn(asked(case))
    assert [one["kind"] for one in answer["log"]] == ["draft_letter"]
    own = folder / "AC-2026-0042.draft.2"
    modes = {one.name: one.stat().st_mode & 0o777 for one in entries(own)}
    assert {"letter.docx", "letter.pdf", "checklist.json", "sources.json"} <= set(modes)
    assert {mode for name, mode in modes.items() if name != "forms"} == {0o600}
    assert [one.stat().st_mode & 0o777 for one in entries(folder)] == [0o700]
    # The worker was lost with the turn: the same is done again, in the same place.
    again = await turns.take_turn(asked(case))
    assert again["log"] == answer["log"]
    assert [one.name for one in entries(folder)] == [own.name]
    # The same update once more, after it was recorded: nothing is written again.
    before = entries(own)
    recorded = await turns.take_turn(asked(applied(case, answer)))
    assert recorded["log"] == []
    assert entries(own) == before


@pytest.mark.parametrize("unwritable", [False, True])
async def test_what_cannot_be_written_is_not_recorded(
    engine: Engine, tmp_path: Path, *, unwritable: bool
) -> None:
    # A file where the folder should be: not even the root of a machine can write into it.
    file = tmp_path / "file"
    file.write_text("")
    turns, case = await opened(engine, file if unwritable else None)
    answer = await turns.take_turn(asked(case))
    message = answer["refused"]["message"]
    assert message.startswith(
        "The letter could not be written: " if unwritable else "No letters can be written here"
    )
    assert str(tmp_path) not in message
    assert set(answer) == {"refused"}


async def test_a_level_without_a_letter_is_refused_in_words(engine: Engine, folder: Path) -> None:
    turns, case = await opened(engine, folder)
    answer = await turns.take_turn(asked(case, level="district_court"))
    assert answer["refused"]["message"].startswith("No letter is known for Federal district court")
    assert entries(folder) == []
