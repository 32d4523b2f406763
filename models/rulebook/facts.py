"""The facts that a time limit may depend on, and the conditions rows set on them."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from models.rulebook.local.plans import PlanNumber
from models.rulebook.states import State

Kind = Literal[
    "service",
    "payment",
    "part_b_drug",
    "benefit",
    "exception",
    "at_risk",
    "outpatient",
    "ambulance",
    "wiser",
]
Speed = Literal["standard", "expedited"]
Urgency = Literal["immediate_need", "urgent", "other"]
Ground = Literal["clerical_error", "any_reason", "good_cause"]
Setting = Literal["preadmission", "inpatient", "snf", "other"]

_DAY = len("2026-11-02")
_NO_MOMENT = "expected a date such as 2026-11-02, or a local time such as 2026-11-02T09:30"
_NO_DAY = "expected a date such as 2026-11-02"


def day_or_moment(text: str) -> date | datetime:
    """A date, or a date and time, as people write them.

    Raises:
        ValueError: it is neither.
    """
    return date.fromisoformat(text) if len(text) <= _DAY else datetime.fromisoformat(text)


def _moment(given: object) -> object:
    """Dates, times and their texts; a bare number, which Pydantic takes for seconds, is neither."""
    if isinstance(given, str):
        try:
            return day_or_moment(given)
        except ValueError:
            raise ValueError(_NO_MOMENT) from None
    if isinstance(given, date):
        return given
    raise ValueError(_NO_MOMENT)


def _day(given: object) -> object:
    if isinstance(given, str):
        try:
            return date.fromisoformat(given)
        except ValueError:
            raise ValueError(_NO_DAY) from None
    if isinstance(given, date):
        return given
    raise ValueError(_NO_DAY)


Day = Annotated[date, BeforeValidator(_day)]
DayOrMoment = Annotated[date | datetime, BeforeValidator(_moment)]


class Facts(BaseModel):
    """What is known of one request or notice. Days and naive hours are those of the rule's zone.

    A fact that a rule does not depend on is ignored; one that contradicts it is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    received: DayOrMoment | None = Field(
        default=None, description="Proven receipt of the notice; replaces the presumption."
    )
    received_evidence: str | None = Field(default=None, description="What proves that receipt.")
    filed: DayOrMoment | None = Field(
        default=None, description="When the right office has the request; set against our limits."
    )
    statement: DayOrMoment | None = Field(
        default=None, description="Receipt of the prescriber's supporting statement (Part D)."
    )
    extended: bool = Field(default=False, description="Whoever must act extended the time.")
    extension_days: Annotated[int, Field(ge=1, le=366)] | None = Field(
        default=None, description="Days of that extension; the rule's own number when left out."
    )
    tolled_days: Annotated[int, Field(ge=0, le=3660)] = Field(
        default=0, description="Days that do not count, as while an appointment form is defective."
    )
    kind: Kind | None = Field(default=None, description="What is asked for.")
    speed: Speed | None = Field(default=None, description="Standard or expedited handling.")
    prior_authorization: bool = Field(
        default=False, description="Part C: the item or service needs prior authorization."
    )
    escalated: bool = Field(default=False, description="Escalated from the level below.")
    clean_claim: bool = Field(
        default=False, description="Part C payment: a clean claim of a noncontract provider."
    )
    late: bool = Field(default=False, description="The request came after its own deadline.")
    services_end: Day | None = Field(
        default=None, description="The day on which covered services end, as the notice prints it."
    )
    services_over: bool = Field(
        default=False,
        description="Fast track: when asked, services had ended or the patient had left.",
    )
    period_ended: Day | None = Field(
        default=None, description="Last day of the decision period of the level escalated from."
    )
    urgency: Urgency | None = Field(default=None, description="How CMS graded a complaint.")
    ground: Ground | None = Field(default=None, description="Why a reopening is asked for.")
    setting: Setting | None = Field(
        default=None, description="Where the patient is, for reconsiderations under Part 478."
    )
    state: State | None = Field(
        default=None, description="The State of the case, such as FL, for relief after a disaster."
    )
    program: str | None = Field(
        default=None, description="The program of the case, for relief after a disaster."
    )
    plan_number: PlanNumber | None = Field(
        default=None, description="The plan, by its contract number, such as H5216-001."
    )


NO_FACTS = Facts()
"""Nothing known beyond the day that starts the clock."""

Wanted = str | bool | tuple[str, ...]
"""The value a fact must have, or several of which it must have one."""

Condition = dict[str, Wanted]
"""Facts by name with what each must be."""


def as_choices(wanted: Wanted) -> tuple[str | bool, ...]:
    """The values that will do."""
    return wanted if isinstance(wanted, tuple) else (wanted,)


def holds(condition: Mapping[str, Wanted], facts: Facts) -> bool:
    """Whether every fact the condition names has a value that will do."""
    return all(getattr(facts, name) in as_choices(wanted) for name, wanted in condition.items())
