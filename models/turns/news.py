"""What a turn hears: words of children, reports of a parent, and what became of what it asked."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ValidationError

from models.cases.account_lines import write_line
from models.cases.children import Word
from models.cases.kinds import KINDS, is_child_id
from models.cases.log.entries import TAKE_BACK, MadeBy, Nature, Report
from models.cases.log.room import check_room, has_room_for_words, is_word
from models.cases.log.versions import standing_versions
from models.cases.standing import Said
from models.inputs.validation import Refusal
from models.notices.contacts.delivery_problems import alert_failed
from models.notices.messages.order import DeliveryReport
from models.notices.messages.outcomes import settle
from models.procedure.common import CANCEL, REVIVE, WITHDRAW
from models.procedure.kinds import PROCEDURES
from models.procedure.standing_of import standing_of
from models.turns.carried import Carried
from models.turns.closed import give_up, reopened

_MOST_WORDS = 200
"""Letters of the step in words that a child tells: a line of the account is kept."""

_MOST_REPORTS = 1_000_000
"""Far more than a case can have."""


def hear(carried: Carried, news: Mapping[str, Any]) -> None:
    """Take one piece of news in. What cannot be read is passed over: nobody waits for an answer."""
    for name, take in _TAKES.items():
        if name in news:
            take(carried, news)
            return


def _heard(carried: Carried, news: Mapping[str, Any]) -> None:
    word = _plain(news["heard"])
    if not isinstance(word, Mapping):
        return
    if "child" in word:
        _child(carried, word)
    elif "report" in word:
        _parent(carried, word)


def _plain(word: object) -> object:
    """What was signaled, as JSON of a size that a case can carry; None where it is neither."""
    return json.loads(json.dumps(word)) if is_word(word) else None


def _child(carried: Carried, content: Mapping[str, Any]) -> None:
    """A child's latest word; an older one never wins."""
    try:
        word = Word.model_validate(content)
    except ValidationError:
        return
    if not is_child_id(word.child, carried.id, word.kind):
        # It would be told of people and days, though it never asked: itself, in the worst case.
        return
    now = carried.now.isoformat()
    known = carried.children.get(word.child)
    if known is None:
        # Its start was recorded by a run whose log is not known here: it is a child all the same,
        # as only children know to speak.
        known = {"kind": word.kind.value, "report": 1, "place": -1, "started_at": now}
    if word.sequence <= int(known.get("word", {}).get("sequence", -1)):
        return
    heard = {**known.get("evidence_heard", {})}
    for piece in word.evidence:
        heard.setdefault(piece.id, now)
    # As it was read: a number that came as text is one now, for whoever reads the entry.
    latest = {**content, "sequence": word.sequence}
    entry = {**known, "word": latest, "heard_at": now, "evidence_heard": heard}
    if word.ending is not None and not known.get("ended_at"):
        entry["ended_at"] = now
    elif word.ending is None:
        # It had ended, and goes on: it was revived, or what ended it was taken back.
        for name in ("ended_at", "ending", "lost"):
            entry.pop(name, None)
    if not has_room_for_words(carried.log, carried.memory, {**carried.children, word.child: entry}):
        return
    carried.children[word.child] = entry
    if word.what:
        what = word.what[:_MOST_WORDS]
        said = Said("account.child_said", {"title": KINDS[word.kind].title, "what": what})
        write_line(carried.memory, carried.now, said)


def _parent(carried: Carried, word: Mapping[str, Any]) -> None:
    """What the case it runs beside reports to it."""
    if carried.parent_id is None or word.get("parent") != carried.parent_id:
        return
    if word["report"] == REVIVE:
        _revived(carried, word)
        return
    type_ = PROCEDURES[carried.kind].types.get(str(word["report"]))
    if type_ is None or type_.made_by is not MadeBy.PARENT:
        return
    content = word.get("content", {})
    try:
        # The parent may be on a newer build: what that says more is passed over.
        type_.model.model_validate(content, extra="ignore")
        if type_.nature is not Nature.CLOSING:
            check_room(carried.log, content, beside=carried.beside_its_log)
    except (ValidationError, Refusal):
        return
    if standing_of(carried.state, carried.now).ending is not None:
        return
    carried.add(
        Report(
            number=carried.next_number,
            kind=type_.name,
            content=dict(content),
            at=carried.now,
            binds={"parent": _number_of(word)},
        )
    )


def _number_of(word: Mapping[str, Any]) -> int:
    """The number of the parent's report: it is shown, and kept for good, so it is nothing else."""
    number = word.get("number")
    return number if isinstance(number, int) and 0 < number <= _MOST_REPORTS else 0


def _revived(carried: Carried, word: Mapping[str, Any]) -> None:
    """The case it serves goes on: that it was withdrawn is taken back."""
    withdrawals = [
        one.number for one in standing_versions(carried.state.log) if one.kind == WITHDRAW
    ]
    if withdrawals:
        content = {"report": withdrawals[-1], "reason": "The case that it serves goes on."}
        binds = {"parent": _number_of(word)}
        number = carried.next_number
        carried.add(Report(number, TAKE_BACK, content, carried.now, binds=binds))


def _cancelled(carried: Carried, news: Mapping[str, Any]) -> None:
    del news
    if standing_of(carried.state, carried.now).ending is None:
        carried.add(Report(carried.next_number, CANCEL, {}, carried.now))
    else:
        give_up(carried)


def _reopened(carried: Carried, news: Mapping[str, Any]) -> None:
    del news
    reopened(carried)


def _lost(carried: Carried, news: Mapping[str, Any]) -> None:
    """A child ended without a word."""
    known = carried.children.get(news["lost"])
    if known is None or known.get("ended_at"):
        return
    ended = {"ending": str(news["how"]), "lost": True, "ended_at": carried.now.isoformat()}
    carried.children[news["lost"]] = {**known, **ended}


def _taken(carried: Carried, news: Mapping[str, Any]) -> None:
    """A start found its id taken: the place is free again, for the next number."""
    known = carried.children.get(news["taken"])
    if known is not None:
        gone = {"taken": True, "ending": "not started", "ended_at": carried.now.isoformat()}
        carried.children[news["taken"]] = {**known, **gone}


def _sent(carried: Carried, news: Mapping[str, Any]) -> None:
    outcome, failure = news.get("outcome"), str(news.get("failure", ""))
    report = None
    if outcome is not None:
        try:
            report = DeliveryReport.model_validate(outcome, extra="ignore")
        except ValidationError:
            # Of another build. It is sent again; the delivery ledger knows what arrived.
            failure = "what became of it is told in words of another release"
    carried.memory = settle(
        carried.state, carried.memory, news["sent"], report, failure, carried.now
    )


def _alerted(carried: Carried, news: Mapping[str, Any]) -> None:
    if not news.get("ok", True):
        carried.memory = alert_failed(carried.memory)


def _nothing(carried: Carried, news: Mapping[str, Any]) -> None:
    """That it was heard is enough: the turn looks again at everything."""
    del carried, news


_TAKES: dict[str, Callable[[Carried, Mapping[str, Any]], None]] = {
    "heard": _heard,
    "cancelled": _cancelled,
    "reopened": _reopened,
    "lost": _lost,
    "taken": _taken,
    "sent": _sent,
    "alerted": _alerted,
    "started": _nothing,
}
