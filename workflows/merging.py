"""What falls together for one person goes out as one message: several matters, one letter."""

from collections.abc import Sequence

from temporalio import workflow

from workflows.agenda import DueRung

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline
    from models.people import Role


def together(due: Sequence[DueRung]) -> list[tuple[DueRung, ...]]:
    """The due reminders by the message they go out in, the most urgent matter of each first.

    A rung that goes to several people, who have other matters beside it, is split among them. What
    is tried again goes alone: some of it may have arrived, and only that rung's own row knows.

    Args:
        due: What is to be sent now; the recipients of a split rung are written, and its other part
            is added to the ladder.
    """
    alone = [(entry,) for entry in due if entry.rung.tries]
    fresh = sorted((entry for entry in due if not entry.rung.tries), key=_most_urgent)
    everyone = {role for entry in fresh for role in entry.rung.recipients}
    messages: dict[tuple[int, ...], list[Role]] = {}
    for role in sorted(everyone, key=list(Role).index):
        matters = tuple(n for n, entry in enumerate(fresh) if role in entry.rung.recipients)
        messages.setdefault(matters, []).append(role)
    return [
        *(
            tuple(_for(fresh[number], tuple(roles)) for number in matters)
            for matters, roles in messages.items()
        ),
        *alone,
    ]


def _for(entry: DueRung, roles: tuple[Role, ...]) -> DueRung:
    """The part of a rung that goes to some of its recipients."""
    rung = entry.rung
    rest = tuple(role for role in rung.recipients if role not in roles)
    if not rest:
        rung.recipients = roles
        return entry
    part = rung.model_copy(update={"recipients": roles})
    entry.about.rungs.append(part)
    rung.recipients = rest
    return DueRung(entry.at, entry.about, part)


def _most_urgent(entry: DueRung) -> tuple[bool, bool, float]:
    about = entry.about
    if isinstance(about, Deadline):
        return False, not about.purpose.ours, about.expires_at.timestamp()
    return True, True, 0.0
