"""CaseloadDigest: the summary of their cases for one case manager, as a schedule starts it."""

from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RetryPolicy, SearchAttributeKey

from workflows.runtime.inputs import failure, one_object

with workflow.unsafe.imports_passed_through():
    from models.digest import DIGEST_WORKFLOW, DigestIntake, DigestOrder, DigestReport
    from models.inputs.validation import Refusal, read

SEND_DIGEST = "send_digest"

_NOMINAL_START = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
"""Set by the server on what a schedule starts: the instant it was meant for."""

_OF_USE = timedelta(hours=10)
"""A digest of the morning is worth trying until the evening; the next morning brings its own."""

_ATTEMPT = timedelta(minutes=2)
"""Reading, writing, and one message, which the channel's own time-out bounds."""

_AGAIN = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=15))
"""A mail server may be down for hours. The server keeps the count; the history does not grow."""


@workflow.defn(name=DIGEST_WORKFLOW)
class CaseloadDigest:
    """One digest of one day. A schedule starts it; `appealclock digest` makes the schedule."""

    @workflow.run
    async def run(self, *begin: Any) -> DigestReport:
        """Have the digest read, written and sent, and tell what became of it."""
        try:
            intake = read(DigestIntake, one_object(begin))
        except Refusal as refusal:
            raise failure(refusal) from None
        nominal = workflow.info().typed_search_attributes.get(_NOMINAL_START)
        order = DigestOrder(
            intake=intake,
            now=workflow.now(),
            only_on_working_days=intake.by_the_calendar(nominal),
        )
        report: DigestReport = await workflow.execute_activity(
            SEND_DIGEST,
            order,
            result_type=DigestReport,
            start_to_close_timeout=_ATTEMPT,
            schedule_to_close_timeout=_OF_USE,
            retry_policy=_AGAIN,
            summary=f"Digest of {order.today}",
        )
        return report
