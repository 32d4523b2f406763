"""Until when a filing counts: the day to work to, and the last day that can be argued for."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from models.inputs.common_intake import Override
from models.rulebook.reckoning import Ground, Reckoning


class LastDay:
    """What is counted by a rule, or was set by hand: in the core and as it is shown.

    A day set by hand wins, both as the day to work to and as the last.
    """

    if TYPE_CHECKING:
        reckoning: Reckoning
        override: Override | None
        due_on: date
        expires_at: datetime

    @property
    def to_the_hour(self) -> bool:
        """Whether it ends at an hour; a day set by hand brings its own where it has one."""
        if self.override is not None:
            return self.override.due_at is not None
        return self.reckoning.to_the_hour

    @property
    def last_arguable(self) -> date:
        """The last day on which a filing still counts."""
        later = self.reckoning.last_arguable if self.override is None else None
        return later or self.due_on

    @property
    def last_arguable_at(self) -> datetime:
        """The instant (UTC) from which it does not count any more."""
        later = self.reckoning.last_arguable_at if self.override is None else None
        return later or self.expires_at

    @property
    def ground(self) -> Ground | None:
        """Why a filing counts after the day to work to; None where it does not."""
        return self.reckoning.ground if self.override is None else None
