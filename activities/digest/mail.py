"""Writes a digest as a mail: groups of cases, each with its link, the most urgent first.

The page is the same in every language and holds no words: `digest_page.html`. Each language has its
`digest.html` for what is a sentence, and the section `digest` of its `words.toml` for the rest.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote

from jinja2 import BaseLoader

from activities.digest.caseload import Caseload, Concern, Unconfirmed, Unreached
from activities.messages.mail_page import compact, plain_text
from activities.messages.wording import Words, words_of
from activities.messages.writing import (
    TEMPLATE_FAULTS,
    MessageError,
    fault,
    one_block,
    template_environment,
    template_loader,
)
from models.access import Head
from models.digest import DigestOrder
from models.local_time import local_day

SHOWN = 25
"""How many a group shows; of the rest it says how many there are."""


@dataclass(frozen=True)
class DigestMail:
    """One digest in both forms of a mail."""

    subject: str
    html: str

    @property
    def text(self) -> str:
        """What a mail client without HTML shows."""
        return plain_text(self.html)


@dataclass(frozen=True)
class Line:
    """One line of a group: where, what, when, in words."""

    case: str
    link: str
    what: str
    when: str = ""
    note: str = ""


@dataclass(frozen=True)
class Group:
    """One group: its name among the words, its first lines, and how many there are in all."""

    name: str
    tone: str
    short: str
    lines: tuple[Line, ...]
    count: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.count - len(self.lines)


class DigestLetters:
    """The digest's templates, with the address of the Temporal UI that it links to."""

    def __init__(self, ui_url: str, namespace: str, *, loader: BaseLoader | None = None) -> None:
        """Load the templates; see `activities.messages.writing.Messages`."""
        self._cases = f"{ui_url.rstrip('/')}/namespaces/{quote(namespace, safe='')}/workflows"
        loader = loader or template_loader()
        self._html = template_environment(loader, autoescape=True)
        self._plain = template_environment(loader, autoescape=False)

    def write(
        self, order: DigestOrder, caseload: Caseload, access_head: Head | None = None
    ) -> DigestMail:
        """The mail of one digest, in the manager's language.

        Args:
            order: Whose it is, and of which day.
            caseload: What it tells.
            access_head: The head of the access log, where one is kept.

        Raises:
            MessageError: A template is at fault.
        """
        words = words_of(order.intake.language)
        name = f"{order.intake.language.value}/digest.html"
        groups = self._groups(order, caseload, words)
        context: dict[str, Any] = {
            "words": words.digest,
            "mail": words.mail,
            "role": words.role(order.role.value),
            "groups": groups,
            "tone": groups[0].tone if groups else "calm",
            "day": words.day(order.today),
            "short_day": words.short_day(order.today),
            "access_log": None
            if access_head is None
            else words.digest["access_log"].format(count=access_head.number, head=access_head),
            "all_cases": self._list(caseload.codes or (order.intake.searchable,)),
        }
        try:
            html = compact(self._html.get_template(name).render(context))
            subject = one_block(self._plain, name, "subject", context)
        except TEMPLATE_FAULTS as error:
            raise MessageError(fault(name, error)) from None
        return DigestMail(subject=" ".join(subject.split()), html=html)

    def _groups(self, order: DigestOrder, caseload: Caseload, words: Words) -> list[Group]:
        """The groups that have something to say, the most urgent first."""

        def group(name: str, tone: str, lines: Iterable[Line], count: int) -> Group:
            short = words.digest["short_one" if count == 1 else "short"][name]
            return Group(name, tone, short, tuple(lines), count)

        def concerns(name: str, tone: str, found: Sequence[Concern]) -> Group:
            lines = (self._concern(one, order, words) for one in found[:SHOWN])
            return group(name, tone, lines, len(found))

        contacts = caseload.unreached
        groups = [
            concerns("overdue", "alarm", caseload.overdue),
            concerns("due", "warning", caseload.due),
            concerns("waiting", "calm", caseload.waiting),
            group(
                "unreached",
                "calm",
                (self._unreached(one, order, words) for one in contacts[:SHOWN]),
                len(contacts),
            ),
            group(
                "unconfirmed",
                "calm",
                (self._unconfirmed(one, order, words) for one in caseload.unconfirmed[:SHOWN]),
                len(caseload.unconfirmed),
            ),
        ]
        return [one for one in groups if one.count]

    def _concern(self, concern: Concern, order: DigestOrder, words: Words) -> Line:
        what = words.matter_of(concern.purpose, concern.level, words.say(concern.title))
        if not concern.purpose:
            what = words.digest["attention"].format(action=what)
        return Line(
            case=words.case(concern.kind, concern.case_id),
            link=self._link(concern.case_id),
            what=what,
            when=_when(concern, order.now, order.intake.zone, words),
            note=_note(concern, words),
        )

    def _unreached(self, one: Unreached, order: DigestOrder, words: Words) -> Line:
        digest = words.digest
        outcome = digest["outcomes"].get(one.status, digest["outcomes"]["other"])
        channel = digest["channels"].get(one.channel, one.channel)
        return Line(
            case=words.case(one.kind, one.case_id),
            link=self._link(one.case_id),
            what=digest["contact"].format(role=words.role(one.role), channel=channel),
            when=outcome,
            note=digest["since"].format(
                day=words.short_day(local_day(one.since, order.intake.zone))
            ),
        )

    def _unconfirmed(self, one: Unconfirmed, order: DigestOrder, words: Words) -> Line:
        day = words.short_day(local_day(one.opened_at, order.intake.zone))
        return Line(
            case=words.case(one.kind, one.case_id),
            link=self._link(one.case_id),
            what=words.digest["opened"].format(day=day),
        )

    def _link(self, case_id: str) -> str:
        return f"{self._cases}/{quote(case_id, safe='')}"

    def _list(self, codes: Sequence[str]) -> str:
        """The manager's running cases in the UI's own list, by each code that names them."""
        theirs = " OR ".join(f'CaseManager="{code}"' for code in codes)
        theirs = f"({theirs})" if len(codes) > 1 else theirs
        query = f'{theirs} AND ExecutionStatus="Running"'
        return f"{self._cases}?query={quote(query, safe='')}"


def _note(concern: Concern, words: Words) -> str:
    """That somebody takes care of it, and through which day the manager has the case."""
    notes = [words.digest["acknowledged"]] if concern.acknowledged else []
    if concern.covered_until is not None:
        day = words.short_day(concern.covered_until)
        notes.append(words.digest["covered"].format(day=day))
    return "; ".join(notes)


def _when(concern: Concern, now: datetime, zone: str, words: Words) -> str:
    """The day and how far off: 'Wed, Jan 6, 2027, 7 days left'; hours in the manager's zone."""
    left = concern.left(now)
    if left is None or concern.due_on is None or concern.expires_at is None:
        return ""
    day = words.short_day(concern.due_on)
    if concern.to_the_hour:
        day = words.moment(concern.expires_at, zone, short=True)
    form = words.digest["ran_out" if left.passed else "when"]
    return str(form.format(day=day, left=words.left(left)))
