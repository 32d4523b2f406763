"""The amount in controversy that a hearing or a court asks for, by the year of the filing."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from models.local_time import short_day
from models.rulebook.errors import NotInForceError
from models.rulebook.row import Address, Evidence, Words, is_verified

Forum = Literal["alj", "court"]


class YearOfAmounts(BaseModel):
    """The two amounts for requests filed in one calendar year, in dollars."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    effective_from: date
    alj: PositiveInt
    court: PositiveInt
    citation: Words
    source: Address | None = None
    evidence: Evidence
    court_evidence: Evidence | None = Field(default=None, description="Where it differs.")


class Threshold(BaseModel):
    """What a request filed on a day must have in controversy, in dollars."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    forum: Forum
    amount: Decimal | None = Field(description="None where none is published yet.")
    published: bool
    effective_from: date
    citation: str
    evidence: str

    @property
    def verified(self) -> bool:
        """Whether the amount was seen, going by the mark."""
        return is_verified(self.evidence)


def threshold(years: Sequence[YearOfAmounts], forum: Forum, on: date) -> Threshold:
    """The amount for a request filed on a day. Each year's amounts hold for that year alone.

    Raises:
        NotInForceError: the day is before the first year the rulebook holds.
    """
    first = years[0].effective_from
    if on < first:
        message = f"amount {forum}: the rulebook holds amounts from {short_day(first)} on"
        raise NotInForceError(message)
    for year in years:
        if year.effective_from.year == on.year:
            evidence = year.evidence
            if forum == "court" and year.court_evidence:
                evidence = year.court_evidence
            return Threshold(
                forum=forum,
                amount=Decimal(year.alj if forum == "alj" else year.court),
                published=True,
                effective_from=year.effective_from,
                citation=year.citation,
                evidence=evidence,
            )
    return Threshold(
        forum=forum,
        amount=None,
        published=False,
        effective_from=date(on.year, 1, 1),
        citation="42 CFR 405.1006",
        evidence=f"UNVERIFIED: no amount for {on.year} is published in the rulebook's sources",
    )
