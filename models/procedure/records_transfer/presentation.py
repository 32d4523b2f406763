"""How a request for records is shown: its stage, its urgency, and what comes next."""

from models.cases.deadline import Purpose
from models.cases.program import PROGRAM_TITLES, Urgency, WaitingOn
from models.cases.standing import NextStep, Panel, Said
from models.inputs.records_transfer import RecordsIntake, RecordsStage
from models.procedure.case import Case
from models.procedure.common import nothing_next, urgency_beside
from models.procedure.records_transfer.standing import RecordsStanding


def show(case: Case[RecordsIntake], standing: RecordsStanding) -> None:
    """Fill in what lists, panel and answers show."""
    standing.stage = f"records_transfer.{standing.ending or standing.waits_for.value}"
    standing.urgency = urgency_beside(standing, case.now)
    if standing.ending is None and standing.waits_for is RecordsStage.OVERDUE:
        # A holder past its time is past it however often it was complained of.
        standing.urgency = Urgency.OVERDUE
    standing.next_step = _next_step(standing, str(case.today))


def panel(case: Case[RecordsIntake], standing: RecordsStanding) -> Panel:
    """What the details panel says of a request for records."""
    intake = case.intake
    facts = {
        "what": intake.what.value.replace("_", " "),
        "whom": intake.recipient.value.replace("_", " "),
        "program": PROGRAM_TITLES[intake.program],
    }
    about = [Said("records_transfer.about", facts)]
    if intake.holder:
        about.append(Said("records_transfer.holder", {"holder": intake.holder}))
    if standing.sent_on is not None:
        how = f", by {standing.sent_how}" if standing.sent_how else ""
        about.append(Said("records_transfer.was_sent", {"day": standing.sent_on, "how": how}))
    if intake.needed_on is not None:
        about.append(Said("records_transfer.needed_by", {"day": intake.needed_on}))
    headline = Said(f"records_transfer.headline_{standing.waits_for.value}")
    return Panel(headline, tuple(about))


def _next_step(standing: RecordsStanding, day: str) -> NextStep:
    if standing.ending is not None:
        return nothing_next(Said("records_transfer.next_ended"))
    match standing.waits_for:
        case RecordsStage.SENDING:
            return NextStep(
                "case manager",
                Said("records_transfer.next_send"),
                "send records request",
                update="record_sent",
                example={"sent_on": day, "how": "fax"},
            )
        case RecordsStage.RECEIVING:
            return NextStep(
                "case manager",
                Said("records_transfer.next_ask_for_receipt"),
                "confirm receipt of request",
                update="record_received",
                example={"received_on": day},
            )
        case RecordsStage.WAITING:
            return _wait(standing, day)
        case RecordsStage.OVERDUE:
            return _press(standing, day)
        case RecordsStage.CONFIRMING:
            return NextStep(
                "case manager",
                Said("records_transfer.next_confirm"),
                "confirm records arrived",
                update="record_confirmed",
                example={"on": day},
            )


def _wait(standing: RecordsStanding, day: str) -> NextStep:
    clock = standing.running(Purpose.RECORDS)
    return NextStep(
        clock.who if clock else "the holder of the records",
        Said(f"records_transfer.next_wait{'' if clock else '_without_limit'}"),
        "await records",
        by=clock.due_on if clock else None,
        update="record_delivered",
        example=_arrival(day),
        waiting_on=WaitingOn.RECORDS,
    )


def _press(standing: RecordsStanding, day: str) -> NextStep:
    if standing.ocr_on is not None:
        return NextStep(
            "the HHS Office for Civil Rights",
            Said("records_transfer.next_with_ocr"),
            "await records, with ocr",
            update="record_delivered",
            example=_arrival(day),
            waiting_on=WaitingOn.RECORDS,
        )
    if standing.privacy_officer_on is not None:
        return NextStep(
            "the holder's privacy officer",
            Said("records_transfer.next_with_privacy_officer"),
            "await privacy officer",
            update="record_escalation",
            example={"on": day, "to": "ocr"},
            waiting_on=WaitingOn.RECORDS,
        )
    return NextStep(
        "case manager",
        Said("records_transfer.next_late"),
        "records overdue",
        update="record_escalation",
        example={"on": day, "to": "privacy_officer"},
    )


def _arrival(day: str) -> dict[str, object]:
    return {"on": day, "document": "its name", "location": "where it is kept"}
