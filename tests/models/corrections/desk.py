"""A case at the desk: turn by turn, with what is shown, answered and told."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from models.notices.messages.order import Matter, ReminderOrder
from models.presentation import queries
from models.rehearsal.simulation import SimulatedCase
from models.turns.turn import check
from tests.stories.playing import Stage

Json = dict[str, Any]

NOON = datetime(2026, 11, 28, 17, tzinfo=UTC)
"""Noon in New York of the day on which the field cases were tried."""

PEOPLE: Json = {
    "case_manager": {"email": "manager@legalaid.example"},
    "beneficiary": {"email": "patient@mail.example"},
}


def moment(day: date | str, hour: int = 12) -> datetime:
    """An hour in New York, in winter."""
    day = date.fromisoformat(day) if isinstance(day, str) else day
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour + 5)


@dataclass
class Desk:
    """One case, and what runs beside it."""

    stage: Stage
    id: str = "AC-1"

    @classmethod
    def open(cls, kind: str = "AppealCase", *, at: datetime = NOON, **intake: Any) -> "Desk":
        content = {"program": "part_c", "service": "Knee", **PEOPLE, **intake}
        if kind != "AppealCase":
            content.pop("service")
        stage = Stage(at)
        assert stage.begin(kind, "AC-1", content, None) is None
        return cls(stage)

    @property
    def member(self) -> SimulatedCase:
        return self.stage.members[self.id]

    def report(self, update: str, /, **content: Any) -> Json:
        """Report something; the acknowledgment."""
        answer = self.stage.report(self.id, update, content)
        assert "refused" not in answer, answer
        return answer

    def refusal(self, update: str, /, **content: Any) -> str:
        """Report what is refused, by its validator as by its turn; nothing changes by it."""
        before = repr(self.member.case)
        candidate = {"kind": update, "content": content, "update": ""}
        judged = check(self.stage.ask(self.member, candidate))
        answer = self.stage.report(self.id, update, content)
        assert "refused" in answer, answer
        assert judged is not None
        assert judged.message == answer["refused"]
        assert repr(self.member.case) == before
        return str(answer["refused"])

    def pass_days(self, days: float) -> None:
        self.stage.forward(self.stage.now + timedelta(days=days))

    def ask(self) -> Json:
        return self.stage.ask(self.member, None)

    # --- what is shown ----------------------------------------------------------------------

    @property
    def open_days(self) -> dict[str, str]:
        """The day of each clock that runs."""
        return {
            one["id"]: str(one["due_on"]) for one in queries.overview(self.ask())["open_deadlines"]
        }

    @property
    def overview(self) -> Json:
        return queries.overview(self.ask())

    def history(self, number: int) -> Json:
        """One report as the query shows it."""
        return next(one for one in queries.history(self.ask()) if one["number"] == number)

    @property
    def account(self) -> list[str]:
        return [line["what"] for line in queries.account(self.ask())]

    @property
    def panel(self) -> str:
        return queries.panel(self.ask())

    # --- what was told ----------------------------------------------------------------------

    def told(self, role: str, since: int = 0) -> list[tuple[str, str]]:
        """What a role was sent: which reminder, of what."""
        return [
            (one.reminder, one.about)
            for _, _, order in self.stage.sent[since:]
            if role in {each.role.value for each in order.recipients}
            for one in _matters(order)
        ]


def _matters(order: ReminderOrder) -> list[ReminderOrder | Matter]:
    return [order, *order.also]
