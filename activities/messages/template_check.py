"""Checks an operator's templates before the first message: names, syntax, and samples of each."""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path

from jinja2 import TemplateError, TemplateSyntaxError

from activities.digest.caseload import Caseload, Concern, Unconfirmed, Unreached
from activities.digest.mail import DigestLetters
from activities.messages.wording import TEMPLATES
from activities.messages.writing import (
    MessageError,
    Messages,
    template_environment,
    template_loader,
)
from models.cases.deadline import Deadline, Purpose
from models.cases.evidence import Element
from models.cases.kinds import CaseKind
from models.cases.language import Language
from models.cases.people import Person, Role
from models.digest import DigestIntake, DigestOrder
from models.notices.messages.order import CalledOff, Matter, MessageKind, Recipient, ReminderOrder
from models.rulebook.reckoning import Ground, Reckoning

_NOW = datetime(2026, 12, 30, 14, tzinfo=UTC)
_ZONE = "America/New_York"
_DAY = date(2027, 1, 6)


def check_templates(folder: Path) -> list[str]:
    """What is wrong with an operator's templates, each in a line with its file; nothing if usable.

    Every template must have a name that ships and be read without an error, and messages of every
    kind to every role must come out of them.

    Args:
        folder: The directory, laid out as `activities/messages/templates`.
    """
    if not folder.is_dir():
        return ["there is no such directory"]
    files = sorted(
        file.relative_to(folder).as_posix()
        for file in folder.rglob("*")
        if file.is_file() and not file.name.startswith(".")
    )
    shipped = {file.relative_to(TEMPLATES).as_posix() for file in TEMPLATES.rglob("*.html")}
    problems = [
        f"{name}: expected the name of a template that ships, such as en/deadline.html"
        for name in files
        if name not in shipped
    ]
    problems += [line for name in files if name in shipped for line in _unread(folder, name)]
    return problems or list(dict.fromkeys(_unwritten(folder, files)))


def _unread(folder: Path, name: str) -> Iterator[str]:
    """Why a template cannot be read."""
    environment = template_environment(template_loader(folder), autoescape=True)
    try:
        environment.get_template(name)
    except TemplateSyntaxError as error:
        yield f"{error.name or name}, line {error.lineno}: {error.message}"
    except (TemplateError, UnicodeDecodeError, OSError) as error:
        yield f"{name}: {type(error).__name__}"


def _unwritten(folder: Path, files: list[str]) -> Iterator[str]:
    """Why sample messages do not come out of templates that can be read."""
    loader = template_loader(folder)
    messages = Messages("http://127.0.0.1:8233", "default", loader=loader)
    letters = DigestLetters("http://127.0.0.1:8233", "default", loader=loader)
    for language in _languages(files):
        for order in _orders(language):
            for recipient in order.recipients:
                yield from _fault(folder, partial(messages.write, order, recipient))
        for caseload in (_CASELOAD, Caseload()):
            yield from _fault(folder, partial(letters.write, _digest(language), caseload))


def _languages(files: list[str]) -> list[Language]:
    """Those whose messages an operator's templates can reach: all, for a page of every language."""
    named = {name.split("/")[0] for name in files if "/" in name}
    shared = any("/" not in name for name in files)
    return [language for language in Language if shared or language.value in named]


def _fault(folder: Path, write: Callable[[], object]) -> Iterator[str]:
    """Why a message cannot be written; with samples, the error's own words tell of no case."""
    try:
        write()
    except MessageError as error:
        # The cause is held back from logs, where it might tell of a case. Here it tells of samples.
        why = str(error.__context__).replace(str(folder), "").strip()
        yield f"{error}: {why}"


def _deadline(purpose: Purpose) -> Deadline:
    ends = datetime(2027, 1, 7, 5, tzinfo=UTC)
    reckoning = Reckoning(
        rule="SAMPLE",
        version="2025-01-01",
        title="a sample",
        due_on=_DAY,
        due_at=ends,
        to_the_hour=not purpose.ours,
        last_arguable=date(2027, 1, 8),
        last_arguable_at=ends + timedelta(days=2),
        ground=Ground(code="from_receipt", citation="42 CFR 422.582(b)", evidence="SEEN", day=_DAY),
        safe_by=date(2026, 12, 31),
        zone=_ZONE,
        steps=("Notice dated Mon, Nov 2, 2026.",),
        citation="42 CFR 422.582(b)",
        evidence="SEEN",
        verified=purpose.ours,
    )
    return Deadline(
        id="sample",
        purpose=purpose,
        level="plan_reconsideration",
        level_title="Plan reconsideration",
        who="the plan",
        where="the plan" if purpose.ours else "",
        reckoning=reckoning,
        expires_at=ends,
        due_on=_DAY,
    )


def _matter(deadline: Deadline | None) -> Matter:
    """What falls together with a reminder and goes out with it."""
    return Matter(
        kind=MessageKind.DEADLINE,
        about="another",
        reminder="7d",
        due_to_send_at=_NOW,
        deadline=deadline,
        code="Q2RT",
        title="another sample",
        action="Do this too.",
    )


def _orders(language: Language) -> Iterator[ReminderOrder]:
    """A sample of every kind, about our own day, somebody else's hour, and neither."""
    person = Person(
        name="A. Sample", email="sample@mail.example", phone="+12025550123", language=language
    )
    over = CalledOff(
        id="over",
        purpose="filing",
        level="council",
        level_title="Council review",
        sequence=0,
        due_on=_DAY,
        roles=tuple(Role),
    )
    matters = (_deadline(Purpose.FILING), _deadline(Purpose.DECISION), None)
    for kind, deadline in itertools.product(MessageKind, matters):
        for also in ((), (_matter(deadline),)):
            yield ReminderOrder(
                case_id="AC-SAMPLE",
                kind=kind,
                about="sample",
                reminder="7d",
                due_to_send_at=_NOW,
                now=_NOW,
                recipients=tuple(Recipient(role=role, person=person, zone=_ZONE) for role in Role),
                deadline=deadline,
                calendar=(deadline,) if deadline else (),
                cancelled=(over,),
                also=also,
                ending="won" if kind is MessageKind.CLOSED else "",
                code="K7MP",
                title="a sample",
                action="Do this with the update `file_appeal`.",
                elements=tuple(Element),
                service="A sample service",
                program_title="Medicare Advantage (Part C)",
                references={"Claim": "C-1"},
            )


def _digest(language: Language) -> DigestOrder:
    intake = DigestIntake(email="sample@mail.example", language=language)
    return DigestOrder(intake=intake, now=_NOW, only_on_working_days=True)


_CONCERN = Concern(
    case_id="AC-SAMPLE",
    kind=CaseKind.APPEAL,
    purpose="filing",
    level="council",
    title="a sample",
    zone=_ZONE,
    due_on=_DAY,
    expires_at=datetime(2027, 1, 7, 5, tzinfo=UTC),
)
_CASELOAD = Caseload(
    overdue=(_CONCERN,),
    due=(_CONCERN,),
    waiting=(_CONCERN,),
    unreached=(Unreached("AC-SAMPLE", CaseKind.APPEAL, "beneficiary", "email", "failed", _NOW),),
    unconfirmed=(Unconfirmed("AC-SAMPLE", CaseKind.APPEAL, _NOW),),
)
