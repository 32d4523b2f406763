"""Word to the case manager that a case was not opened: the green message of the form says nothing.

Sent where the intake names an address that can be read, at most once an hour for one id: the hour
is a part of the key under which the delivery ledger knows it.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.log.entries import instant
from models.cases.people import CaseManager, ContactChanges, Role, beyond_mail
from models.notices.messages.order import MessageKind, Recipient, ReminderOrder

_EVERYWHERE = "America/New_York"
"""Times are told in it; this message tells none."""


def word_of_refusal(ask: Mapping[str, Any], why: str) -> dict[str, Any] | None:
    """The order by which the case manager hears that a start was refused.

    Args:
        ask: Of the turn that was to open the case.
        why: What is wrong, a line per field; repeats nothing that was typed but dates.

    Returns:
        An order as a turn answers it; None for a case beside another, whose start the other case
        hears of, and where nobody can be written to.
    """
    manager = _manager(ask["case"]["log"][0]["content"])
    if ask.get("parent") is not None or manager is None:
        return None
    now = instant(ask["now"])
    hour = now - timedelta(minutes=now.minute, seconds=now.second, microseconds=now.microsecond)
    message = ReminderOrder(
        case_id=ask["id"],
        case=CaseKind(CaseKind(ask["kind"]).value),
        kind=MessageKind.NOT_OPENED,
        about="start",
        reminder="not_opened",
        edition=hour.isoformat(),
        due_to_send_at=now,
        now=now,
        recipients=(Recipient(role=Role.CASE_MANAGER, person=manager, zone=_EVERYWHERE),),
        title="not opened",
        action=why,
    )
    return {
        "key": "not_opened",
        "message": message.model_dump(mode="json"),
        "summary": "Notice: not opened",
    }


def _manager(content: Mapping[str, Any]) -> CaseManager | None:
    """Who is to be told, as far as the intake says it in a form that can be read."""
    given = content.get("case_manager")
    if not isinstance(given, Mapping):
        return None
    spanish = given.get("language") == Language.SPANISH.value
    language = Language.SPANISH if spanish else Language.ENGLISH
    try:
        manager = CaseManager(email=given.get("email", ""), language=language)
    except ValidationError:
        return None
    return None if beyond_mail(ContactChanges(case_manager=manager)) else manager
