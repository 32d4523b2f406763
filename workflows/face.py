"""What each kind of workflow shows of itself: the rest of showing is the same for all."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline
    from models.docket import Docket, NextAction
    from models.program import Urgency

StateT = TypeVar("StateT", bound=Docket)


@dataclass(frozen=True)
class Face(Generic[StateT]):
    """How one kind of docket is read; each part is a function of the docket."""

    stage: Callable[[StateT], str]
    """Its place as the CaseStage search attribute has it, such as council.filing."""

    next_action: Callable[[StateT], NextAction]
    """The one thing to do or to wait for now."""

    urgency: Callable[[StateT], Urgency]
    """How near our own next deadline is, and whether something is past its time."""

    headline: Callable[[StateT], str]
    """A few words for what it waits for, where no deadline's day is the headline."""

    about: Callable[[StateT], list[str]]
    """Lines under the headline: what it is, in plain text."""

    sections: Callable[[StateT], list[str]]
    """Further parts of the details panel, in Markdown."""

    action: Callable[[StateT, Deadline], str]
    """What the reader of a reminder should do about a deadline."""

    title: Callable[[Deadline], str]
    """What a deadline is about, as it goes on after 'Appeal AC-1: '."""
