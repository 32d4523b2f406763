"""Writes a message to one person: subject, HTML with its plain text, and SMS.

Each language has its folder of templates: one file per kind of message, `words.toml` and, but for
English, `phrases.toml`. An operator may put other templates in their place, in a directory laid out
alike. A mail is written once, as HTML; its plain-text part is Apprise's own reading of that HTML,
for which `frame.html` is laid out, so that both parts always say the same. Subjects and SMS hold no
name and no health detail.
"""

import re
import traceback
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from activities.messages.compiled_templates import compiled_templates
from activities.messages.mail_page import compact, plain_text
from activities.messages.sms_text import fit_sms
from activities.messages.timeline import timeline
from activities.messages.wording import (
    LANGUAGES,
    TEMPLATES,
    Left,
    Unit,
    Words,
    time_left,
    today_of,
    words_of,
)
from models.cases.deadline import Deadline
from models.cases.people import STAFF, Role
from models.notices.messages.order import Matter, MessageKind, Recipient, ReminderOrder
from models.rulebook.counting.working_days import last_working_day

_CASE_ID_IN_SMS = 24
"""A longer case id is cut in an SMS, so that the day stays in."""

_TONES = {
    MessageKind.STILL_COUNTS: "alarm",
    MessageKind.MISSED: "alarm",
    MessageKind.DECISION_OVERDUE: "warning",
}


TEMPLATE_FAULTS = (
    TemplateError,
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
)
"""What a template at fault may raise: Jinja's own errors, and Python's of an expression in it."""


class MessageError(Exception):
    """A message could not be written: a template is at fault. Holds nothing of the case."""


@dataclass(frozen=True)
class Message:
    """One message in every form it may go out in."""

    subject: str
    html: str
    sms: str

    @cached_property
    def text(self) -> str:
        """What a mail client without HTML shows."""
        return plain_text(self.html)


class Messages:
    """The message templates, with the address of the Temporal UI that mails link to."""

    def __init__(
        self,
        ui_url: str,
        namespace: str,
        *,
        loader: BaseLoader | None = None,
        folder: Path = TEMPLATES,
    ) -> None:
        """Load the templates.

        Args:
            ui_url: Where the case manager opens the Temporal UI, such as http://127.0.0.1:8233.
            namespace: The Temporal namespace of the cases.
            loader: Where templates come from: `template_loader`; the ones that ship if left out.
            folder: Where the words of each language are.
        """
        self._folder = folder
        self._cases = f"{ui_url.rstrip('/')}/namespaces/{quote(namespace, safe='')}/workflows"
        loader = loader or template_loader()
        self._html = template_environment(loader, autoescape=True)
        self._plain = template_environment(loader, autoescape=False)

    def link(self, case_id: str) -> str:
        """Where the staff opens a case; nobody else has an account there."""
        return f"{self._cases}/{quote(case_id, safe='')}"

    def write(self, order: ReminderOrder, recipient: Recipient) -> Message:
        """The message of an order to one of its recipients, in that person's language.

        Raises:
            MessageError: A template is at fault.
        """
        language = str(recipient.person.language)
        name = f"{language}/{order.kind.value}.html"
        try:
            context = self._context(order, recipient, words_of(language, self._folder))
            html = compact(self._html.get_template(name).render(context))
            subject = self._block(name, "subject", context)
            sms = self._sms(name, {**context, "case_id": _shortened(order.case_id)})
        except TEMPLATE_FAULTS as error:
            raise MessageError(fault(name, error)) from None
        return Message(
            subject=" ".join(f"{subject} {context['more']}".split()),
            html=html,
            sms=sms,
        )

    def _context(self, order: ReminderOrder, recipient: Recipient, words: Words) -> dict[str, Any]:
        deadline = order.deadline
        manages = recipient.role in STAFF
        context: dict[str, Any] = {
            "words": words,
            "mail": words.mail,
            "order": order,
            "case_id": order.case_id,
            "code": order.code if manages else "",
            "case": words.case(order.case, order.case_id),
            "elements": order.elements,
            "ending": words.ending(order.ending),
            "cancelled": [
                {
                    "matter": words.matter_of(one.purpose, one.level, words.say(one.level_title)),
                    "day": words.short_day(one.due_on),
                }
                for one in order.cancelled
                if recipient.role in one.roles
            ],
            "title": words.say(order.title),
            "action": words.say(order.action),
            "program": words.program(order.program_title),
            "role": words.role(recipient.role.value),
            "role_name": recipient.role.value,
            "in_charge": recipient.role is Role.CASE_MANAGER,
            "manager": _manager(order) if not manages else None,
            "name": recipient.person.name,
            "manages": manages,
            "escalated": deadline is not None and recipient.role in STAFF - {Role.CASE_MANAGER},
            "has_email": recipient.person.email is not None,
            "link": self.link(order.case_id) if manages else None,
            "deadline": deadline,
            "corrected": _corrected(order, words),
            "instead_of": _instead_of(order, words),
            "tone": _tone(order),
        }
        if deadline is not None:
            context |= _about(deadline, order, recipient.zone, words)
        # In a message of another kind, the calendar is of what that is about.
        again = order.calendar if order.kind is MessageKind.CORRECTION else ()
        context["runs_again"] = [
            words.mail["runs_again"].format(
                matter=words.matter(one, one.reckoning.title),
                by=words.by(one, recipient.zone, short=False),
            )
            for one in again
        ]
        context["ours_again"] = any(one.purpose.ours for one in again)
        if order.kind is MessageKind.ASSIGNED:
            context["part"] = self._part(order, recipient, context)
        also = [_also(matter, order, recipient.zone, words) for matter in order.also]
        more = words.mail["more"].format(count=len(also)) if also else ""
        return context | {"also": also, "more": more}

    def _part(self, order: ReminderOrder, reader: Recipient, context: dict[str, Any]) -> Markup:
        """What the others were told that they have to do, for somebody who is told of it later."""
        kind = order.told_as or MessageKind.DEADLINE
        name = f"{reader.person.language}/{kind.value}.html"
        return Markup(one_block(self._html, name, "action", context).strip())  # noqa: S704

    def _sms(self, template: str, context: dict[str, Any]) -> str:
        text = self._block(template, "sms", context)
        if not text.strip():
            message = "the block `sms` is empty"
            raise ValueError(message)
        return fit_sms(text, kept=_code_and_more(context))

    def _block(self, template: str, block: str, context: dict[str, Any]) -> str:
        return one_block(self._plain, template, block, context)


