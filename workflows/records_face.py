"""How a records transfer is shown: its stage, its panel, and the words of its reminders."""

from collections.abc import Callable

from temporalio import workflow

from workflows.beside import urgency
from workflows.docket import open_deadline, today
from workflows.face import Face

with workflow.unsafe.imports_passed_through():
    from models.deadline import Deadline, Purpose
    from models.docket import NextAction
    from models.local_time import day_in_words
    from models.program import PROGRAM_TITLES, Urgency
    from models.records_transfer import RecordsStage, RecordsState

_HEADLINES = {
    RecordsStage.SENDING: "Send the request for records",
    RecordsStage.RECEIVING: "Ask whether the holder has the request",
    RecordsStage.WAITING: "Waiting for the records",
    RecordsStage.OVERDUE: "The records are overdue",
    RecordsStage.CONFIRMING: "Ask whether the recipient has the records",
}


def _stage(state: RecordsState) -> str:
    return f"records_transfer.{state.ending or state.stage.value}"


def _next_action(state: RecordsState) -> NextAction:
    if state.ending is not None:
        return NextAction(who="nobody", what="The request has ended.", label="none: closed")
    return _ACTIONS[state.stage](state)


def _send(state: RecordsState) -> NextAction:
    return NextAction(
        who="case manager",
        what="Send the request to the holder of the records, then record the day.",
        label="send records request",
        update="record_sent",
        example={"sent_on": str(today(state)), "how": "fax"},
    )


def _ask_for_receipt(state: RecordsState) -> NextAction:
    return NextAction(
        who="case manager",
        what="Ask the holder since which day it has the request, then record that day: the "
        "holder's time runs from it.",
        label="confirm receipt of request",
        update="record_received",
        example={"received_on": str(today(state))},
    )


def _wait(state: RecordsState) -> NextAction:
    deadline = open_deadline(state, Purpose.RECORDS)
    what = "Wait for the records, then record what arrives."
    if deadline is None:
        what += " The law sets no time in numbers: keep asking."
    return NextAction(
        who=deadline.who if deadline else "the holder of the records",
        what=what,
        label="await records",
        by=deadline.due_on if deadline else None,
        update="record_delivered",
        example=_arrival(state),
    )


def _press(state: RecordsState) -> NextAction:
    day = str(today(state))
    if state.ocr_on is not None:
        return NextAction(
            who="the HHS Office for Civil Rights",
            what="The records are overdue and OCR has the complaint. Keep asking the holder, and "
            "record the records when they arrive.",
            label="await records, with ocr",
            update="record_delivered",
            example=_arrival(state),
        )
    if state.privacy_officer_on is not None:
        return NextAction(
            who="the holder's privacy officer",
            what="The records are overdue and the privacy officer was written to. Record them "
            "when they arrive; if they do not, complain to OCR and record that.",
            label="await privacy officer",
            update="record_escalation",
            example={"on": day, "to": "ocr"},
        )
    return NextAction(
        who="case manager",
        what="The holder's time has run out. Write to its privacy officer, then record it.",
        label="records overdue",
        update="record_escalation",
        example={"on": day, "to": "privacy_officer"},
    )


def _confirm(state: RecordsState) -> NextAction:
    return NextAction(
        who="case manager",
        what="Ask the recipient whether the records are there, complete and readable, then record "
        "it.",
        label="confirm records arrived",
        update="record_confirmed",
        example={"on": str(today(state))},
    )


_ACTIONS: dict[RecordsStage, Callable[[RecordsState], NextAction]] = {
    RecordsStage.SENDING: _send,
    RecordsStage.RECEIVING: _ask_for_receipt,
    RecordsStage.WAITING: _wait,
    RecordsStage.OVERDUE: _press,
    RecordsStage.CONFIRMING: _confirm,
}


def _arrival(state: RecordsState) -> dict[str, object]:
    return {"on": str(today(state)), "document": "its name", "location": "where it is kept"}


def _urgency(state: RecordsState) -> Urgency:
    """A holder past its time is past it however often it was complained of."""
    if state.ending is None and state.stage is RecordsStage.OVERDUE:
        return Urgency.OVERDUE
    return urgency(state)


def _about(state: RecordsState) -> list[str]:
    intake = state.intake
    what, whom = (word.value.replace("_", " ") for word in (intake.what, intake.recipient))
    lines = [f"Records: {what} for the {whom}, {PROGRAM_TITLES[intake.program]}"]
    if intake.holder:
        lines.append(f"Holder: {intake.holder}")
    if state.sent_on is not None:
        how = f", by {state.sent_how}" if state.sent_how else ""
        lines.append(f"Sent: {day_in_words(state.sent_on)}{how}")
    if intake.needed_on is not None:
        lines.append(f"Needed by: {day_in_words(intake.needed_on)}")
    return lines


def _title(deadline: Deadline) -> str:
    del deadline
    return "the records from their holder"


RECORDS_FACE: Face[RecordsState] = Face(
    stage=_stage,
    next_action=_next_action,
    urgency=_urgency,
    headline=lambda state: _HEADLINES[state.stage],
    about=_about,
    sections=lambda _state: [],
    action=lambda _state, deadline: deadline.action,
    title=_title,
)
"""A records transfer, as it is shown everywhere."""
