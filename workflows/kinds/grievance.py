"""A grievance to the plan, from the filing to the answer."""

from typing import Any

from temporalio import workflow

from workflows.case_workflow import CaseWorkflow
from workflows.reports import report

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind


@workflow.defn
class Grievance(CaseWorkflow):
    """A grievance to the plan, from the filing to the answer."""

    kind = CaseKind.GRIEVANCE

    record_filed = report("record_filed", "The plan received the grievance.")
    record_extension = report("record_extension", "The plan takes up to 14 days more to answer.")
    record_answer = report("record_answer", "The plan answered: resolved, or not.")
    file_cms_complaint = report(
        "file_cms_complaint", "Take it further: start a complaint to CMS beside it."
    )
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
