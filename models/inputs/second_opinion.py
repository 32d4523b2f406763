"""A second opinion: referral, specialist, records, visit, written report; a third if two differ."""

from datetime import date
from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.cases.evidence import Agreement, Element
from models.cases.plan import PlanningPolicy
from models.cases.program import covering_opinions
from models.inputs.common_intake import Amount, AnyIntake, LocalTime, ShortText, reject
from models.inputs.common_report import Event
from models.rulebook.covered_days import PlannedDay, ToldDay


class SecondOpinionFacts(BaseModel):
    """What a second opinion adds to the people and places of a case."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needed_by: PlannedDay | None = Field(
        default=None, description="The day the written report must be in hand, if there is one."
    )
    referral_needed: bool | None = Field(
        default=None, description="Whether the plan asks for a referral; by program if left out."
    )
    cancer: bool = Field(
        default=False, description="Names cancer centers among the options, in the details only."
    )
    medigap: bool = Field(default=False, description="Whether a Medigap policy pays the rest.")
    approved_amount: Amount | None = Field(
        default=None, description="Dollars Medicare approves for the visit, for the estimate."
    )
    deductible_met: Amount | None = Field(
        default=None,
        description="Dollars paid already of the Part B deductible of the year it is opened in.",
    )
    planning: PlanningPolicy = PlanningPolicy()


class SecondOpinionIntake(AnyIntake, SecondOpinionFacts):
    """What a case manager fills in to open a second opinion."""

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        terms = self.program.terms.second_opinion
        if terms is None:
            named = " or ".join(covering_opinions())
            reject("program", f"expected {named}: the parts that cover doctors' opinions")
        if terms.referral is None and self.referral_needed:
            reject("referral_needed", "Original Medicare asks for no referral; leave it out")
        return self


class Opinion(BaseModel):
    """One opinion: the second, or the third."""

    model_config = ConfigDict(extra="forbid")

    agreement: Agreement
    received_on: date
    evidence_id: str
    elements: tuple[Element, ...]


class Refusal(BaseModel):
    """The plan refused a referral or a specialist: a determination with rights of its own."""

    model_config = ConfigDict(extra="forbid")

    notice_date: date
    late: bool = Field(default=False, description="No notice came: the time to answer ran out.")
    appeal_decided: bool = Field(default=False, description="Whether we appeal it was answered.")


class SecondOpinionEnding(StrEnum):
    """How a second opinion ends, unless it is closed or withdrawn."""

    AGREED = "agreed"
    CONFLICT = "conflict"
    COVERED_ALTERNATIVE = "covered_alternative"


class ReferralRequested(Event):
    """The plan was asked for a referral, or to authorize a specialist outside its network."""

    requested_on: date
    requested_at: LocalTime | None = Field(default=None, description="For the expedited clock.")
    expedited: bool = False
    out_of_network: bool = Field(
        default=False, description="For a specialist outside the network, as none inside will do."
    )


class ReferralRecorded(Event):
    """The referral or authorization is in hand, or the treating physician recommended one."""

    on: date


class RefusalRecorded(Event):
    """The plan refused the referral or the specialist."""

    notice_date: date
    refused_to_expedite: bool = Field(
        default=False, description="It refused the fast track: ground for a 24-hour grievance."
    )
    only_the_fast_track: bool = Field(
        default=False,
        description="It refused the fast track alone: the request goes on at the standard pace.",
    )


class RefusalAnswered(Event):
    """Whether the refusal is appealed, in a workflow of its own."""

    appeal: bool


class SpecialistChosen(Event):
    """A specialist was chosen."""

    on: date
    accepts_medicare: bool = Field(
        default=True, description="Original Medicare: takes part in Medicare."
    )
    in_network: bool = Field(default=True, description="Medicare Advantage: in the plan's network.")
    visit_on: PlannedDay | None = Field(
        default=None, description="The day the visit is booked for."
    )


class RecordsRequested(Event):
    """The records were asked for, outside of a RecordsTransfer."""

    on: date


class RecordsAtSpecialist(Event):
    """The specialist has the records."""

    on: date


class VisitBooked(Event):
    """The visit is booked, or moved to another day, which may be to come."""

    visit_on: PlannedDay


class VisitHappened(Event):
    """The visit took place."""

    on: date


class ReportReceived(Event):
    """The written report arrived."""

    received_on: date
    agreement: Agreement
    elements: tuple[Element, ...] = Field(
        default=(), description="Which of the five elements it has."
    )
    name: ShortText | None = Field(default=None, description="The document's name.")
    location: ShortText | None = Field(default=None, description="Where it is kept.")
    given_by: ShortText | None = Field(default=None, description="Who wrote it.")


class AddendumReceived(Event):
    """An addendum to the last report arrived."""

    received_on: date
    elements: tuple[Element, ...] = Field(min_length=1)
    name: ShortText | None = None
    location: ShortText | None = None


class OpinionConcluded(Event):
    """The case manager takes the opinion as it is, though elements are missing."""

    on: date


class RecordsProgress(BaseModel):
    """How a records transfer to the specialist stands, as the parent passes it on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    requested_on: ToldDay | None = None
    expected_on: ToldDay | None = None
    arrived_on: ToldDay | None = None


class Replanned(BaseModel):
    """The day the report must be in hand has moved."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    needed_by: ToldDay | None = None
