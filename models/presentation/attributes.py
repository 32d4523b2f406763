"""What each search attribute says of a case; `workflows.search_attributes` has them by type.

They are never encrypted: no name, address or health detail.
"""

from models.presentation.shown import Shown


def attributes(shown: Shown) -> dict[str, str | None]:
    """The search attributes by name: keywords, and `NextDeadline` as an instant (ISO, UTC).

    `NextDeadline` lies within the last day of the deadline, see `Clock.listed_at`. None says that
    there is no next deadline.
    """
    standing = shown.standing
    step = standing.next_step
    assert step is not None  # noqa: S101 (every procedure says it when it finishes)
    end = shown.next_deadline
    return {
        "CaseStage": standing.stage,
        "Program": shown.case.program.value if shown.case.program else None,
        "CaseManager": shown.manager.searchable,
        "NextAction": step.label,
        "Urgency": shown.urgency.value,
        "WaitingOn": step.waiting_on.value,
        "NextDeadline": end.isoformat() if end is not None else None,
    }
