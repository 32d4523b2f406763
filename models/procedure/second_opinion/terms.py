"""On which terms a second opinion is covered, and what the visit will cost the patient."""

from datetime import date
from decimal import Decimal

from models.cases.standing import Said
from models.local_time import local_day
from models.procedure.clocks import stated
from models.procedure.second_opinion.standing import OpinionCase, OpinionStanding
from models.procedure.second_opinion.steps import covered, seen_on
from models.rulebook import rulebook


def terms_of(case: OpinionCase, on: date) -> tuple[Said, ...]:
    """The terms on which the program covers a second or a third opinion.

    Raises:
        RulebookError: No version of a row is in force.
    """
    rules = covered(case.intake).terms
    terms = [Said("common.law", {"law": stated(rule, on)}) for rule in rules]
    return (*terms, Said("second_opinion.cancer")) if case.intake.cancer else tuple(terms)


def estimate_of(case: OpinionCase, standing: OpinionStanding) -> Said:
    """What the visit will cost the patient: by the year it is booked for, else by this year.

    Raises:
        RulebookError: No version of a row is in force.
    """
    intake, on = case.intake, standing.visit_on or case.today
    if covered(intake).referral is not None:
        return Said("second_opinion.cost_by_plan")
    if intake.medigap:
        return Said("second_opinion.cost_medigap")
    costs = rulebook.part_b_costs(on)
    if costs is None:
        law = Said("common.law", {"law": stated("SO.COST", on)})
        return Said("second_opinion.cost_unpublished", {"year": on.year, "law": law})
    terms = Said(
        "second_opinion.cost_terms",
        {"percent": costs.coinsurance_percent, "deductible": costs.deductible},
    )
    facts: dict[str, object] = {"terms": terms, "citation": costs.citation}
    if intake.approved_amount is None:
        return Said("second_opinion.cost_of_any", facts)
    met = min(_met(case, standing, on), Decimal(costs.deductible))
    facts |= {
        "approved": intake.approved_amount,
        "pays": costs.patient_pays(intake.approved_amount, met),
        "year": on.year,
        "met": met,
        "another": _another_year(standing, on),
    }
    return Said("second_opinion.cost_of_visit", facts)


def _met(case: OpinionCase, standing: OpinionStanding, on: date) -> Decimal:
    """Dollars that were paid before the visit and count for the deductible of its year.

    A new year has a new deductible, and the visit to the second opinion counts for the third.
    """
    intake, met = case.intake, Decimal(0)
    if local_day(case.opened_at, case.zone).year == on.year:
        met += intake.deductible_met or Decimal(0)
    seen = seen_on(standing)
    if seen is not None and seen.year == on.year:
        met += intake.approved_amount or Decimal(0)
    return met


def _another_year(standing: OpinionStanding, on: date) -> Said | str:
    """A word on the deductible that begins anew, where the visit is not booked yet."""
    needed = standing.needed_by
    if standing.visit_on is not None or needed is None or needed.year == on.year:
        return ""
    return Said("second_opinion.cost_another_year", {"year": needed.year})
