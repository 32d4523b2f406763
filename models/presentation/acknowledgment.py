"""What answers a report: what was recorded, which clocks moved and why, what comes next."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from models.cases.deadline import DeadlineStatus
from models.cases.log.entries import Report
from models.cases.standing import Clock, Said, Standing
from models.inputs.common_report import CorrectionReceipt, DeadlineChange, UpdateReceipt
from models.local_time import short_day, short_moment, time_in_words
from models.presentation.account.lines import sentence
from models.presentation.next_action import next_action
from models.presentation.shown import Shown
from models.procedure.acceptance.accept import Accepted
from models.procedure.clocks import last_said
from models.procedure.standing_of import case_of, standing_of
from models.words.english.tables import say

_DONE = {DeadlineStatus.MET, DeadlineStatus.SUPERSEDED}
"""A clock that opens like this was waited for by nobody: it is no news."""


def acknowledgment(shown: Shown, *, accepted: Accepted, sent_again: bool = False) -> dict[str, Any]:
    """The answer to a report that was just recorded, as JSON.

    Args:
        shown: The case with the report and all that follows from it.
        accepted: The report, and where the case stood before it.
        sent_again: Whether something is sent again that a contact refused before it was mended.
    """
    recorded = sentence(shown, accepted.report, accepted.before)
    if sent_again:
        recorded = f"{recorded} {say(Said('delivery.sent_again'))}"
    return _answer(shown, recorded, accepted.before).model_dump(mode="json")


def acknowledgment_of_change(
    shown: Shown, *, accepted: Accepted, told: Iterable[str], preview: bool
) -> dict[str, Any]:
    """The answer to a correction or take-back, as JSON.

    Args:
        shown: The case with it and all that follows from it.
        accepted: The report, and where the case stood before it.
        told: Who will be told what, a line each.
        preview: Whether it is only asked what would follow.
    """
    recorded = sentence(shown, accepted.report, accepted.before)
    lapsed = (
        Said("account.lapsed", {"number": one.number, "kind": one.kind.replace("_", " ")})
        for one in accepted.lapsed
    )
    answer = _answer(shown, recorded, accepted.before)
    if preview:
        said = say(Said("account.preview", {"what": recorded}))
        answer = answer.model_copy(update={"recorded": said})
    receipt = CorrectionReceipt(
        **dict(answer),
        lapsed=tuple(say(one) for one in lapsed),
        will_be_told=tuple(told),
        preview=preview,
    )
    return receipt.model_dump(mode="json")


def acknowledgment_again(shown: Shown, *, report: Report) -> dict[str, Any]:
    """The answer to a report that is sent again: the one that it got when it was recorded.

    Counted by the law of today, and with what is known today of the cases beside it.
    """
    log = shown.state.log
    before = replace(shown.state, log=tuple(one for one in log if one.number < report.number))
    until = replace(shown.state, log=tuple(one for one in log if one.number <= report.number))
    case = case_of(until, report.at)
    then = replace(
        shown, state=until, case=case, standing=standing_of(until, report.at), turn_failed=None
    )
    stood = standing_of(before, report.at)
    return _answer(then, sentence(then, report, stood), stood).model_dump(mode="json")


def _answer(shown: Shown, recorded: str, before: Standing) -> UpdateReceipt:
    return UpdateReceipt(
        recorded=recorded,
        changes=changes_of(before.clocks, shown.standing.clocks, recorded),
        next_action=next_action(shown.standing).what,
        remarks=tuple(say(remark) for remark in shown.standing.remarks),
    )


def changes_of(
    before: Iterable[Clock], after: Iterable[Clock], why: str
) -> tuple[DeadlineChange, ...]:
    """What a report did to each clock: opened, moved, settled, or made it fall away.

    Args:
        before: The clocks as they stood without it.
        after: As they stand with it.
        why: What was recorded, in a sentence.
    """
    known = {clock.key: clock for clock in before}
    changes = []
    for clock in after:
        change = _change(known.pop(clock.key, None), clock, why)
        if change is not None:
            changes.append(change)
    changes += [
        DeadlineChange(
            deadline=gone.key,
            title=gone.reckoning.title,
            before=gone.due_on,
            after=None,
            why=f"fell away: {why}",
        )
        for gone in known.values()
    ]
    return tuple(changes)


def _change(old: Clock | None, new: Clock, why: str) -> DeadlineChange | None:
    if old is None and new.status in _DONE:
        return None
    if old is not None and old.status is new.status:
        if old.expires_at == new.expires_at:
            return _another_last_day(old, new, why)
        if old.due_on == new.due_on:
            return _another_hour(old, new, why)
    return DeadlineChange(
        deadline=new.key,
        title=new.reckoning.title,
        before=old.due_on if old is not None else None,
        after=new.due_on if new.is_open else None,
        why=why if new.is_open else f"{_settled(old, new)}: {why}",
    )


def _settled(old: Clock | None, new: Clock) -> str:
    """How a clock was settled, with its day where that is news: `after` is of open clocks alone."""
    status = new.status.value
    if new.status is DeadlineStatus.SUPERSEDED or (old and old.expires_at == new.expires_at):
        return status
    zone = new.reckoning.zone
    day = short_moment(new.expires_at, zone) if new.to_the_hour else short_day(new.due_on)
    due = f"due {day}, and {status}"
    return f"now {due}" if old is not None else due


def _another_last_day(old: Clock, new: Clock, why: str) -> DeadlineChange | None:
    """The day to work to stands; whether a filing counts until another day than before."""
    if not new.is_open or old.last_arguable_at == new.last_arguable_at:
        return None
    until, before = say(last_said(new)), say(last_said(old))
    return DeadlineChange(
        deadline=new.key,
        title=new.reckoning.title,
        before=old.due_on,
        after=new.due_on,
        why=f"a filing counts until {until}, not {before}: {why}",
    )


def _another_hour(old: Clock, new: Clock, why: str) -> DeadlineChange:
    """The day stands, and its hour moved."""
    before, after = (
        f"at {time_in_words(one.expires_at, one.reckoning.zone)}"
        if one.to_the_hour
        else "at the end of the day"
        for one in (old, new)
    )
    return DeadlineChange(
        deadline=new.key,
        title=new.reckoning.title,
        before=old.due_on,
        after=new.due_on,
        why=f"now {after}, not {before}: {why}",
    )
