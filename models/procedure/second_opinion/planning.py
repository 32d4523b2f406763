"""What a second opinion plans: the step that comes next, and whether all still fits."""

from datetime import date

from models.cases.deadline import DeadlineStatus, FollowUpKind, Purpose
from models.cases.milestone import Milestone
from models.cases.plan import BackwardPlan
from models.cases.standing import Cadence, Clock, Matter, Said, Schedule
from models.local_time import end_of_day, short_day
from models.procedure.clocks import clock, key
from models.procedure.planning import STEPS, PlanningBasis, plan_backward
from models.procedure.play import note
from models.procedure.second_opinion.standing import SECOND, OpinionCase, OpinionStanding
from models.procedure.second_opinion.steps import RECORDS, THIRD_STEP, take_plan
from models.rulebook.reckoning import PLANNED, Reckoning


def backward_plan(case: OpinionCase, needed_by: date | None) -> BackwardPlan | None:
    """The plan to the day on which the report is needed; None where there is no such day.

    Raises:
        RulebookError: The rules of the plan or of the holder of records cannot be counted.
    """
    if needed_by is None:
        return None
    intake = case.intake
    basis = PlanningBasis(intake.program, intake.planning, case.zone, intake.referral_needed)
    return plan_backward(needed_by, f"The report is needed by {short_day(needed_by)}.", basis)


def plan_anew(
    case: OpinionCase, standing: OpinionStanding, needed_by: date | None, *, root: int
) -> None:
    """The report is needed by a day, as a report of that number says."""
    plan = backward_plan(case, needed_by)
    if needed_by != standing.needed_by:
        standing.needed_root = root
    standing.plan, standing.needed_by = plan, needed_by
    take_plan(case, standing)


def look_ahead(case: OpinionCase, standing: OpinionStanding, day: date) -> None:
    """Remind of the step that comes next, and say at once when the plan does not fit."""
    _check_fit(case, standing, day)
    step = None if standing.lacking else standing.next_milestone
    planned = step if step is not None and step.latest_on and step.latest_on >= day else None
    _plan_day(case, standing, planned, day)
    _check_in(standing, step if planned is None else None)


def _check_fit(case: OpinionCase, standing: OpinionStanding, day: date) -> None:
    broken = not all(step.fits(day) for step in standing.milestones)
    if broken == standing.plan_broken:
        return
    standing.plan_broken = broken
    if not broken:
        standing.drop(FollowUpKind.PLAN_BROKEN)
        note(standing, Said("second_opinion.fits_again"))
        return
    # An appeal that waits for the report says it itself, with its own choices.
    if case.parent_id is None:
        needed = standing.needed_by
        by = Said("second_opinion.by", {"day": needed}) if needed else ""
        kind = FollowUpKind.PLAN_BROKEN
        standing.matters.append(
            Matter(
                key=key(SECOND, kind.value, standing.needed_root),
                kind=kind,
                level=SECOND,
                said=Said("second_opinion.plan_broken", {"by": by}),
            )
        )
    note(standing, Said("second_opinion.fits_no_more"))


def _plan_day(
    case: OpinionCase, standing: OpinionStanding, step: Milestone | None, day: date
) -> None:
    """A clock of our own runs to the latest safe day of the step that comes next."""
    running = standing.running(Purpose.PLANNED)
    name = _planned_key(standing, step) if step is not None else ""
    if running is not None:
        if running.key == name and step is not None and running.due_on == step.latest_on:
            return
        _settle(standing, running, day)
    standing.planned = ""
    if step is None:
        return
    standing.planned, standing.planned_since = step.key, standing.newest
    new = _planned(case, standing, step, name, day)
    before = standing.clock(name)
    if before is None:
        standing.clocks.append(new)
    else:
        standing.clocks[standing.clocks.index(before)] = new


def _settle(standing: OpinionStanding, running: Clock, day: date) -> None:
    """Its step is done, or another comes first: on the day that was known, but not after its own.

    A day that was over by a report made before the one that set it was never worked to.
    """
    if standing.playing < standing.planned_since:
        standing.clocks.remove(running)
        return
    undone = any(one.key == standing.planned and one.is_open for one in standing.milestones)
    status = DeadlineStatus.SUPERSEDED if undone else DeadlineStatus.MET
    running.settle(status, min(day, running.due_on))


def _planned_key(standing: OpinionStanding, step: Milestone) -> str:
    """The key of a planned day: its root is the report that gave the day it is counted back from.

    That is the day on which the report is needed, or a visit that is booked early.
    """
    place = step.key.removeprefix(THIRD_STEP)
    root = standing.needed_root
    if place == RECORDS and standing.visit_on is not None:
        planned = {one.key: one.latest_on for one in standing.plan.steps} if standing.plan else {}
        if step.latest_on != planned.get(RECORDS):
            root = standing.visit_root
    variant = "third" if step.key.startswith(THIRD_STEP) else ""
    return key(place, Purpose.PLANNED.value, root, variant)


def _planned(
    case: OpinionCase, standing: OpinionStanding, step: Milestone, name: str, day: date
) -> Clock:
    """A planned day as a clock of our own: reminded of, but no limit of the law."""
    assert step.latest_on is not None  # noqa: S101 (only such a step has a planned day)
    place, latest_on = step.key.removeprefix(THIRD_STEP), step.latest_on
    needed, title = standing.needed_by, STEPS[step.key.removeprefix(THIRD_STEP)]
    why = f", so that the report is in hand by {short_day(needed)}" if needed else ""
    reckoning = Reckoning(
        rule="PLAN",
        version=day.isoformat(),
        title=f"{title}: the latest safe day",
        due_on=latest_on,
        due_at=end_of_day(latest_on, case.zone),
        to_the_hour=False,
        zone=case.zone,
        steps=(f"Planned backward: {title.lower()} by {short_day(latest_on)}{why}.",),
        citation="a planning day of this case, no limit of the law",
        evidence=PLANNED,
        verified=True,
    )
    planned = clock(name, reckoning, Purpose.PLANNED, title=title, begins_on=day)
    planned.schedule = Schedule.PLANNED
    planned.about = Said(f"second_opinion.step_{place}")
    planned.action = Said(f"second_opinion.do_{place}")
    return planned


def _check_in(standing: OpinionStanding, step: Milestone | None) -> None:
    """A step without a planned day to come is asked about now and then."""
    kind = FollowUpKind.CHECK_IN
    if step is None:
        standing.drop(kind)
        return
    name = key(SECOND, kind.value, 1, step.key)
    if any(matter.key == name for matter in standing.matters):
        return
    place = step.key.removeprefix(THIRD_STEP)
    what = Said(f"second_opinion.step_{place}")
    if step.key != place:
        what = Said("second_opinion.third_step", {"step": what})
    standing.drop(kind)
    standing.matters.append(
        Matter(
            key=name,
            kind=kind,
            level=SECOND,
            said=Said(f"second_opinion.do_{place}", {"step": what}),
            cadence=Cadence.CHECK_IN,
        )
    )
