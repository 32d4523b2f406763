"""How many events whole cases have, and what they would be billed as: the recorded ones."""

from pathlib import Path

from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowHistory

from benchmarks.figures import show
from benchmarks.measured.counting_actions import actions

HISTORIES = Path(__file__).parents[1] / "tests/histories"

_OF_THE_VIRTUAL_CLOCK = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIME_SKIPPING_TRANSITIONED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_OPTIONS_UPDATED,
}
"""What a recorded case has for being on a clock of its own; a case in service has none of it."""


def test_histories() -> None:
    rows = []
    for file in sorted(HISTORIES.glob("*.json")):
        text = file.read_text()
        events = WorkflowHistory.from_json(file.stem, text).events
        own = [event for event in events if event.event_type not in _OF_THE_VIRTUAL_CLOCK]
        size = sum(event.ByteSize() for event in own) / 1024
        rows.append((file.stem, f"{len(events)}", f"{len(own)}", f"{actions(own)}", f"{size:,.0f}"))
    columns = ("a whole case", "events", "in service", "billable actions", "KiB in service")
    show("Histories", columns, rows)
