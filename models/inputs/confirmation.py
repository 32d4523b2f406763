"""That a second person has compared the dates of an appeal with its notice."""

from datetime import date

from pydantic import Field

from models.inputs.common_report import Event


class DatesConfirmed(Event):
    """Somebody who did not open the case has compared its dates with the paper in hand."""

    notice_date: date | None = Field(
        default=None, description="The date printed on the notice, read from the paper."
    )
    filed_on: date | None = Field(
        default=None,
        description="Of a case opened with a request that awaits its decision: the day on which "
        "the office received it, read from the paper.",
    )
