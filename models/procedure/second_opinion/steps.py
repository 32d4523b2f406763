"""The steps of a second opinion: which are still to come, and by when each should be done."""

from collections.abc import Iterator
from datetime import date, timedelta

from models.cases.children import Child
from models.cases.kinds import CaseKind
from models.cases.milestone import Milestone
from models.inputs.records_transfer import RecordsRecipient
from models.inputs.second_opinion import RecordsProgress, SecondOpinionIntake
from models.procedure.clocks import start_of_day
from models.procedure.planning import STEPS
from models.procedure.play import End
from models.procedure.second_opinion.standing import THIRD, OpinionCase, OpinionStanding
from models.rulebook.programs import SecondOpinionTerms

REFERRAL_REQUEST, REFERRAL = "referral_request", "referral"
SPECIALIST, RECORDS_REQUEST, RECORDS = "specialist", "records_request", "records"
VISIT, REPORT = "visit", "report"

THIRD_STEP = "third_"
"""Begins the names of the steps to a third opinion."""

RECORDS_WORD = "records"
"""What comes where a records transfer beside it has done a step; see `End.what`."""

_IMPLIES = {
    REFERRAL: (REFERRAL_REQUEST,),
    RECORDS: (RECORDS_REQUEST,),
    VISIT: (REFERRAL_REQUEST, REFERRAL, SPECIALIST, RECORDS_REQUEST, RECORDS),
    REPORT: (REFERRAL_REQUEST, REFERRAL, SPECIALIST, RECORDS_REQUEST, RECORDS, VISIT),
}
"""What nobody needs to do any more once a step is done, whatever was reported."""

_WORDS = {"sent": RECORDS_REQUEST, "confirmed": RECORDS}
"""The steps of a records transfer that pass steps of the opinion it serves."""

_THIRD_STEPS = (SPECIALIST, RECORDS, VISIT, REPORT)


def covered(intake: SecondOpinionIntake) -> SecondOpinionTerms:
    """On which terms the program covers it; on none where this release does not know it."""
    terms = intake.program.terms.second_opinion if intake.program else None
    return terms or SecondOpinionTerms.model_construct(terms=(), referral=None)


def steps_of(intake: SecondOpinionIntake) -> list[Milestone]:
    """The steps to the second opinion. Original Medicare asks for no referral."""
    asks = intake.referral_needed
    asks = covered(intake).referral is not None if asks is None else asks
    return [
        Milestone(key=key, title=title, needed=asks or key not in {REFERRAL_REQUEST, REFERRAL})
        for key, title in STEPS.items()
    ]


def open_third(case: OpinionCase, standing: OpinionStanding) -> None:
    """Two opinions differ: the steps to a third come after those of the second."""
    standing.third, standing.visit_on = True, None
    standing.milestones += [
        Milestone(
            key=THIRD_STEP + key,
            title=f"Third opinion: {STEPS[key][:1].lower()}{STEPS[key][1:]}",
        )
        for key in _THIRD_STEPS
    ]
    take_plan(case, standing)


def find(standing: OpinionStanding, opinion: str, key: str) -> Milestone | None:
    """The step of an opinion; None where it has no such step."""
    name = THIRD_STEP + key if opinion == THIRD else key
    return next((step for step in standing.milestones if step.key == name), None)


def pass_step(standing: OpinionStanding, opinion: str, key: str, day: date) -> None:
    """A step is done; what it implies is not needed any more."""
    step = find(standing, opinion, key)
    if step is not None:
        step.done_on = day
    for implied in _IMPLIES.get(key, ()):
        earlier = find(standing, opinion, implied)
        if earlier is not None and earlier.done_on is None:
            earlier.needed = False


def presume_step(standing: OpinionStanding, opinion: str, key: str, day: date) -> None:
    """Something else shows that a step is done: a day that was told stands."""
    step = find(standing, opinion, key)
    if step is None or step.done_on is None:
        pass_step(standing, opinion, key, day)


def expect(standing: OpinionStanding, opinion: str, key: str, day: date | None) -> None:
    """A step is arranged for a day, or promised by it."""
    step = find(standing, opinion, key)
    if step is not None and step.done_on is None:
        step.expected_on = day


