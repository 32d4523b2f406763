"""What a claim is about in dollars, and what the patient pays of it."""

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from models.inputs.common_intake import Amount


class Medigap(StrEnum):
    """What the patient's Medigap policy pays of what Part B leaves to the patient."""

    NONE = "none"
    COINSURANCE = "coinsurance"
    ALL = "coinsurance_and_deductible"


class ClaimAmounts(BaseModel):
    """Amounts of what was denied, in dollars. What is left out is assumed or unknown, and said."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    billed: Amount | None = Field(default=None, description="What was billed, or will be.")
    denied: Amount | None = Field(
        default=None, description="What of that was denied; all of it when left out."
    )
    allowed: Amount | None = Field(
        default=None,
        description="What Medicare or the plan allows for what was denied, where it covers it.",
    )
    owed: Amount | None = Field(
        default=None,
        description="What the patient owes while it stays denied, as the notice or the bill says; "
        "what was denied when left out.",
    )
    deductible_met: Amount | None = Field(
        default=None,
        description="Original Medicare: what was met of the year's Part B deductible before it.",
    )
    medigap: Medigap | None = Field(
        default=None, description="What a Medigap policy pays of the patient's share."
    )
    cost_sharing: Amount | None = Field(
        default=None,
        description="What the patient pays of it where it is covered, as the plan says; for "
        "Original Medicare counted from Part B's costs when left out.",
    )

    @model_validator(mode="after")
    def _no_more_than_billed(self) -> Self:
        if self.billed is not None and self.denied is not None and self.denied > self.billed:
            message = "denied: expected no more than what was billed"
            raise ValueError(message)
        return self
