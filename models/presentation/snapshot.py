"""A case for the read model: nothing private, and a number that orders what was written."""

import hashlib
from collections.abc import Iterator

from models.cases.people import case_manager_code
from models.cases.standing import Clock
from models.notices.looking import Look
from models.notices.presented import unsent_seen
from models.presentation.shapes import DeadlineView, ReminderView, Snapshot
from models.presentation.shown import Shown

_NOT_WORTH_A_WRITE = {"sequence", "taken_at", "reminders"}
"""Fields that differ though nothing has changed, or that can wait for the next write.

A reminder that was not sent is in the details at once; the read model has it with what follows.
"""


def snapshot(shown: Shown, *, sequence: int) -> Snapshot:
    """The case for the read model.

    Args:
        shown: As of the moment at which it is taken.
        sequence: How many turns the case has taken: a higher one wins over a lower.
    """
    return with_reminders(without_reminders(shown, sequence=sequence), shown)


def with_reminders(view: Snapshot, shown: Shown) -> Snapshot:
    """A snapshot as it is written, with the reminders that reached nobody."""
    return view.model_copy(update={"reminders": tuple(_unsent(shown))})


def without_reminders(shown: Shown, *, sequence: int) -> Snapshot:
    """The same as far as it decides whether it is worth a write, see `content_mark`."""
    case, standing = shown.case, shown.standing
    step = standing.next_step
    assert step is not None  # noqa: S101 (every procedure says it when it finishes)
    return Snapshot(
        case_id=case.id,
        kind=shown.state.kind,
        parent_id=shown.state.parent_id,
        sequence=sequence,
        taken_at=shown.now,
        opened_at=case.opened_at,
        program=case.intake.program,
        case_manager=shown.manager.searchable,
        manager_id=case_manager_code(shown.manager.email),
        cover=shown.cover,
        stage=standing.stage,
        next_action=step.label,
        urgency=shown.urgency,
        waiting_on=step.waiting_on,
        next_deadline=shown.next_deadline,
        ending=standing.ending,
        reference="; ".join(f"{what}: {number}" for what, number in case.intake.references.items()),
        dates_confirmed=standing.dates_confirmed,
        deadlines=tuple(deadline_view(shown.seen, one) for one in shown.seen.standing.clocks),
        milestones=tuple(standing.milestones),
    )


def content_mark(view: Snapshot) -> str:
    """A short mark of what a snapshot says; the same while nothing in it is worth a write."""
    content = view.model_dump_json(exclude=_NOT_WORTH_A_WRITE)
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def deadline_view(seen: Look, clock: Clock) -> DeadlineView:
    """A deadline without anything private."""
    reckoning = clock.reckoning
    return DeadlineView(
        id=clock.key,
        purpose=clock.purpose.value,
        title=reckoning.title,
        level=clock.level,
        who=clock.who,
        ours=clock.purpose.ours,
        due_on=clock.due_on,
        expires_at=clock.expires_at,
        zone=reckoning.zone,
        last_arguable=clock.last_arguable if clock.ground is not None else None,
        safe_by=reckoning.safe_by,
        rule=reckoning.rule,
        citation=reckoning.citation,
        evidence=reckoning.evidence,
        verified=reckoning.verified,
        status=clock.status.value,
        acknowledged=seen.is_acknowledged(clock),
        overridden=clock.override is not None,
    )


def _unsent(shown: Shown) -> Iterator[ReminderView]:
    """The reminders that were owed and went to nobody."""
    for about, key, reminder in unsent_seen(shown.seen):
        clock = about if isinstance(about, Clock) else None
        kind = about.purpose if isinstance(about, Clock) else about
        yield ReminderView(
            about=key,
            kind=kind.value,
            key=reminder.key,
            due_at=reminder.due,
            due_on=clock.due_on if clock else None,
            roles=",".join(role.value for role in reminder.recipients),
            outcome=reminder.outcome.value,
            note=reminder.note,
        )
