"""What counts as a difference between two stories, and which differences are listed."""

import copy
from pathlib import Path
from typing import Any

import pytest

from tests.stories.comparison import Difference, Listed, differences, idle, listed, unlisted
from tests.stories.files import Story

AT = "2026-11-27T15:00:00Z"
LATER = "2026-12-27T15:00:00Z"

MATTER = {
    "about": "council.filing",
    "reminder": "7d",
    "due_on": "2027-01-21",
    "title": "file",
    "action": "File it.",
}
OTHER = {**MATTER, "about": "council.check_in", "reminder": "follow-up", "due_on": None}


def message(*matters: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "at": AT,
        "from": "AC-1",
        "kind": "deadline",
        "roles": ["beneficiary", "case_manager"],
        "matters": list(matters),
        "calendar": ["council.filing 2027-01-21"],
        "cancelled": [],
        "ending": "",
        **changes,
    }


def stand(due_on: str = "2027-01-21", **changes: Any) -> dict[str, Any]:
    return {
        "stage": "council.filing",
        "deadlines": [{"due_on": due_on, "status": "open"}],
    } | changes


@pytest.fixture
def recorded() -> Story:
    changes = [
        {"title": "Time to file", "before": "2027-01-21", "after": None},
        {"title": "Time to decide", "before": None, "after": "2027-02-01"},
    ]
    answer = {"recorded": "Filed.", "changes": changes, "remarks": ["Ask."]}
    return Story(
        "told-twice",
        {"type": "AppealCase", "id": "AC-1", "at": AT, "intake": {}},
        [{"at": AT, "look": True}, {"at": LATER, "look": True}],
        [
            {"at": AT, "answer": None, "members": {"AC-1": stand()}},
            {"at": AT, "answer": answer, "members": {}},
            {"at": LATER, "answer": {"refused": "No."}, "members": {"AC-1": stand(stage="court")}},
        ],
        [message(MATTER, OTHER)],
    )


@pytest.fixture
def played(recorded: Story) -> Story:
    return copy.deepcopy(recorded)


def test_the_same_story_does_not_differ(recorded: Story, played: Story) -> None:
    assert differences(recorded, played) == []


def test_a_day_that_differs_is_named_where_it_stands(recorded: Story, played: Story) -> None:
    played.stands[0]["members"]["AC-1"]["deadlines"][0]["due_on"] = "2027-01-22"
    path = "stands/0/members/AC-1/deadlines/0/due_on"
    assert differences(recorded, played) == [Difference("stands", path, "2027-01-21", "2027-01-22")]


def test_what_is_there_or_is_not_is_named_whole(recorded: Story, played: Story) -> None:
    more = {"due_on": "2027-05-01", "status": "open"}
    played.stands[2]["members"]["AC-1"]["deadlines"].append(more)
    del played.stands[0]["members"]["AC-1"]["stage"]
    assert differences(recorded, played) == [
        Difference("stands", "stands/0/members/AC-1/stage", "council.filing", None),
        Difference("stands", "stands/2/members/AC-1/deadlines/1", None, more),
    ]


def test_a_superseded_deadline_moves_no_other_to_another_place(
    recorded: Story, played: Story
) -> None:
    over = {"due_on": "2027-01-10", "status": "superseded"}
    played.stands[0]["members"]["AC-1"]["deadlines"].insert(0, over)
    assert differences(recorded, played) == [
        Difference("stands", "stands/0/members/AC-1/superseded/0", None, over)
    ]


def test_a_change_that_comes_a_step_later_is_seen_at_both(recorded: Story, played: Story) -> None:
    """Only who has changed is written down: what stands is carried from step to step."""
    played.stands[1]["members"]["AC-1"] = played.stands[2]["members"].pop("AC-1")
    assert differences(recorded, played) == [
        Difference("stands", "stands/1/members/AC-1/stage", "council.filing", "court")
    ]


def test_a_member_that_is_missing_is_seen(recorded: Story, played: Story) -> None:
    recorded.stands[1]["members"]["AC-1.records.1"] = stand()
    [found] = differences(recorded, played)
    assert (found.path, found.is_) == ("stands/1/members/AC-1.records.1", None)


def test_a_step_that_is_missing_is_seen(recorded: Story, played: Story) -> None:
    played.stands.pop()
    assert [one.path for one in differences(recorded, played)] == ["stands/2"]


def test_a_refusal_is_a_refusal_whatever_its_words(recorded: Story, played: Story) -> None:
    played.stands[2]["answer"] = {"refused": "That cannot be."}
    assert differences(recorded, played) == []
    played.stands[2]["answer"] = {"recorded": "Filed.", "changes": [], "remarks": []}
    paths = [one.path for one in differences(recorded, played)]
    assert "stands/2/answer/refused" in paths


def test_the_order_of_changes_makes_no_difference_and_each_change_does(
    recorded: Story, played: Story
) -> None:
    played.stands[1]["answer"]["changes"].reverse()
    assert differences(recorded, played) == []
    played.stands[1]["answer"]["changes"][0]["after"] = "2027-02-02"
    [found] = differences(recorded, played)
    assert (found.was, found.is_) == ("2027-02-01", "2027-02-02")


def test_matters_may_be_grouped_otherwise_for_each_person(recorded: Story, played: Story) -> None:
    """One message to both, or one to each, or one for each matter: all hear the same."""
    played.told = [
        message(OTHER, roles=["beneficiary"], calendar=[]),
        message(MATTER, roles=["beneficiary"]),
        message(MATTER, OTHER, roles=["case_manager"]),
    ]
    assert differences(recorded, played) == []


