"""What comes next in a case, in words."""

from models.cases.standing import Standing
from models.presentation.shapes import NextAction
from models.words.english.tables import say


def next_action(standing: Standing) -> NextAction:
    """The one thing to do or to wait for now."""
    step = standing.next_step
    assert step is not None  # noqa: S101 (every procedure says it when it finishes)
    return NextAction(
        who=step.who,
        what=say(step.what),
        label=step.label,
        by=step.by,
        update=step.update,
        example=dict(step.example),
        waiting_on=step.waiting_on,
    )
