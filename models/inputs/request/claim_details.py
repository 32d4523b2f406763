"""What a notice says besides its days: what papers quote and lists name, never what clocks need."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from models.inputs.common_intake import ShortText, Text
from models.inputs.common_report import Event
from models.inputs.request.amounts import ClaimAmounts
from models.inputs.spelling import as_meant

DETAILS = "add_details"
"""The report of them."""

_MOST = 50
"""So many items, days or numbers are taken at most."""


class ServiceDates(BaseModel):
    """The days on which a service was given, or was to be given."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts_on: date
    ends_on: date | None = Field(default=None, description="The last day, where it is another.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_on is not None and self.ends_on < self.starts_on:
            message = "ends_on on or after starts_on"
            raise ValueError(message)
        return self


def _one_day(given: object) -> object:
    """A day alone is one on which the service was given, however it is written."""
    if isinstance(given, Mapping | ServiceDates):
        return given
    return as_meant(ServiceDates, {"starts_on": given})


def _one_or_several(given: object) -> object:
    return (given,) if isinstance(given, str | Mapping) else given


Days = Annotated[ServiceDates, BeforeValidator(_one_day)]
Texts = Annotated[tuple[ShortText, ...], Field(max_length=_MOST), BeforeValidator(_one_or_several)]


class ClaimDetails(BaseModel):
    """What papers about a case name: of the claim, of the notices, of who decides.

    Medicare and member numbers, postal addresses of people and diagnoses are never in a case.
    """

    plan: ShortText | None = Field(
        default=None, description="The plan, sponsor or payer, as the notice names it."
    )
    provider: ShortText | None = Field(
        default=None, description="Who gave, or is to give, what was denied."
    )
    service_dates: Annotated[
        tuple[Days, ...], Field(max_length=_MOST), BeforeValidator(_one_or_several)
    ] = Field(
        default=(),
        description="Days of service: a day, or {starts_on, ends_on}, or a list of them.",
    )
    items: Texts = Field(
        default=(), description="The items and services at issue, as the notice names them."
    )
    claim_numbers: Texts = Field(default=(), description="Numbers of the claims at issue.")
    denial_reason: Text | None = Field(
        default=None, description="Why it was denied, word for word from the newest notice."
    )
    disagreements: Text | None = Field(
        default=None,
        description="Which parts of the newest decision one disagrees with, and why; before the "
        "Council what is not named may be lost.",
    )
    coverage_rules: Texts = Field(
        default=(),
        description="The coverage rules that it falls under: an NCD, an LCD, a plan's provision.",
    )
    adjudicator: dict[ShortText, Text] = Field(
        default_factory=dict,
        max_length=10,
        description="By level: who decides there, with the office's address, as the notice says.",
    )
    appeal_numbers: dict[ShortText, ShortText] = Field(
        default_factory=dict, max_length=10, description="By level: the number of the appeal there."
    )

    amounts: ClaimAmounts | None = Field(
        default=None, description="What was billed, allowed and denied, and what the patient pays."
    )

    @property
    def by_level(self) -> Mapping[str, Mapping[str, str]]:
        """What is known by level, by the names of its fields."""
        return {"adjudicator": self.adjudicator, "appeal_numbers": self.appeal_numbers}


class DetailsAdded(ClaimDetails, Event):
    """Details of the claim and its notices, for papers; no clock depends on them.

    What is given takes the place of what was known; what is by level is added to it.
    """

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.model_fields_set:
            message = "expected at least one field, such as plan or denial_reason"
            raise ValueError(message)
        return self


def details_of(intake: ClaimDetails, added: Iterable[DetailsAdded]) -> ClaimDetails:
    """The details as they are known now.

    Args:
        intake: Of the case.
        added: What was reported since, oldest first.
    """
    known: dict[str, Any] = {name: getattr(intake, name) for name in ClaimDetails.model_fields}
    for one in added:
        for name in one.model_fields_set:
            given = getattr(one, name)
            known[name] = {**known[name], **given} if isinstance(given, dict) else given
    return ClaimDetails.model_construct(**known)
