"""A complaint about a plan to CMS, from the call to its resolution."""

from typing import Any

from temporalio import workflow

from workflows.case_workflow import CaseWorkflow
from workflows.reports import report

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind


@workflow.defn
class CmsComplaint(CaseWorkflow):
    """A complaint about a plan to CMS, from the call to its resolution."""

    kind = CaseKind.CMS_COMPLAINT

    record_filed = report(
        "record_filed", "The complaint was made at 1-800-MEDICARE or on medicare.gov."
    )
    record_assigned = report(
        "record_assigned", "CMS assigned it to the plan: the plan's time runs from that day."
    )
    record_extension = report(
        "record_extension", "The plan takes up to 14 days more; not where it is urgent."
    )
    record_contact = report("record_contact", "The plan got in touch with whoever complained.")
    record_answer = report("record_answer", "The complaint was closed: resolved, or not.")
    recalculate = report("recalculate", "Correct what was typed wrong, and count again.")
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
