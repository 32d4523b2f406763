"""What gathers evidence beside an appeal, or complains of its plan; what each of them is told."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from models.cases.children import Child
from models.cases.kinds import CaseKind, child_id
from models.cases.milestone import Milestone
from models.cases.plan import BackwardPlan
from models.cases.program import Phase, plan_program
from models.cases.standing import WantedChild
from models.inputs.appeal_intake import Intake
from models.inputs.grievance import GrievanceFacts
from models.inputs.records_transfer import RecordsFacts, RecordsRecipient
from models.inputs.second_opinion import RecordsProgress, SecondOpinionFacts
from models.procedure.appeal.standing import AppealStanding
from models.procedure.case import Case

_OWN_DAY = "a day of its own"
"""What a second opinion serves that was given the day on which its report is needed."""


def look_beside(case: Case[Intake], standing: AppealStanding) -> None:
    """Which cases should run beside this one, what each is told, and how the plan stands."""
    plan = standing.plan
    standing.wanted = list(_wanted(case, plan))
    standing.tells = dict(_tells(case, standing.wanted))
    standing.evidence_steps = tuple(_evidence_steps(case, standing, plan))
    standing.plan_broken = not all(step.fits(case.today) for step in standing.evidence_steps)
    if plan is not None and standing.evidence_steps:
        standing.plan = plan.model_copy(update={"steps": standing.evidence_steps})


def _wanted(case: Case[Intake], plan: BackwardPlan | None) -> Iterator[WantedChild]:
    """What the intake asked for, and every later report of those that ask for a case."""
    intake, place = case.intake, 0
    if intake.second_opinion is not None:
        yield _second_opinion(case, plan, intake.second_opinion, 1, place)
        place += 1
    for records in intake.records:
        yield _records(records, 1, place)
        place += 1
    for asked in case.facts("start_second_opinion"):
        yield _second_opinion(case, plan, asked.said, asked.number, 0)
    for asked in case.facts("request_records"):
        yield _records(asked.said, asked.number, 0)
    for asked in case.facts("file_grievance"):
        facts = {
            **_facts(asked.said, GrievanceFacts),
            **_program(case),
        }
        yield WantedChild(CaseKind.GRIEVANCE, asked.number, 0, facts)


def _second_opinion(
    case: Case[Intake],
    plan: BackwardPlan | None,
    said: SecondOpinionFacts,
    number: int,
    place: int,
) -> WantedChild:
    facts = {**_facts(said, SecondOpinionFacts), **_program(case)}
    if "planning" not in said.model_fields_set:
        facts["planning"] = case.intake.planning.model_dump(mode="json")
    serves = _OWN_DAY if said.needed_by is not None else ""
    if said.needed_by is None and plan is not None:
        facts["needed_by"] = plan.goal_on.isoformat()
    return WantedChild(CaseKind.SECOND_OPINION, number, place, facts, serves)


def _records(said: RecordsFacts, number: int, place: int) -> WantedChild:
    facts = _facts(said, RecordsFacts)
    return WantedChild(CaseKind.RECORDS_TRANSFER, number, place, facts, said.recipient.value)


def _program(case: Case[Intake]) -> dict[str, Any]:
    """The part of Medicare whose rules apply; nothing where this release does not know it."""
    return {"program": plan_program(case.program).value} if case.program else {}


def _facts(said: BaseModel, model: type[BaseModel]) -> dict[str, Any]:
    return said.model_dump(mode="json", include=set(model.model_fields), exclude_none=True)


def _tells(
    case: Case[Intake], wanted: list[WantedChild]
) -> Iterator[tuple[str, dict[str, dict[str, Any]]]]:
    """The day a report is needed by, and how the records for the specialist stand."""
    records = _records_for_specialist(case)
    asked = {(one.kind, one.report, one.place): one.intake for one in wanted}
    for child in _running(case, CaseKind.SECOND_OPINION):
        told: dict[str, dict[str, Any]] = {}
        place = (child.kind, child.report, child.place)
        if place in asked:
            told["replan"] = {"needed_by": asked[place].get("needed_by")}
        if records is not None:
            told["hear_of_records"] = records.model_dump(mode="json")
        yield child.id, told


def _records_for_specialist(case: Case[Intake]) -> RecordsProgress | None:
    """How the records for the specialist stand, by the transfer that spoke last; None if none did.

    What a transfer that was closed had promised will not come by it.
    """
    spoke = [
        child
        for child in case.children
        if child.kind is CaseKind.RECORDS_TRANSFER
        and child.serves == RecordsRecipient.SPECIALIST.value
        and (child.milestones or child.lost)
    ]
    if not spoke:
        return None
    last = max(spoke, key=lambda one: one.ended_at or one.heard_at or one.started_at)
    if last.lost:
        return RecordsProgress()
    done = {step.key: step.done_on for step in last.milestones}
    expected = {step.key: step.expected_on for step in last.milestones}
    arrived_on = done.get("confirmed")
    given_up = last.ending is not None and arrived_on is None
    return RecordsProgress(
        requested_on=done.get("sent"),
        expected_on=None if given_up else expected.get("delivered"),
        arrived_on=arrived_on,
    )


def _evidence_steps(
    case: Case[Intake], standing: AppealStanding, plan: BackwardPlan | None
) -> Iterator[Milestone]:
    """The steps to evidence in hand before the filing, as those beside the case report them."""
    if plan is None or standing.phase is not Phase.FILING:
        return
    for kind, id_, serves, milestones in _gathering(case, standing.wanted):
        steps: tuple[Milestone, ...] = ()
        if kind is CaseKind.SECOND_OPINION:
            steps = tuple(_as_reported(step, milestones) for step in plan.steps)
        elif kind is CaseKind.RECORDS_TRANSFER and serves != RecordsRecipient.SPECIALIST.value:
            steps = (_records_step(id_, milestones, plan),)
        yield from (step for step in steps if step.needed)


def _gathering(
    case: Case[Intake], wanted: list[WantedChild]
) -> Iterator[tuple[CaseKind, str, str, tuple[Milestone, ...]]]:
    """What runs beside the case, and what is about to: its kind, id, what it serves, its steps."""
    counts = Counter(child.kind for child in case.children)
    for child in case.children:
        if child.is_open:
            yield child.kind, child.id, child.serves, child.milestones
    started = {(child.kind, child.report, child.place) for child in case.children}
    for one in wanted:
        if (one.kind, one.report, one.place) not in started:
            counts[one.kind] += 1
            yield one.kind, child_id(case.id, one.kind, counts[one.kind]), one.serves, ()


def _as_reported(step: Milestone, milestones: tuple[Milestone, ...]) -> Milestone:
    """A step of the plan as the second opinion stands; the third opinion's where there is one."""
    reported = {one.key: one for one in milestones}
    found = reported.get(f"third_{step.key}") or reported.get(step.key)
    if found is None:
        return step
    known = found.model_dump(include={"needed", "expected_on", "done_on"})
    if found.latest_on is not None and step.latest_on is not None:
        # A visit that is booked early makes the records' day earlier.
        known["latest_on"] = min(found.latest_on, step.latest_on)
    return step.model_copy(update=known)


def _records_step(id_: str, milestones: tuple[Milestone, ...], plan: BackwardPlan) -> Milestone:
    """What a records transfer that serves no specialist must bring before the filing."""
    step = Milestone(key=id_, title="Records in hand", latest_on=plan.goal_on)
    delivered = next((one for one in milestones if one.key == "delivered"), None)
    if delivered is None:
        return step
    return step.model_copy(update=delivered.model_dump(include={"expected_on", "done_on"}))


def _running(case: Case[Intake], kind: CaseKind) -> list[Child]:
    return [child for child in case.children if child.is_open and child.kind is kind]