def _manager(order: ReminderOrder) -> dict[str, str] | None:
    """How the reader reaches the case manager."""
    person = order.manager
    if person is None:
        return None
    return {
        "name": person.name or "",
        "phone": _telephone(person.phone or ""),
        "email": person.email or "",
    }


def _telephone(number: str) -> str:
    """A number as people dial it."""
    american = re.fullmatch(r"\+1(\d{3})(\d{3})(\d{4})", number)
    return "({}) {}-{}".format(*american.groups()) if american else number


def _code_and_more(context: dict[str, Any]) -> str:
    """The code to acknowledge an SMS by, and how many other matters its mail holds."""
    code = context["mail"]["code"].format(code=context["code"]) if context["code"] else ""
    return f"{code} {context['more']}"


def _about(deadline: Deadline, order: ReminderOrder, zone: str, words: Words) -> dict[str, Any]:
    left = time_left(deadline, order.now)
    safe_by = deadline.reckoning.safe_by
    return {
        "matter": words.matter(deadline, words.say(order.title)),
        "ours": deadline.purpose.ours,
        "by": words.by(deadline, zone, short=False),
        "by_short": words.by(deadline, zone, short=True),
        "left": _left(order, left, words),
        "left_parts": words.left_parts(left),
        "last_working_day": _is_last_working_day(order, left),
        "passed": left.passed,
        "still_counts": deadline.expires_at <= order.now < deadline.last_arguable_at,
        "until": words.until(deadline, zone, short=False),
        "until_short": words.until(deadline, zone, short=True),
        "ground": words.ground(deadline),
        "timeline": timeline(deadline, order.now, words),
        "safe_day_passed": safe_by is not None and safe_by < today_of(deadline, order.now),
        "zone": words.zone(deadline.reckoning.zone),
    }


def _left(order: ReminderOrder, left: Left, words: Words) -> str:
    """How long is left; and where the last day is none of work, that this is the last that is."""
    said = words.left(left)
    if not _is_last_working_day(order, left):
        return said
    return f"{words.mail['last_working_day']}, {said}"


def _is_last_working_day(order: ReminderOrder, left: Left) -> bool:
    deadline = order.deadline
    if deadline is None or left.unit is not Unit.DAYS or left.number < 1:
        return False
    today = today_of(deadline, order.now)
    return deadline.purpose.ours and last_working_day(deadline.due_on) == today


