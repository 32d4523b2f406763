"""How workflows start others beside them, and how they hear from one another.

Signals pass only between workflows: a child reports to whoever started it, a parent tells a child
that its planning or its people changed, or that it no longer serves. A child outlives its parent
unless told.
"""

import asyncio
from functools import partial
from typing import Any

from temporalio import exceptions, workflow
from temporalio.exceptions import FailureError
from temporalio.workflow import ParentClosePolicy

from workflows.docket import record, today
from workflows.refusals import refuse

with workflow.unsafe.imports_passed_through():
    from pydantic import BaseModel, ValidationError

    from models.any_intake import AnyIntake
    from models.docket import (
        DOCKET_TITLES,
        WORKFLOW_TYPES,
        Child,
        ChildReport,
        Docket,
        DocketKind,
    )
    from models.records_transfer import RecordsRecipient
    from models.second_opinion import RecordsProgress

HEAR, WITHDRAW, REPLAN, HEAR_OF_RECORDS = "hear", "withdraw", "replan", "hear_of_records"
CHANGE_PEOPLE, ARE_YOU_THERE = "change_people", "are_you_there"
"""The signals between workflows."""

_UNREPORTED: dict[type[BaseException | None], str] = {
    exceptions.TerminatedError: "terminated",
    exceptions.TimeoutError: "timed out",
    exceptions.CancelledError: "cancelled",
}

_SUFFIXES = {
    DocketKind.APPEAL: "appeal",
    DocketKind.SECOND_OPINION: "second-opinion",
    DocketKind.RECORDS_TRANSFER: "records",
    DocketKind.GRIEVANCE: "grievance",
    DocketKind.CMS_COMPLAINT: "cms-complaint",
}


def parent_id() -> str | None:
    """The workflow that started this one, if any did."""
    parent = workflow.info().parent
    return parent.workflow_id if parent else None


def shared(intake: AnyIntake) -> dict[str, Any]:
    """What a workflow beside this one takes over: the people, the place, the reminders."""
    return {name: getattr(intake, name) for name in AnyIntake.model_fields if name != "case_id"}


def child_intake(
    parent: AnyIntake, expected: type[AnyIntake], facts: BaseModel, **changes: object
) -> AnyIntake:
    """The intake of a workflow started beside another: the same people, and its own facts.

    Raises:
        ApplicationError: of type `Refused`, naming the field that does not fit.
    """
    own = {name: getattr(facts, name) for name in type(facts).model_fields}
    values = (
        shared(parent) | {name: value for name, value in own.items() if value is not None} | changes
    )
    try:
        return expected(**values)
    except ValidationError as error:
        messages = [str(one["msg"]).removeprefix("Value error, ") for one in error.errors()]
        raise refuse("\n".join(messages)) from None


async def start_child(
    state: Docket, kind: DocketKind, intake: AnyIntake, *, serves: str = ""
) -> Child:
    """Start a workflow beside this one and write it down.

    Its id is this one's plus a dotted suffix, such as AC-2026-0042.records.2. Closing this
    workflow does not end it; see `withdraw`.

    Raises:
        ApplicationError: of type `Refused`, when a workflow with that id exists already.
    """
    number = sum(1 for child in state.children if child.kind is kind) + 1
    suffix = _SUFFIXES[kind]
    if kind is not DocketKind.SECOND_OPINION or number > 1:
        suffix = f"{suffix}.{number}"
    child = Child(id=f"{state.case_id}.{suffix}", kind=kind, started_on=today(state), serves=serves)
    try:
        running = await workflow.start_child_workflow(
            WORKFLOW_TYPES[kind],
            intake,
            id=child.id,
            parent_close_policy=ParentClosePolicy.ABANDON,
            static_summary=DOCKET_TITLES[kind],
        )
    except FailureError:
        raise refuse(f"A workflow {child.id} exists already.") from None
    state.children.append(child)
    record(state, f"{DOCKET_TITLES[kind]} started: {child.id}.")
    running.add_done_callback(partial(_note_end, state, child))
    return child


def _note_end(state: Docket, child: Child, run: "asyncio.Task[object]") -> None:
    """A child's run is over. Say so where it ended without a report: terminated, or failed.

    Only the run that started it hears of it from the server: see `workflows.roll_call`.
    """
    child.is_over = True
    error = None if run.cancelled() else run.exception()
    if isinstance(error, FailureError):
        note_lost(state, child, _UNREPORTED.get(type(error.cause), "failed"))


def note_lost(state: Docket, child: Child, ending: str) -> None:
    """A child ended without a report, as far as is known by this word."""
    child.is_over = True
    if child.is_open:
        child.ending, child.lost = ending, True
        record(state, f"{DOCKET_TITLES[child.kind]} ended without a report: {ending}.")
        state.sequence += 1


async def tell(
    workflow_id: str, signal: str, content: BaseModel | dict[str, Any] | None = None
) -> bool:
    """Signal another workflow; whether it was there to be told."""
    arguments = [] if content is None else [content]
    try:
        handle = workflow.get_external_workflow_handle(workflow_id)
        await handle.signal(signal, args=arguments)
    except FailureError:
        # It has ended: nobody is left to be told.
        return False
    return True


def heard(state: Docket, report: ChildReport) -> bool:
    """Write down how a child stands; whether the report says anything newer than the last."""
    child = next((child for child in state.children if child.id == report.child), None)
    if child is None:
        # Its start was recorded by a run whose docket is not known here: it is a child all the
        # same, as only children know to report.
        child = Child(id=report.child, kind=report.kind, started_on=today(state))
        state.children.append(child)
    if report.sequence <= child.sequence:
        return False
    child.sequence, child.stage, child.heard_on = report.sequence, report.stage, today(state)
    child.ending, child.milestones = report.ending, list(report.milestones)
    if report.what:
        record(state, f"{DOCKET_TITLES[report.kind]}: {report.what}")
    known = {piece.id for piece in state.evidence}
    for piece in report.evidence:
        if piece.id not in known:
            state.evidence.append(piece)
            continue
        # What was added since, such as an element by an addendum; where it was filed stays ours.
        index = next(i for i, old in enumerate(state.evidence) if old.id == piece.id)
        old = state.evidence[index]
        filed = {"filed_at": old.filed_at, "filed_on": old.filed_on}
        state.evidence[index] = piece.model_copy(update=filed)
    return True


def serves_specialist(child: Child) -> bool:
    """Whether a child has records sent to the specialist who is to give an opinion."""
    transfer = child.kind is DocketKind.RECORDS_TRANSFER
    return transfer and child.serves == RecordsRecipient.SPECIALIST


def records_progress(state: Docket, report: ChildReport) -> RecordsProgress | None:
    """How the records for the specialist stand, by a transfer's report; None if of another."""
    child = next((child for child in state.children if child.id == report.child), None)
    if child is None or not serves_specialist(child):
        return None
    steps = {step.key: step for step in report.milestones}
    expected_on = steps["delivered"].expected_on
    given_up = report.ending is not None and steps["confirmed"].done_on is None
    # What a transfer that was closed had promised will not come by it; runs of before kept it.
    if (
        given_up
        and expected_on is not None
        and workflow.patched("closed-transfers-promise-nothing")
    ):
        expected_on = None
    return RecordsProgress(
        requested_on=steps["sent"].done_on,
        expected_on=expected_on,
        arrived_on=steps["confirmed"].done_on,
    )
