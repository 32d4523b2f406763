"""Reads from the events of a case's runs who sent each report."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from models.cases.log.entries import SAID_BY
from models.presentation.reporters import NOBODY_KNOWN, How, Reporter, Via, reporter


@dataclass
class Senders:
    """Who sent each report, by the id that its entry in the log has."""

    by_update: dict[str, Reporter] = field(default_factory=dict)
    """By the id of the update, of the intake by the id of the first run."""

    cancellations: list[tuple[datetime, Reporter]] = field(default_factory=list)
    """When Temporal was asked to cancel the case, and by whom."""

    def of(self, entry: dict[str, Any]) -> Reporter:
        """Who made a report.

        Args:
            entry: Of the query `history`.
        """
        if entry.get(SAID_BY):
            return Reporter(str(entry[SAID_BY]), How.AUTHENTICATED, Via.UI)
        if entry["kind"] == "cancel":
            at = datetime.fromisoformat(entry["reported_at"])
            asked = [sender for moment, sender in self.cancellations if moment <= at]
            return asked[-1] if asked else NOBODY_KNOWN
        return self.by_update.get(entry.get("update", ""), NOBODY_KNOWN)


async def senders_of(client: Client, case_id: str) -> Senders:
    """Who sent the reports of a case, through all its runs that Temporal still has.

    Raises:
        RPCError: There is no such case, or it could not be read.
    """
    found = Senders()
    latest = (await client.get_workflow_handle(case_id).describe()).run_id
    left, seen = [latest], set[str]()
    # Those that went on in another run name the one before; those before a reopening are listed.
    quoted = case_id.replace("\\", "\\\\").replace("'", "\\'")
    listed = client.list_workflows(f"WorkflowId = '{quoted}'")
    left += [one.run_id async for one in listed]
    while left:
        run_id = left.pop()
        if run_id in seen:
            continue
        seen.add(run_id)
        handle = client.get_workflow_handle(case_id, run_id=run_id)
        try:
            async for event in handle.fetch_history_events():
                _take(event, run_id, found)
                before = event.workflow_execution_started_event_attributes
                if before.continued_execution_run_id:
                    left.append(before.continued_execution_run_id)
        except RPCError as error:
            # Its retention is over.
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
    found.cancellations.sort(key=lambda one: one[0])
    return found


def _take(event: HistoryEvent, run_id: str, found: Senders) -> None:
    """Note the sender of an event that brought a report."""
    principal = event.principal.name
    match event.event_type:
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_STARTED:
            identity = event.workflow_execution_started_event_attributes.identity
            found.by_update[run_id] = reporter(identity, principal)
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED:
            request = event.workflow_execution_update_accepted_event_attributes.accepted_request
            sender = reporter(request.meta.identity, principal)
            found.by_update[request.meta.update_id] = sender
        case EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCEL_REQUESTED:
            asked = event.workflow_execution_cancel_requested_event_attributes
            at = event.event_time.ToDatetime(UTC)
            found.cancellations.append((at, reporter(asked.identity, principal)))
        case _:
            pass
