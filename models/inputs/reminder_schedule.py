"""The reminder schedule: on which days before a deadline, at which hour, and to whom.

A desk's defaults, which an intake may change. How they are placed in a calendar of working days
and mornings is in `models.notices.reminders.clock_reminders`.
"""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from models.cases.people import Role

DaysBefore = Annotated[int, Field(ge=0, le=180)]
Share = Annotated[float, Field(gt=0, lt=1)]


def _each_once(values: tuple[object, ...]) -> tuple[object, ...]:
    if len(set(values)) != len(values):
        message = "expected each value once"
        raise ValueError(message)
    return values


EachOnce = AfterValidator(_each_once)


class Escalation(BaseModel):
    """From when on the reminders of our own deadlines also go to somebody further up."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    days_before: DaysBefore = Field(description="In windows of weeks: from this reminder on.")
    share_passed: Share = Field(description="In windows of hours: from this reminder on.")


class ReminderSchedule(BaseModel):
    """The reminder schedule of a case.

    For windows of weeks, a reminder is so many days before the due day, at ``hour`` in the
    recipient's time zone; reminder 0 is the morning of the day itself. What falls on a weekend or a
    federal holiday goes out on the working day before, and one more on the safe day to mail. For
    windows of hours, a reminder is a share of the window that has passed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days_before: Annotated[tuple[DaysBefore, ...], EachOnce] = Field(
        default=(30, 14, 7, 3, 1, 0), min_length=1, max_length=20
    )
    shares_passed: Annotated[tuple[Share, ...], EachOnce] = Field(
        default=(0.5, 0.75, 0.9), min_length=1, max_length=10
    )
    hour: int = Field(default=9, ge=7, le=20, description="Local hour at which reminders begin.")
    day_begins: int = Field(
        default=8, ge=6, le=12, description="Local hour before which people are left in peace."
    )
    day_ends: int = Field(
        default=20,
        ge=15,
        le=22,
        description="Local hour from which people are left in peace. SMS by custom ends by 21.",
    )
    recipients: Annotated[tuple[Role, ...], EachOnce] = Field(
        default=(Role.CASE_MANAGER, Role.REPRESENTATIVE, Role.BENEFICIARY),
        min_length=1,
        description="Who is reminded of our own deadlines; roles without a contact are left out.",
    )
    escalation: tuple[Escalation, ...] = Field(
        default=(
            Escalation(role=Role.BACKUP, days_before=3, share_passed=0.75),
            Escalation(role=Role.SUPERVISOR, days_before=1, share_passed=0.9),
        ),
        max_length=10,
        description="Who else is reminded near the end, while nobody has acknowledged.",
    )
    check_in_days: int = Field(
        default=30, ge=7, le=90, description="Days between check-ins where the law has no clock."
    )
    confirm_dates_days: int | None = Field(
        default=None,
        ge=0,
        le=90,
        description="The case manager is asked for a second person who confirms the dates of an "
        "appeal, once they have stood unconfirmed for so many days; never when left out.",
    )

    @model_validator(mode="after")
    def _begins_by_day(self) -> Self:
        if not self.day_begins <= self.hour < self.day_ends:
            message = "hour: expected an hour from day_begins on, and before day_ends"
            raise ValueError(message)
        return self
