"""What the patient pays of something that is covered: as the plan says, or by Part B's costs."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from models.cases.program import Program
from models.cases.standing import Said
from models.inputs.request.amounts import ClaimAmounts, Medigap
from models.inputs.request.claim_details import ClaimDetails
from models.rulebook import rulebook
from models.rulebook.part_b_costs import YearOfCosts


@dataclass(frozen=True)
class Share:
    """What the patient pays, how that was counted, what was assumed, and what is not known."""

    pays: Decimal | None = None
    """Dollars; None where it cannot be counted."""

    counted: tuple[Said, ...] = ()
    assumed: tuple[Said, ...] = ()
    unknown: tuple[Said, ...] = ()
    costs: YearOfCosts | None = None
    """Part B's costs of the year, where it was counted by them."""


def share_of(program: Program, details: ClaimDetails, given: ClaimAmounts) -> Share:
    """What the patient pays of what was denied, once it is covered.

    Args:
        program: Of the case.
        details: Of the claim: its days of service.
        given: Its amounts.
    """
    if given.cost_sharing is not None:
        pays = given.cost_sharing
        if given.allowed is not None:
            pays = min(pays, given.allowed)
        return Share(pays, (Said("recovery.as_given", {"pays": pays}),))
    if program is not Program.ORIGINAL:
        return Share(unknown=(Said("recovery.unknown_cost_sharing"),))
    return _by_part_b(details, given)


def _by_part_b(details: ClaimDetails, given: ClaimAmounts) -> Share:
    """By the deductible and the share of the year of the service, and of no other year."""
    years = sorted(
        {day.year for one in details.service_dates for day in (one.starts_on, one.ends_on) if day}
    )
    if given.medigap is Medigap.ALL:
        return Share(Decimal(0), (Said("recovery.medigap_pays_all"),), (_PART_B,))
    unknown = [] if given.allowed is not None else [Said("recovery.unknown_allowed")]
    if len(years) != 1:
        code = "unknown_service_dates" if not years else "unknown_two_years"
        return Share(unknown=(*unknown, Said(f"recovery.{code}")))
    [year] = years
    costs = rulebook.part_b_costs(details.service_dates[0].starts_on)
    if costs is None:
        unpublished = Said("recovery.unknown_deductible", {"year": year})
        return Share(unknown=(*unknown, unpublished))
    if given.allowed is None:
        return Share(unknown=tuple(unknown))
    met = min(given.deductible_met or Decimal(0), Decimal(costs.deductible))
    facts: dict[str, object] = {
        "allowed": given.allowed,
        "deductible": costs.deductible,
        "year": year,
        "met": met,
        "percent": costs.coinsurance_percent,
        "citation": costs.citation,
    }
    counted = [Said("recovery.by_part_b", facts)]
    pays = costs.patient_pays(given.allowed, met)
    if given.medigap is Medigap.COINSURANCE:
        pays = min(given.allowed, costs.deductible - met)
        counted.append(Said("recovery.medigap_pays_coinsurance"))
    return Share(pays, tuple(counted), tuple(_assumed(given, year)), costs=costs)


_PART_B = Said("recovery.assumed_part_b")


def _assumed(given: ClaimAmounts, year: int) -> Iterator[Said]:
    yield _PART_B
    yield Said("recovery.assumed_assignment")
    if given.deductible_met is None:
        yield Said("recovery.assumed_deductible", {"year": year})
    if given.medigap is None:
        yield Said("recovery.assumed_medigap")
