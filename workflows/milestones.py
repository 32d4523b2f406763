"""The steps of the work beside an appeal: marking them done or arranged."""

from datetime import date

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.docket import Docket
    from models.milestone import Milestone


def step(state: Docket, key: str) -> Milestone:
    """The milestone of a name."""
    return next(milestone for milestone in state.milestones if milestone.key == key)


def done(state: Docket, key: str, day: date) -> None:
    """A step was passed; what was recorded first stands."""
    milestone = step(state, key)
    if milestone.done_on is None:
        milestone.done_on = day


def arranged(state: Docket, key: str, day: date | None) -> None:
    """A step is arranged for a day, or promised by it."""
    step(state, key).expected_on = day
