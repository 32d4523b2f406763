"""A plan counted backward from a filing day: the latest safe day of each step of the evidence."""

from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from models.cases.milestone import Milestone


class PlanningPolicy(BaseModel):
    """How long each step usually takes, in calendar days. Assumptions of the desk, not law."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    review_days: int = Field(
        default=5,
        ge=0,
        le=60,
        description="From the report in hand to the filing: to read it, "
        "have it completed and attach it.",
    )
    report_days: int = Field(default=10, ge=0, le=90, description="From the visit to the report.")
    appointment_days: int = Field(
        default=14, ge=0, le=120, description="From booking the visit to the visit."
    )
    reading_days: int = Field(
        default=3, ge=0, le=60, description="Records at the specialist before the visit."
    )
    records_days: int | None = Field(
        default=None,
        ge=0,
        le=120,
        description="From the records request to the records; as long "
        "as the law allows the holder when left out.",
    )
    referral_days: int | None = Field(
        default=None,
        ge=0,
        le=90,
        description="From asking for a referral to having it; as long "
        "as the law allows the plan when left out.",
    )


class BackwardPlan(BaseModel):
    """The steps to a report in hand, each with its latest safe day, the first step first."""

    model_config = ConfigDict(extra="forbid")

    goal_on: date = Field(description="The day the evidence must be in hand.")
    goal: str = Field(description="What that day is counted back from, in words.")
    steps: tuple[Milestone, ...]
    notes: tuple[str, ...] = Field(
        default=(), description="What each span rests on: the law, or the desk's assumption."
    )
    extension: str | None = Field(
        default=None, description="The extension that the law has for this level, in words."
    )

    @property
    def begin_by(self) -> date | None:
        """The last day on which all steps can still be begun in time, none done so far."""
        days = (step.latest_on for step in self.steps if step.latest_on is not None)
        return min(days, default=None)
