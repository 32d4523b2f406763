"""How much of the workflow code must keep the order of its commands while cases run."""

from tests.workflows.releases.replay_sensitive import (
    RUN_BY_THE_WORKER,
    Function,
    functions,
    replay_sensitive,
)

MOST_LINES = 700


def function(name: str, *names: str) -> Function:
    return Function("a.py", name, 10, frozenset(names))


def test_it_is_what_a_reader_can_hold_in_the_head() -> None:
    found = replay_sensitive(functions(RUN_BY_THE_WORKER))
    names = {one.name for one in found}
    # What starts, sends, waits and goes on is among them; what is only looked at is not.
    assert {"run", "_carry", "_turn", "send", "look", "wait"} <= names
    assert not {"overview", "panel", "judge"} & names
    assert sum(one.lines for one in found) < MOST_LINES


def test_whoever_calls_what_issues_a_command_counts() -> None:
    all_ = [
        function("waits", "wait_condition"),
        function("calls", "waits"),
        function("calls_that", "calls"),
        function("asks", "now"),
    ]
    assert [one.name for one in replay_sensitive(all_)] == ["waits", "calls", "calls_that"]
