"""An appeal of a denial, from the notice to the last level."""

from typing import Any

from temporalio import workflow

from workflows.case_workflow import CaseWorkflow
from workflows.reports import report

with workflow.unsafe.imports_passed_through():
    from models.cases.kinds import CaseKind


@workflow.defn
class AppealCase(CaseWorkflow):
    """An appeal of a denial, from the notice to the last level."""

    kind = CaseKind.APPEAL

    record_receipt = report(
        "record_receipt", "The notice arrived on another day than presumed, with proof."
    )
    file_appeal = report(
        "file_appeal", "The request for this level was received by the right office."
    )
    record_decision = report(
        "record_decision",
        "Decided: favorable, partially_favorable, unfavorable, dismissed or remanded.",
    )
    complete_request = report("complete_request", "What the request lacked has come.")
    record_withdrawal = report("record_withdrawal", "The request at this level was withdrawn.")
    record_death = report("record_death", "The person whose appeal it is has died.")
    request_reopening = report("request_reopening", "The reopening of a decision was asked for.")
    request_expedited = report(
        "request_expedited", "Expedited handling was asked for, granted or denied."
    )
    record_extension = report("record_extension", "The adjudicator extended its time to decide.")
    escalate = report(
        "escalate", "The next office has the case: escalated, or forwarded by the plan."
    )
    record_effectuation = report(
        "record_effectuation", "What the decision ordered was authorized, provided or paid."
    )
    request_good_cause = report(
        "request_good_cause", "A late request was filed with its reasons, or was answered."
    )
    record_hearing = report(
        "record_hearing", "A hearing is set or moved to another day; or it is cancelled."
    )
    add_details = report(
        "add_details", "What papers name: plan, provider, days of service, the denial's reason."
    )
    confirm_dates = report(
        "confirm_dates", "A second person has compared the dates with the notice, signed in."
    )
    draft_letter = report(
        "draft_letter", "Write a draft of the request for appeal into the folder of letters."
    )
    record_delivery = report(
        "record_delivery", "The office has what was sent: the day, and what proves it."
    )
    record_appointment = report(
        "record_appointment", "The representative's appointment: signed on, and what is missing."
    )
    recalculate = report(
        "recalculate", "Count again: today's rulebook, corrected facts, or an override."
    )
    close = report("close", "End the case, with the name of its ending and the reason.")
    start_second_opinion = report(
        "start_second_opinion", "Start a second opinion beside the case: {} will do."
    )
    request_records = report(
        "request_records", "Have records sent: starts a records transfer beside the case."
    )
    file_grievance = report("file_grievance", "Start a grievance to the plan beside the case.")
    record_evidence = report(
        "record_evidence", "Evidence arrived from elsewhere, such as a letter."
    )
    submit_evidence = report(
        "submit_evidence", "Evidence gathered since the filing was sent to the adjudicator."
    )

    @workflow.init
    def __init__(self, *begin: Any) -> None:
        """Begin from an intake, or go on from the run before."""
        self._boot(begin)

    @workflow.run
    async def run(self, *begin: Any) -> dict[str, Any]:
        """Carry the case to its end, and tell its story."""
        del begin
        return await self._carry()