def _also(matter: Matter, order: ReminderOrder, zone: str, words: Words) -> dict[str, str]:
    """Another matter of the same message, in a line."""
    deadline, what = matter.deadline, words.say(matter.title)
    corrected = _corrected(matter, words) or _instead_of(matter, words)
    if deadline is not None:
        what = words.mail["also_by"].format(
            matter=words.matter(deadline, what),
            by=words.by(deadline, zone, short=False),
            left=words.left(time_left(deadline, order.now)),
        )
    if corrected:
        what = f"{what}. {corrected}"
    return {"what": what, "action": words.say(matter.action), "code": matter.code}


def _corrected(matter: Matter | ReminderOrder, words: Words) -> str:
    """Which day its day replaces, and why; empty where the reader was told no other."""
    corrected = matter.corrected
    if corrected is None:
        return ""
    return words.mail[f"{corrected.by.value}_corrected"].format(day=words.day(corrected.was))


def _instead_of(matter: Matter | ReminderOrder, words: Words) -> str:
    """Which day its day replaces, where a report moved it; empty where the reader knew none."""
    if matter.instead_of is None:
        return ""
    if matter.deadline is not None and matter.instead_of == matter.deadline.due_on:
        return words.mail["another_hour"]
    return words.mail["instead_of"].format(day=words.day(matter.instead_of))


def _tone(order: ReminderOrder) -> str:
    """How loud a mail looks."""
    if order.kind in _TONES:
        return _TONES[order.kind]
    deadline = order.deadline
    if deadline is None or not deadline.purpose.ours:
        return "calm"
    left: Left = time_left(deadline, order.now)
    if left.urgent:
        return "alarm"
    return "warning" if left.near else "calm"


def template_loader(overrides: Path | None = None) -> BaseLoader:
    """The templates that ship, each unless an operator's directory has another in its place."""
    return FileSystemLoader([overrides, TEMPLATES] if overrides else [TEMPLATES])


def template_environment(loader: BaseLoader, *, autoescape: bool) -> Environment:
    """Templates by the rules of every message: nothing undefined, and the filters they use.

    Where an operator's may be among them, each call and each attribute is judged as it is used. Of
    those that ship that was a seventh of what it takes to write and send a mail.
    """
    ours = isinstance(loader, FileSystemLoader) and loader.searchpath == [str(TEMPLATES)]
    kind = Environment if ours else ImmutableSandboxedEnvironment
    environment = kind(
        loader=loader,
        autoescape=autoescape,
        bytecode_cache=compiled_templates(kind, autoescape=autoescape),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "sentence": _sentence,
        "code": _code,
        "unbroken": _unbroken,
    }
    return environment


def one_block(environment: Environment, template: str, block: str, context: dict[str, Any]) -> str:
    """One block of a template alone, such as its subject."""
    loaded = environment.get_template(template)
    try:
        return "".join(loaded.blocks[block](loaded.new_context(context)))
    except Exception:  # noqa: BLE001 (raised again, with the template's own lines)
        environment.handle_exception()


def fault(name: str, error: Exception) -> str:
    """Which template and line an error comes from, and its type: nothing of the case."""
    line = getattr(error, "lineno", None)
    frames = [
        (Path(frame.filename), frame.lineno)
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.endswith(".html")
    ]
    if frames:
        file, line = frames[-1]
        in_folder = file.parent.name if file.parent.name in LANGUAGES else ""
        name = f"{in_folder}/{file.name}".lstrip("/")
    where = f", line {line}" if line else ""
    return f"template {name}{where}: {type(error).__name__}"


def _sentence(text: str) -> str:
    """A text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def _code(text: str) -> Markup:
    """A text, escaped, with what stands in `backticks` in a monospaced face."""
    style = "font-family:Consolas,Menlo,monospace;font-size:14px;background:#eef1f4;"
    return Markup(re.sub(r"`([^`]+)`", rf'<span style="{style}">\1</span>', str(escape(text))))  # noqa: S704


def _unbroken(text: Markup) -> Markup:
    """A line of HTML in which a date stays together, as far as a telephone has room for it.

    `30 de septiembre de 2026` may be broken before its year.
    """
    together = re.compile(
        r"\b[A-Z]\w+ \d{1,2}, \d{4}\b|\b\d{1,2} de \w+\b(?= de \d{4}\b)|\bde \d{4}\b"
    )
    return Markup(together.sub(lambda found: found[0].replace(" ", "&nbsp;"), text))  # noqa: S704


def _shortened(case_id: str) -> str:
    if len(case_id) <= _CASE_ID_IN_SMS:
        return case_id
    return case_id[: _CASE_ID_IN_SMS - 3] + "..."
