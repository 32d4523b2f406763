"""What cannot be recorded of a request for records, and why."""

from datetime import date

from temporalio import workflow

from workflows.refusals import not_before, refuse

with workflow.unsafe.imports_passed_through():
    from models.any_event import Event
    from models.records_transfer import (
        AllArrived,
        PartArrived,
        RecipientConfirmed,
        RecordsEscalated,
        RecordsExtended,
        RecordsKind,
        RecordsStage,
        RecordsState,
        RequestReceived,
        RequestSent,
    )


def check_records_event(state: RecordsState, event: Event) -> None:
    """Refuse what contradicts the days reported so far."""
    match event:
        case RequestSent():
            _not_after("sent_on", event.sent_on, state.received_on, "the holder had the request")
        case RequestReceived():
            _check_receipt(state, event)
        case RecordsExtended():
            _check_extension(state, event)
        case PartArrived():
            _check_arrival(state, event.on)
        case AllArrived():
            if state.delivered_on is not None:
                raise refuse(
                    f"The records were complete already, on {state.delivered_on}; record what "
                    "came since with record_partial."
                )
            _check_completion(state, event.on)
        case RecipientConfirmed():
            not_before("on", event.on, state.delivered_on, "the day all the records arrived")
            _check_completion(state, event.on)
        case RecordsEscalated():
            _check_escalation(state, event)


def _check_receipt(state: RecordsState, event: RequestReceived) -> None:
    day = event.received_on
    not_before("received_on", day, state.sent_on, "the day the request was sent")
    _not_after("received_on", day, _first_arrival(state), "records arrived")
    _not_after("received_on", day, state.extended_on, "the holder asked for more time")


def _check_extension(state: RecordsState, event: RecordsExtended) -> None:
    if state.intake.what is RecordsKind.CASE_FILE:
        raise refuse(
            "A case file is not extended: the rule on more time is about medical records "
            "(45 CFR 164.524(b)(2))."
        )
    if state.delivered_on is not None:
        raise refuse(f"The records arrived on {state.delivered_on}: nothing is left to extend.")
    words = f": the law allows it {state.terms.words}" if state.terms else ""
    corrected = event.noticed_on == state.extended_on and event.until != state.promised_on
    if state.extended_on is not None and not corrected:
        raise refuse(f"The holder has extended its time already, on {state.extended_on}{words}.")
    not_before("noticed_on", event.noticed_on, state.sent_on, "the day the request was sent")
    if not state.receipt_presumed:
        received = state.received_on
        not_before("noticed_on", event.noticed_on, received, "the holder had the request")
    if event.until is not None and event.until <= event.noticed_on:
        raise refuse(f"until: {event.until} is not after the notice, {event.noticed_on}.")
    terms = state.terms
    if terms is None:
        return
    if event.noticed_on > terms.noticed_by:
        raise refuse(
            f"noticed_on: {event.noticed_on} is after the last day for it, {terms.noticed_by}"
            f"{words}."
        )
    if event.until is not None and event.until <= terms.noticed_by:
        raise refuse(
            f"until: {event.until} is no extension; the records are due on {terms.noticed_by}."
        )
    if event.until is not None and event.until > terms.ends_by:
        raise refuse(
            f"until: {event.until} is after {terms.ends_by}, where the extension ends{words}. "
            "Leave it out to count until then."
        )


def _check_arrival(state: RecordsState, day: date) -> None:
    not_before("on", day, state.sent_on, "the day the request was sent")
    if not state.receipt_presumed:
        not_before("on", day, state.received_on, "the day the holder received the request")


def _check_completion(state: RecordsState, day: date) -> None:
    _check_arrival(state, day)
    if state.delivered_on is None:
        not_before("on", day, _last_arrival(state), "the day the last part arrived")


def _check_escalation(state: RecordsState, event: RecordsEscalated) -> None:
    if state.stage is RecordsStage.SENDING:
        raise refuse("Nobody is late with what was not asked for: record_sent comes first.")
    if state.delivered_on is not None:
        raise refuse(f"The records arrived on {state.delivered_on}: nobody is late any more.")
    not_before("on", event.on, state.sent_on, "the day the request was sent")
    if not state.receipt_presumed:
        not_before("on", event.on, state.received_on, "the day the holder received the request")


def _not_after(name: str, day: date, latest: date | None, what: str) -> None:
    """Refuse a day after the one by which it must have been."""
    if latest is not None and day > latest:
        raise refuse(f"{name}: {day} is after {what}, {latest}.")


def _first_arrival(state: RecordsState) -> date | None:
    return min((piece.received_on for piece in state.evidence), default=None)


def _last_arrival(state: RecordsState) -> date | None:
    return max((piece.received_on for piece in state.evidence), default=None)
