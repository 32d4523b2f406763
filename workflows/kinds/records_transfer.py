"""A request for medical records, from the holder to whoever needs them."""

from typing import Any

from temporalio import workflow

from workflows.case_workflow import CaseWorkflow
from workflows.reports import report

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind


@workflow.defn
class RecordsTransfer(CaseWorkflow):
    """A request for medical records, from the holder to whoever needs them."""

    kind = CaseKind.RECORDS_TRANSFER

    record_sent = report("record_sent", "The request was sent to the holder, or sent once more.")
    record_received = report(
        "record_received", "The holder has the request: its time runs from that day."
    )
    record_extension = report(
        "record_extension", "The holder takes more time, with reasons and a date in writing."
    )
    record_partial = report(
        "record_partial", "A part of the records arrived; the holder's time goes on."
    )
    record_delivered = report("record_delivered", "All the records arrived.")
    record_confirmed = report(
        "record_confirmed", "The recipient has the records: this ends the request."
    )
    record_escalation = report(
        "record_escalation", "The holder's privacy officer, or OCR, was written to."
    )
    close = report("close", "End this work, with the reason.")

    @workflow.init
    def __init__(self, *begin: Any) -> None:
        """Begin from an intake, or go on from the run before."""
        self._boot(begin)

    @workflow.run
    async def run(self, *begin: Any) -> dict[str, Any]:
        """Carry the case to its end, and tell its story."""
        del begin
        return await self._carry()