def test_whoever_is_not_told_is_named(recorded: Story, played: Story) -> None:
    played.told = [message(MATTER, OTHER, roles=["case_manager"])]
    assert [one.path for one in differences(recorded, played)] == [
        f"told/{AT}/AC-1/beneficiary/council.check_in/follow-up",
        f"told/{AT}/AC-1/beneficiary/council.filing/7d",
        f"told/{AT}/AC-1/beneficiary/council.filing/calendar",
    ]


def test_who_is_told_twice_is_named(recorded: Story, played: Story) -> None:
    played.told.append(message(MATTER, roles=["beneficiary"], calendar=[]))
    [found] = differences(recorded, played)
    assert found.path == f"told/{AT}/AC-1/beneficiary/council.filing/7d"
    assert found.was is None


def test_words_that_differ_are_named(recorded: Story, played: Story) -> None:
    played.told = [message({**MATTER, "action": "File it now."}, OTHER)]
    assert [one.path.rpartition("/")[2] for one in differences(recorded, played)] == ["action"] * 2


def test_another_moment_is_a_message_lost_and_one_too_many(recorded: Story, played: Story) -> None:
    recorded.told = [message(MATTER, roles=["case_manager"], calendar=[])]
    played.told = [message(MATTER, roles=["case_manager"], calendar=[], at=LATER)]
    lost, new = differences(recorded, played)
    assert (lost.is_, new.was) == (None, None)


def test_a_cancellation_is_for_those_who_hold_the_entry(recorded: Story, played: Story) -> None:
    recorded.told = [message(MATTER, calendar=[], cancelled=["plan.filing beneficiary"])]
    played.told = [message(MATTER, calendar=[], cancelled=["plan.filing"])]
    [found] = differences(recorded, played)
    assert found.path == f"told/{AT}/AC-1/case_manager/plan.filing/cancelled"


def entry(**changes: Any) -> Listed:
    return Listed.of(
        {
            "story": "told-twice",
            "file": "stands",
            "path": "stands/0/members/AC-1/deadlines/0/due_on",
            "was": "2027-01-21",
            "is": "2027-01-22",
            "because": "The day was wrong.",
        }
        | changes
    )


FOUND = Difference("stands", "stands/0/members/AC-1/deadlines/0/due_on", "2027-01-21", "2027-01-22")
ADDED = Difference("stands", "stands/1/members/AC-1/deadlines/1", None, {"due_on": "2027-05-01"})


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"story": "told-*"},
        {"path": "stands/*/members/*/deadlines/0/due_on"},
        {"path": "stands/0/members/AC-1/*"},
        {"path": "stands/*/members/*/deadlines/0/due_on/*"},
    ],
)
def test_a_listed_difference_is_none_to_fail_by(changes: dict[str, Any]) -> None:
    meant = [entry(**changes)]
    assert unlisted("told-twice", [FOUND], meant) == []
    assert idle({"told-twice": [FOUND]}, meant) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"story": "another"},
        {"file": "told"},
        {"was": "2027-01-20"},
        {"is": "2027-01-23"},
        {"path": "stands/0/members/AC-1/deadlines/0"},
        {"path": "stands/0/members/AC-1/deadlines/*"} | {"is": "2027-01-23"},
        {"path": "stands/*/deadlines/0/due_on"},
        {"path": "stands/0/members/AC-1/deadlines/0/due_on/day"},
    ],
)
def test_what_is_listed_and_does_not_differ_so_fails(changes: dict[str, Any]) -> None:
    meant = [entry(**changes)]
    assert unlisted("told-twice", [FOUND], meant) == [FOUND]
    assert idle({"told-twice": [FOUND], "third": []}, meant) == meant


def test_an_exact_path_asks_for_nothing_where_nothing_is_said() -> None:
    content = {
        "story": "told-twice",
        "file": "stands",
        "path": ADDED.path,
        "because": "It is owed.",
    }
    assert unlisted("told-twice", [ADDED], [Listed.of(content)]) == [ADDED]
    assert unlisted("told-twice", [ADDED], [Listed.of(content | {"is": ADDED.is_})]) == []


def test_a_prefix_needs_no_values() -> None:
    content = {"story": "*", "file": "stands", "path": "stands/1/*", "because": "It is owed."}
    assert unlisted("told-twice", [ADDED, FOUND], [Listed.of(content)]) == [FOUND]


@pytest.mark.parametrize(
    "content",
    [
        {"story": "a", "file": "stands", "path": "stands/*"},
        {"story": "a", "file": "stands", "path": "stands/*", "because": " "},
        {"story": "a", "file": "stands", "path": "stands/*", "because": "Owed.", "now": 1},
    ],
)
def test_an_entry_says_why_and_nothing_unknown(content: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a listed difference has"):
        Listed.of(content)


def test_entries_are_read_from_the_file(tmp_path: Path) -> None:
    file = tmp_path / "differences.toml"
    file.write_text(
        '[[difference]]\nstory = "told-twice"\nfile = "stands"\npath = "stands/0/*"\n'
        'because = "The day was wrong."\n',
        encoding="utf-8",
    )
    [meant] = listed(file)
    assert meant.covers("told-twice", FOUND)
    assert not meant.covers("told-twice", ADDED)


def test_the_listed_differences_can_be_read() -> None:
    assert all(meant.because for meant in listed())
