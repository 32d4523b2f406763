"""How a case ends of itself on a day, while what was reported of later days still counts.

Records may be heard of in any order: a part that came on Friday is kept though it turns out on
Monday that all was there on Thursday. So the end is written down on its day, and takes effect after
everything that was reported.
"""

from dataclasses import dataclass
from datetime import date, datetime

from models.cases.deadline import DeadlineStatus
from models.cases.standing import Standing
from models.procedure.case import Played


@dataclass(frozen=True)
class Conclusion:
    """That a case has ended, and how."""

    ending: str
    day: date
    at: datetime
    """Since when it has been known (UTC)."""


@dataclass
class ConcludingStanding(Standing):
    """Where a case stands whose end is no bar to what is reported of later days."""

    concluded: Conclusion | None = None

    def conclude(self, ending: str, report: Played) -> None:
        """Nothing is waited for any more from a report's day on."""
        for clock in self.open_clocks:
            clock.settle(DeadlineStatus.SUPERSEDED, report.day)
        self.matters = []
        self.concluded = Conclusion(ending, report.day, report.at)

    def end_where_concluded(self) -> None:
        """Everything was played: what has concluded has ended."""
        if self.concluded is not None and self.ending is None:
            self.finish(self.concluded.ending, self.concluded.day, self.concluded.at)
