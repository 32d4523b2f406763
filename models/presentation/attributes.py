"""The search attributes of a case. They are never encrypted: no name, address or health detail."""

from models.presentation.next_action import next_action
from models.presentation.shown import Shown


def attributes(shown: Shown) -> dict[str, str | None]:
    """The search attributes by name: keywords, and `NextDeadline` as an instant (ISO, UTC).

    None says that there is no next deadline.
    """
    standing, intake = shown.standing, shown.case.intake
    ends = [deadline.expires_at for deadline in shown.open_deadlines]
    return {
        "CaseStage": standing.stage,
        "Program": intake.program.value,
        "CaseManager": intake.case_manager.searchable,
        "NextAction": next_action(standing).label,
        "Urgency": shown.urgency.value,
        "NextDeadline": min(ends).isoformat() if ends else None,
    }