def follow_records(standing: OpinionStanding, opinion: str, progress: RecordsProgress) -> None:
    """A records transfer to the specialist has moved on."""
    if progress.requested_on is not None:
        presume_step(standing, opinion, RECORDS_REQUEST, progress.requested_on)
    expect(standing, opinion, RECORDS, progress.expected_on)
    if progress.arrived_on is not None:
        presume_step(standing, opinion, RECORDS, progress.arrived_on)


def take_plan(case: OpinionCase, standing: OpinionStanding) -> None:
    """The steps get their latest safe days: from the plan, and from the visit that is booked."""
    latest = {step.key: step.latest_on for step in standing.plan.steps} if standing.plan else {}
    for step in standing.milestones:
        step.latest_on = latest.get(step.key.removeprefix(THIRD_STEP))
    records = find(standing, standing.awaited, RECORDS)
    if records is not None and standing.visit_on is not None:
        # A visit that is booked early needs the records early.
        before_visit = standing.visit_on - timedelta(days=case.intake.planning.reading_days)
        records.latest_on = min(before_visit, records.latest_on or before_visit)


def seen_on(standing: OpinionStanding) -> date | None:
    """When the writer of the second opinion saw the patient, where a third is awaited."""
    if not standing.third:
        return None
    visit = next((step for step in standing.milestones if step.key == VISIT), None)
    return (visit.done_on if visit else None) or standing.opinions[0].received_on


def own_transfers(case: OpinionCase, standing: OpinionStanding) -> Iterator[tuple[Child, str]]:
    """The records transfers to the specialist beside it, each with the opinion it was asked for."""
    if not case.children:
        return
    asked = {one.report: one.serves for one in standing.wanted}
    bound = {version.number: version.binds.get("key") for version in case.versions}
    for child in case.children:
        if child.kind is CaseKind.RECORDS_TRANSFER and (
            asked.get(child.report) == RecordsRecipient.SPECIALIST
        ):
            yield child, str(bound.get(child.report) or standing.awaited)


def words_of_transfers(case: OpinionCase, standing: OpinionStanding) -> Iterator[End]:
    """The days on which the records transfers beside it did what it waits for.

    What a transfer did on a day comes before what was reported for that day.
    """
    for child, _ in own_transfers(case, standing):
        for step in child.milestones:
            key = f"{child.id} {step.key}"
            if step.key not in _WORDS or step.done_on is None or key in standing.words_taken:
                continue
            begins, before = start_of_day(step.done_on, case.zone), step.done_on - timedelta(days=1)
            yield End(begins, before, to_the_hour=False, zone=case.zone, what=RECORDS_WORD, key=key)


def take_word(case: OpinionCase, standing: OpinionStanding, end: End) -> None:
    """A records transfer beside it asked for the records, or brought them."""
    standing.words_taken.add(end.key)
    name, _, what = end.key.rpartition(" ")
    for child, opinion in own_transfers(case, standing):
        if child.id == name:
            if _WORDS[what] == RECORDS:
                expect(standing, opinion, RECORDS, _promised(child))
            day = next(step.done_on for step in child.milestones if step.key == what)
            assert day is not None  # noqa: S101 (it would not have come)
            presume_step(standing, opinion, _WORDS[what], day)


def take_promises(case: OpinionCase, standing: OpinionStanding) -> None:
    """When the records are promised, by the transfer beside it that was heard of last."""
    heard = [
        (child.heard_at or child.started_at, child.id, child, opinion)
        for child, opinion in own_transfers(case, standing)
    ]
    if not heard:
        return
    at, _, child, opinion = max(heard, key=lambda one: one[:2])
    if standing.promised_at is not None and standing.promised_at > at:
        return
    # What ended will not bring what it had promised.
    expect(standing, opinion, RECORDS, _promised(child) if child.is_open else None)


def _promised(child: Child) -> date | None:
    """The day by which a records transfer says that the records should come."""
    return next((step.expected_on for step in child.milestones if step.key == "delivered"), None)
