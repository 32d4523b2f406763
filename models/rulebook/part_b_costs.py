"""What a beneficiary pays for a service under Part B: the deductible of the year, then a share."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from models.rulebook.row import Evidence, Words

_CENT = Decimal("0.01")


class YearOfCosts(BaseModel):
    """The deductible (dollars) and the share (percent) for services of one calendar year."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    effective_from: date
    deductible: PositiveInt
    coinsurance_percent: int = Field(ge=0, le=100)
    citation: Words
    evidence: Evidence

    def patient_pays(self, approved: Decimal, deductible_met: Decimal) -> Decimal:
        """Dollars the patient owes of an approved amount, without Medigap.

        Args:
            approved: What Medicare approves for the service.
            deductible_met: How much of the year's deductible was paid before.
        """
        left = max(Decimal(0), self.deductible - deductible_met)
        first = min(approved, left)
        share = (approved - first) * self.coinsurance_percent / 100
        return (first + share).quantize(_CENT, ROUND_HALF_UP)


def costs_of(years: Sequence[YearOfCosts], on: date) -> YearOfCosts | None:
    """The costs for a service on a day; None where none are published for its year."""
    return next((year for year in years if year.effective_from.year == on.year), None)
