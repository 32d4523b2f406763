"""The steps of a second opinion: which are still to come, and whether they still fit."""

from datetime import date, timedelta

from temporalio import workflow

from workflows.docket import today

with workflow.unsafe.imports_passed_through():
    from models.milestone import Milestone
    from models.program import Program
    from models.second_opinion import (
        RecordsProgress,
        SecondOpinionIntake,
        SecondOpinionState,
    )

REFERRAL_REQUEST, REFERRAL = "referral_request", "referral"
SPECIALIST, RECORDS_REQUEST, RECORDS = "specialist", "records_request", "records"
VISIT, REPORT = "visit", "report"

_TITLES = {
    REFERRAL_REQUEST: "Referral asked for",
    REFERRAL: "Referral in hand",
    SPECIALIST: "Specialist chosen, visit booked",
    RECORDS_REQUEST: "Records asked for",
    RECORDS: "Records at the specialist",
    VISIT: "Visit",
    REPORT: "Written report",
}

_IMPLIES = {
    REFERRAL: (REFERRAL_REQUEST,),
    RECORDS: (RECORDS_REQUEST,),
    VISIT: (REFERRAL_REQUEST, REFERRAL, SPECIALIST, RECORDS_REQUEST, RECORDS),
    REPORT: (REFERRAL_REQUEST, REFERRAL, SPECIALIST, RECORDS_REQUEST, RECORDS, VISIT),
}
"""What nobody needs to do any more once a step is done, whatever was recorded."""

THIRD = "third_"
"""Begins the names of the steps to a third opinion."""

_THIRD_STEPS = (SPECIALIST, RECORDS, VISIT, REPORT)


def steps_of(intake: SecondOpinionIntake) -> list[Milestone]:
    """The steps to the second opinion. Original Medicare asks for no referral."""
    asks = intake.referral_needed
    asks = intake.program is Program.PART_C if asks is None else asks
    return [
        Milestone(key=key, title=title, needed=asks or key not in {REFERRAL_REQUEST, REFERRAL})
        for key, title in _TITLES.items()
    ]


def add_third(state: SecondOpinionState) -> None:
    """Two opinions differ: the steps to a third come after those of the second."""
    state.third, state.visit_on = True, None
    state.milestones += [
        Milestone(
            key=THIRD + key, title=f"Third opinion: {_TITLES[key][:1].lower()}{_TITLES[key][1:]}"
        )
        for key in _THIRD_STEPS
    ]


def seen_on(state: SecondOpinionState) -> date | None:
    """When the writer of the second opinion saw the patient, where a third is awaited."""
    if not state.third:
        return None
    visit = next((step for step in state.milestones if step.key == VISIT), None)
    return (visit.done_on if visit else None) or state.opinions[0].received_on


def find(state: SecondOpinionState, key: str) -> Milestone | None:
    """The step of the opinion that is awaited; None where it has no such step."""
    name = THIRD + key if state.third else key
    return next((step for step in state.milestones if step.key == name), None)


def pass_step(state: SecondOpinionState, key: str, day: date) -> None:
    """A step is done; what it implies is not needed any more. Told again, it corrects the day."""
    step = find(state, key)
    if step is not None:
        step.done_on = day
    for implied in _IMPLIES.get(key, ()):
        earlier = find(state, implied)
        if earlier is not None and earlier.done_on is None:
            earlier.needed = False


def presume_step(state: SecondOpinionState, key: str, day: date) -> None:
    """Something else shows that a step is done: a day that was told stands."""
    step = find(state, key)
    if step is None or step.done_on is None:
        pass_step(state, key, day)


def expect(state: SecondOpinionState, key: str, day: date | None) -> None:
    """A step is arranged for a day, or promised by it."""
    step = find(state, key)
    if step is not None and step.done_on is None:
        step.expected_on = day


def follow_records(state: SecondOpinionState, progress: RecordsProgress) -> None:
    """A records transfer to the specialist has moved on."""
    if progress.requested_on is not None:
        presume_step(state, RECORDS_REQUEST, progress.requested_on)
    expect(state, RECORDS, progress.expected_on)
    if progress.arrived_on is not None:
        presume_step(state, RECORDS, progress.arrived_on)


def take_plan(state: SecondOpinionState) -> None:
    """The steps get their latest safe days: from the plan, and from the visit that is booked."""
    latest = {step.key: step.latest_on for step in state.plan.steps} if state.plan else {}
    for step in state.milestones:
        step.latest_on = latest.get(step.key.removeprefix(THIRD))
    records = find(state, RECORDS)
    if records is not None and state.visit_on is not None:
        # A visit that is booked early needs the records early.
        before_visit = state.visit_on - timedelta(days=state.intake.planning.reading_days)
        records.latest_on = min(before_visit, records.latest_on or before_visit)


def fits(state: SecondOpinionState) -> bool:
    """Whether every step still to come can be done by its latest safe day."""
    day = today(state)
    return all(step.fits(day) for step in state.milestones)
