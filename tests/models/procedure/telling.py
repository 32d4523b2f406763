"""One case told report by report, at moments of its own: pure, and without notices."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from models.cases.case_state import CaseState
from models.cases.kinds import CaseKind
from models.cases.log.entries import Report
from models.cases.standing import Matter, Said, Standing
from models.inputs.validation import Refusal
from models.procedure.acceptance.accept import accept
from models.procedure.standing_of import standing_of
from models.words.english.tables import say

NEW_YORK, HONOLULU, GUAM = "America/New_York", "Pacific/Honolulu", "Pacific/Guam"
ZONES = (NEW_YORK, HONOLULU, GUAM)

MANAGER = {"case_manager": {"email": "manager@legalaid.example"}}


def at(day: date, hour: time = time(12), zone: str = NEW_YORK) -> datetime:
    """An hour of a day on the wall in a zone, as an instant (UTC)."""
    return datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Told:
    """Where a case stood before a report, and stands after it: the standing of its kind."""

    before: Any
    after: Any


class Telling:
    """A case, and what is told of it.

    Attributes:
        state: What it carries by now.
        sender: Who reports, as their token proves it; empty where nothing proves it.
    """

    def __init__(
        self, kind: CaseKind, intake: Mapping[str, Any], opened: datetime, sender: str = ""
    ) -> None:
        content = {"program": "part_c", **MANAGER, **intake}
        self.state = CaseState(
            "AC-1", kind, (Report(1, "intake", content, opened, said_by=sender),)
        )
        self.sender = sender

    def tell(self, report: str, now: datetime, /, **content: Any) -> Told:
        """Report something; what that changed."""
        accepted = accept(self.state, report, as_typed(content), now, said_by=self.sender)
        self.state = accepted.state
        return Told(accepted.before, accepted.after)

    def refusal(self, report: str, now: datetime, /, **content: Any) -> str:
        """Report what is refused: the words of it. Nothing is recorded."""
        try:
            accept(self.state, report, as_typed(content), now, said_by=self.sender)
        except Refusal as refusal:
            return refusal.message
        message = f"{report} was taken"
        raise AssertionError(message)

    def write(self, report: str, now: datetime, /, **content: Any) -> None:
        """Put a report into the log as it is, without a judgment on it."""
        entry = Report(self.state.next_number, report, as_typed(content), now)
        self.state = self.state.with_report(entry)

    def stands(self, now: datetime) -> Any:
        """Where it stands at a moment."""
        return standing_of(self.state, now)


def as_typed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Days and hours as JSON has them."""
    return {
        name: value.isoformat() if isinstance(value, date | time) else value
        for name, value in content.items()
    }


def remarks(standing: Standing) -> list[str]:
    """Its remarks, in English."""
    return [say(one) for one in standing.remarks]


def account(standing: Standing) -> list[str]:
    """What was written down of it, in English."""
    return [say(one.said) for one in standing.notes]


def matters(standing: Standing) -> dict[str, Matter]:
    """What is open, by kind: never two of one kind."""
    found = {one.kind.value: one for one in standing.matters}
    assert len(found) == len(standing.matters)
    return found


def facts(standing: Standing) -> tuple[Any, ...]:
    """What stands, for comparison: all but the account, which names the reports."""
    return (
        [(one.key, one.due_on, one.status, one.settled_on) for one in standing.clocks],
        [(one.key, one.said, one.begins_at, one.cadence) for one in standing.matters],
        [(one.key, one.done_on, one.expected_on) for one in standing.milestones],
        sorted((piece.name or "", piece.received_on) for piece in standing.evidence),
        standing.remarks,
        (standing.stage, standing.urgency, standing.next_step, standing.ending, standing.ended_on),
    )


def every_word(standing: Standing, panel: Callable[[], Any]) -> list[str]:
    """Everything it may say, in English: each code has its words, and each its facts."""
    said: list[Said | None] = [
        *standing.remarks,
        *(one.said for one in standing.notes),
        *(one.said for one in standing.matters),
        *(one.about for one in standing.clocks),
        *(one.action for one in standing.clocks),
        standing.next_step.what if standing.next_step else None,
        panel().headline,
        *panel().about,
    ]
    return [say(one) for one in said if one is not None]
