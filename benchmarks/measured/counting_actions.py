"""Counts what a history would be billed as on Temporal Cloud.

By https://docs.temporal.io/cloud/actions: a start (also by continue-as-new), a timer, an attempt of
an activity, a signal, an update (the UI's rejected ones are not in a history), an upsert of search
attributes, all local activities of one workflow task together. A child costs its start twice. Not
in a history, and so not counted: queries and heartbeats.
"""

from collections.abc import Iterable
from itertools import groupby

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent

_ONE = {
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED,
    EventType.EVENT_TYPE_TIMER_STARTED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED,
    EventType.EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED,
    EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED,
    EventType.EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES,
    EventType.EVENT_TYPE_START_CHILD_WORKFLOW_EXECUTION_INITIATED,
}


def actions(events: Iterable[HistoryEvent]) -> int:
    """The billable actions in some events of one history."""
    events = list(events)
    attempts = sum(
        event.activity_task_started_event_attributes.attempt
        for event in events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_STARTED
    )
    markers = (
        event.marker_recorded_event_attributes.workflow_task_completed_event_id
        for event in events
        if event.event_type == EventType.EVENT_TYPE_MARKER_RECORDED
    )
    tasks_with_markers = sum(1 for _ in groupby(sorted(markers)))
    return attempts + tasks_with_markers + sum(event.event_type in _ONE for event in events)
