"""A milestone: a step that the work beside an appeal passes once, on whatever day it comes."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, ConfigDict, Field


class Milestone(BaseModel):
    """One step: whether it is needed, by when it should be done, and when it was."""

    model_config = ConfigDict(extra="ignore")

    key: str = Field(description="Its name in events and in the read model, such as visit.")
    title: str = Field(description="The same in words, without names or health details.")
    needed: bool = True
    latest_on: date | None = Field(
        default=None, description="The latest safe day, planned backward; no limit of the law."
    )
    expected_on: date | None = Field(
        default=None, description="The day it is arranged for, or promised by."
    )
    done_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is still to come."""
        return self.needed and self.done_on is None

    def fits(self, today: date) -> bool:
        """Whether it is done, or can still be done by its latest safe day."""
        if not self.is_open or self.latest_on is None:
            return True
        return max(today, self.expected_on or today) <= self.latest_on


def first_to_do(steps: Iterable[Milestone]) -> Milestone | None:
    """Of the steps still to come, that whose latest safe day comes first; None: none has one."""
    planned = [(one.latest_on, one) for one in steps if one.is_open and one.latest_on is not None]
    return min(planned, key=lambda one: one[0])[1] if planned else None
