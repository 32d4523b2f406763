"""A second opinion on a denied treatment, from the referral to the written report."""

from typing import Any

from temporalio import workflow

from workflows.case_workflow import CaseWorkflow
from workflows.reports import report

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind


@workflow.defn
class SecondOpinion(CaseWorkflow):
    """A second opinion on a denied treatment, from the referral to the written report."""

    kind = CaseKind.SECOND_OPINION

    request_referral = report(
        "request_referral", "The plan was asked for a referral or an authorization."
    )
    record_referral = report("record_referral", "The referral or authorization is in hand.")
    record_refusal = report("record_refusal", "The plan refused the referral or the specialist.")
    answer_refusal = report(
        "answer_refusal", "Shall the refusal be appealed? Yes opens an appeal of its own."
    )
    file_grievance = report("file_grievance", "Start a grievance about the refusal beside it.")
    choose_specialist = report(
        "choose_specialist", "A specialist was chosen, and the visit booked if so."
    )
    book_visit = report("book_visit", "The visit is booked, or moved to another day.")
    request_records = report(
        "request_records", "Have the records sent: starts a records transfer beside it."
    )
    record_records_request = report(
        "record_records_request", "The records were asked for, without a workflow of their own."
    )
    record_records = report("record_records", "The specialist has the records.")
    record_visit = report("record_visit", "The visit took place.")
    record_report = report(
        "record_report", "The written report arrived: what it says, which elements it has."
    )
    record_addendum = report("record_addendum", "An addendum to the report arrived.")
    conclude = report("conclude", "Take the opinion as it is, though something is missing.")
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
