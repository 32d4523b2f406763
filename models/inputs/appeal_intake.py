"""The intake: the one JSON object that opens an appeal case."""

from datetime import date
from typing import Self

from pydantic import Field, model_validator

from models.cases.people import Zone
from models.cases.plan import PlanningPolicy
from models.cases.program import (
    Kind,
    Program,
    Speed,
    Stage,
    can_be_expedited,
    covering_opinions,
    kinds_of,
    plan_program,
)
from models.inputs.common_intake import (
    Amount,
    AnyIntake,
    LocalTime,
    Override,
    Receipt,
    ShortText,
    reject,
)
from models.inputs.records_transfer import RecordsFacts
from models.inputs.request.appointment import Appointment
from models.inputs.request.claim_details import ClaimDetails
from models.inputs.second_opinion import SecondOpinionFacts
from models.rulebook import Facts, rulebook
from models.rulebook.elements import Appellant

LEVELS: dict[Program, tuple[str, ...]] = {
    program: tuple(level.level for level in rulebook.levels(program.value)) for program in Program
}
"""The levels of each program, lowest first, as the rulebook's ladders name them."""


class Intake(ClaimDetails, AnyIntake):
    """What a case manager fills in to open an appeal case. Days are calendar days in `zone`."""

    notice_date: date | None = Field(
        default=None, description="The date printed on the adverse notice in hand."
    )
    service: ShortText = Field(description="What was denied, in a few words.")
    stage: Stage = Field(
        default=Stage.DENIED,
        description="denied: an adverse notice is in hand. pending: a request awaits its decision.",
    )
    level: str | None = Field(
        default=None, description="The level of that notice or request; the first when left out."
    )
    received: Receipt | None = Field(
        default=None, description="Actual receipt of the notice; presumed by the rule if left out."
    )
    filed_on: date | None = Field(
        default=None, description="For stage pending: the day the right office received it."
    )
    filed_at: LocalTime | None = Field(
        default=None, description="The local hour of that receipt, for clocks that run in hours."
    )
    services_end: date | None = Field(
        default=None,
        description="Fast-track: the day of discharge or release, or on which services end.",
    )
    services_end_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    statement_on: date | None = Field(
        default=None,
        description="Part D exception: the day the prescriber's supporting statement arrived.",
    )
    statement_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    kind: Kind | None = Field(
        default=None, description="What was asked for; the program's usual kind when left out."
    )
    speed: Speed = Speed.STANDARD
    second_opinion: SecondOpinionFacts | None = Field(
        default=None, description="Start a second opinion with the case: {} will do."
    )
    records: tuple[RecordsFacts, ...] = Field(
        default=(), max_length=20, description="Start these records transfers with the case."
    )
    planning: PlanningPolicy = Field(
        default=PlanningPolicy(), description="How long each step of the evidence usually takes."
    )
    prior_authorization: bool = Field(
        default=False, description="Part C: whether the plan requires prior authorization for it."
    )
    amount_in_controversy: Amount | None = None
    receiver_zone: Zone | None = Field(
        default=None,
        description="Time zone of the office that the first request goes to: the last day ends at "
        "its midnight. When left out, at the earlier of `zone` and Eastern Time.",
    )
    override: Override | None = None
    appellant: Appellant | None = Field(
        default=None,
        description="Who makes the requests; the beneficiary, or the representative where the case "
        "has one, when left out.",
    )
    appointment: Appointment | None = Field(
        default=None, description="The appointment of the representative, where there is one."
    )

    @property
    def asks_as(self) -> Appellant:
        """Who makes the requests."""
        if self.appellant is not None:
            return self.appellant
        return "beneficiary" if self.representative is None else "representative"

    @property
    def entry_level(self) -> str:
        """The level of the notice or request that the case opens with."""
        # A release may have dropped the program of a case that was accepted before.
        return self.level or LEVELS.get(self.program, ("unknown",))[0]

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of its program, lowest first."""
        return LEVELS.get(self.program, ())

    @property
    def request_kind(self) -> Kind:
        """What was asked for, or what the program is usually asked for."""
        return self.kind or kinds_of(self.program)[0]

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        levels, kinds = LEVELS[self.program], kinds_of(self.program)
        if self.entry_level not in levels:
            reject("level", f"expected one of {', '.join(levels)} for this program")
        if self.request_kind not in kinds:
            reject("kind", f"expected one of {', '.join(kinds)} for this program")
        if self.speed is Speed.EXPEDITED and not can_be_expedited(
            self.program, self.request_kind, self.entry_level
        ):
            reject("speed", "expected standard: payments, claims and fast-track appeals")
        self._check_end_of_services()
        if self.statement_on is not None and self.kind is not Kind.EXCEPTION:
            reject("statement_on", "belongs to kind exception of part_d")
        for name, given in self.by_level.items():
            if given.keys() - set(levels):
                reject(name, f"expected a level as the name: {', '.join(levels)}")
        if self.appointment is not None and self.representative is None:
            reject("appointment", "expected together with representative")
        if self.second_opinion is not None:
            self._check_second_opinion()
        if self.stage is Stage.DENIED:
            self._check_denied()
        else:
            self._check_pending()
        return self

    def _check_second_opinion(self) -> None:
        if plan_program(self.program).terms.second_opinion is None:
            named = ", ".join(covering_opinions())
            reject("second_opinion", f"belongs to {named}: the parts that cover doctors")

    def _check_end_of_services(self) -> None:
        if self.services_end is not None and not self.program.has_an_end:
            reject("services_end", "belongs to the fast-track programs")
        first = self.entry_level == LEVELS[self.program][0]
        if self.services_end is None and self.program.starts_with_an_end and first:
            reject("services_end", "expected the day of discharge or release")
        if self.services_end_at is not None and self.services_end is None:
            reject("services_end_at", "expected together with services_end")

    def _check_denied(self) -> None:
        if self.notice_date is None:
            reject("notice_date", "expected the date printed on the notice, e.g. 2026-11-02")
        if self.received and self.notice_date and self.received.on < self.notice_date:
            reject("received.on", "is before notice_date; a notice arrives on or after its date")
        if self.override and self.notice_date and self.override.due_on < self.notice_date:
            reject("override.due_on", "is before notice_date")
        if self.filed_on is not None:
            reject("filed_on", "belongs to stage pending; record a filing with file_appeal")
        if self.entry_level == LEVELS[self.program][-1]:
            reject("level", "no appeal follows an adverse decision of the district court")

    def _check_pending(self) -> None:
        if self.filed_on is None:
            reject("filed_on", "expected the day the office received the request")
        for name in ("notice_date", "received", "override"):
            if getattr(self, name) is not None:
                reject(name, "belongs to stage denied; a pending request has no notice yet")
        first = rulebook.level(self.program.value, self.entry_level)
        if first.reached_by == "start" and first.decision_rule(self._facts) is None:
            reject("stage", f"nothing is requested at {self.entry_level}; expected denied")

    @property
    def _facts(self) -> Facts:
        return Facts(
            kind=self.request_kind.value,
            speed=self.speed.value,
            prior_authorization=self.prior_authorization,
        )
