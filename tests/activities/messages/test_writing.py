"""Every message, in every language: what it says, and what it never says."""

import re
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
from jinja2 import DictLoader

from activities.messages.forms import letters_of
from activities.messages.sms_text import LENGTH, septets
from activities.messages.writing import MessageError, Messages
from models.cases.deadline import Deadline
from models.cases.language import Language
from models.cases.people import STAFF, Person, Role
from models.inputs.common_intake import Override
from models.notices.messages.channel import Channel
from models.notices.messages.order import MessageKind, Recipient, ReminderOrder
from models.rulebook.reckoning import Ground
from tests.activities.samples import (
    hourly_deadline,
    make_deadline,
    make_order,
    make_reckoning,
    matter,
    recipient,
)

MESSAGES = Messages("http://127.0.0.1:8233/", "appeals desk")

ABOUT = {
    "our day": make_deadline(),
    "our day, unverified and overridden": make_deadline(
        reckoning=make_reckoning(verified=False, last_arguable=date(2027, 1, 8)),
        override=Override(due_on=date(2027, 1, 4), reason="the notice names it"),
        due_on=date(2027, 1, 4),
    ),
    "their hour": hourly_deadline(),
    "a level of its own": make_deadline(level="somewhere_new"),
    "nothing": None,
}


def written(order: ReminderOrder) -> Any:
    return MESSAGES.write(order, order.recipients[0])


def one(
    language: Language = Language.ENGLISH, role: Role = Role.CASE_MANAGER, **changes: Any
) -> ReminderOrder:
    return make_order(recipient(role, language=language), **changes)


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", MessageKind)
def test_every_message_can_be_written(
    kind: MessageKind, language: Language, role: Role, about: str
) -> None:
    reader = recipient(role, name="Anna Q. Public", language=language, phone="+12025550123")
    order = make_order(
        reader, kind=kind, deadline=ABOUT[about], service="KNEE-MARKER", references={"R": "REF-1"}
    )
    message = written(order)
    for private in ("KNEE-MARKER", "Public", "manager@", "REF-1", "+1202"):
        assert private not in message.subject
        assert private not in message.sms
    for form in (message.subject, message.sms, message.text):
        assert "AC-2026-0042" in form
        for left_over in ("{", "}", "None", "Undefined", "&amp;", "&#39;", "<"):
            assert left_over not in form, form
    assert "\n" not in message.subject
    assert septets(message.sms) <= LENGTH
    for said in ("KNEE-MARKER", "REF-1", "Anna Q. Public"):
        assert said in message.text
        assert said in message.html


@pytest.mark.parametrize("kind", MessageKind)
def test_both_languages_have_their_own_words(kind: MessageKind) -> None:
    english, spanish = (written(one(language, kind=kind)) for language in Language)
    assert english.subject != spanish.subject
    assert english.sms != spanish.sms
    assert 'lang="es"' in spanish.html


def test_what_a_person_can_act_on() -> None:
    message = written(one())
    for line in (
        "File the plan reconsideration by Wednesday, January 6, 2027",
        "7 days left",
        "File the request with the plan, and record it with the update file_appeal.",
        "It must be received by the end of Wednesday, January 6, 2027, Eastern Time. "
        "Filing counts when it is received, not when it is sent.",
        "To be safe, mail or fax it by Thursday, December 31, 2026.",
        "The plan, at the address on the notice",
        "http://127.0.0.1:8233/namespaces/appeals%20desk/workflows/AC-2026-0042",
        "2. 60 days after receipt: Wednesday, January 6, 2027.",
        "Rule C.RECON.FILE: 42 CFR 422.582(b)",
        "Claim: C-88213-07",
    ):
        assert line in message.text.splitlines(), line


def test_the_days_of_a_limit_are_drawn_and_told() -> None:
    deadline = make_deadline(reckoning=make_reckoning(started_on=date(2026, 11, 2)))
    message = written(one(deadline=deadline))
    marks = ["Start Mon, Nov 2, 2026", "Today Wed, Dec 30, 2026", "Safe to mail Thu, Dec 31, 2026"]
    lines = message.text.splitlines()
    first = lines.index(marks[0])
    assert lines[first : first + 4] == [*marks, "Last day Wed, Jan 6, 2027"]
    assert "\n\n\n" not in message.text
    widths = [int(width) for width in re.findall(r"width:(\d+)%;height:10px", message.html)]
    assert len(widths) == 3
    assert sum(widths) == 100
    assert widths[0] > widths[2] > widths[1]
    # Once it has passed, today is the last of the days; on the day itself it is one of them.
    late = written(one(deadline=deadline, now=datetime(2027, 1, 9, 14, tzinfo=UTC)))
    assert "Last day Wed, Jan 6, 2027\nToday Sat, Jan 9, 2027" in late.text
    last = written(one(deadline=deadline, now=datetime(2027, 1, 6, 14, tzinfo=UTC)))
    assert "Today, Last day Wed, Jan 6, 2027" in last.text
    # Set by hand, the safe day of the reckoning no longer counts.
    by_hand = deadline.model_copy(
        update={"override": Override(due_on=date(2027, 1, 6), reason="the notice says so")}
    )
    assert "Safe to mail" not in written(one(deadline=by_hand)).text
    # A limit of hours has no days to draw.
    assert "Last day" not in written(one(deadline=hourly_deadline())).text


def test_the_plain_text_stands_on_its_own() -> None:
    text = written(one()).text
    assert "\n\n\n" not in text
    assert all(line == line.strip() for line in text.splitlines())
    assert text.startswith("Appeal AC-2026-0042 · Medicare Advantage (Part C)\n\nFile the plan")


def test_subjects() -> None:
    assert written(one(kind=MessageKind.OPENED)).subject == (
        "Appeal AC-2026-0042 opened: file the plan reconsideration by Wed, Jan 6, 2027 "
        "(7 days left)"
    )
    assert written(one(Language.SPANISH)).subject == (
        "Apelación AC-2026-0042: presentar la reconsideración ante el plan a más tardar el "
        "mié, 6 ene 2027 (quedan 7 días)"
    )
    assert written(one(now=datetime(2027, 1, 6, 14, tzinfo=UTC))).subject.endswith(
        "by Wed, Jan 6, 2027 (today is the last day)"
    )
    hourly = one(deadline=hourly_deadline(), now=datetime(2026, 11, 2, 8, 30, tzinfo=UTC))
    assert written(hourly).subject == (
        "Appeal AC-2026-0042: the plan's reconsideration decision is due by "
        "9:30 a.m. Eastern Time on Tue, Nov 3, 2026 (30 hours left)"
    )
    overdue = one(
        kind=MessageKind.DECISION_OVERDUE, deadline=None, title="Consider escalation to OMHA"
    )
    assert written(overdue).subject == (
        "Appeal AC-2026-0042: the decision is overdue. Consider escalation to OMHA"
    )


def test_what_must_be_checked_is_said() -> None:
    plain = written(one()).text
    marked = written(one(deadline=ABOUT["our day, unverified and overridden"])).text
    for words in ("Unverified: check the notice, or ask", "Reason: the notice names it"):
        assert words in marked
        assert words not in plain
    # The safe day belongs to the reckoned day, not to the one set by hand.
    assert "To be safe" not in marked


def still_counting() -> Deadline:
    """Worked to January 6, and counted until January 8."""
    reckoning = make_reckoning(
        last_arguable=date(2027, 1, 8),
        last_arguable_at=datetime(2027, 1, 9, 5, tzinfo=UTC),
        ground=Ground(
            code="contractor_next_working_day", citation="42 CFR 405.942(a)", evidence="SEEN-2026"
        ),
    )
    return make_deadline(reckoning=reckoning)


def test_a_later_day_on_which_it_counts_is_shown_and_not_worked_to() -> None:
    message = written(one(deadline=still_counting()))
    assert (
        "It still counts until Friday, January 8, 2027, because contractors accept the "
        "next working "
        "day after a weekend or holiday (42 CFR 405.942(a)). Do not rely on that."
    ) in message.text
    assert "8 Jan" not in message.subject + message.sms


@pytest.mark.parametrize("language", Language)
def test_once_the_safe_day_has_passed_each_reader_is_told_until_when_it_counts(
    language: Language,
) -> None:
    until = {"en": "Friday, January 8, 2027", "es": "8 de enero de 2027"}[language.value]
    for role in (Role.CASE_MANAGER, Role.BENEFICIARY):
        message = written(
            one(
                language,
                role,
                kind=MessageKind.STILL_COUNTS,
                reminder="passed",
                deadline=still_counting(),
                now=datetime(2027, 1, 7, 14, tzinfo=UTC),
            )
        )
        assert until in message.text
        assert "42 CFR 405.942(a)" in message.text
        assert re.search(r"Jan 8|8 ene", message.sms)


def test_a_safe_day_that_has_passed_says_so() -> None:
    message = written(one(now=datetime(2027, 1, 5, 14, tzinfo=UTC)))
    assert "The safe day to mail it, Thursday, December 31, 2026, has passed" in message.text


def test_only_the_staff_gets_the_link_and_the_update() -> None:
    for role in Role:
        text = written(one(role=role)).text
        assert ("/workflows/" in text) == (role in STAFF)
        assert ("file_appeal" in text) == (role in STAFF)


def test_whoever_is_further_up_reads_why_they_are_told() -> None:
    told = {role for role in Role if "nobody has acknowledged" in written(one(role=role)).text}
    assert told == {Role.BACKUP, Role.SUPERVISOR}


def test_whoever_works_on_the_case_finds_the_code_to_acknowledge_it() -> None:
    for role in Role:
        message = written(one(role=role, code="K7MP"))
        assert ('{"deadline": "K7MP"}' in message.text) == (role in STAFF)
        assert ("K7MP" in message.text) == (role in STAFF)
        assert ("Code K7MP." in message.sms) == (role in STAFF)
        assert septets(message.sms) <= LENGTH
        assert "K7MP" not in message.subject
    assert "Code" not in written(one()).sms


OF_THE_TRADE = re.compile(
    r"`|\b[a-z]+_[a-z_]+\b|\b[A-Z]+\.[A-Z]{2,}|K7MP|CFR|/workflows/|[Uu]pdate|[Aa]ctualizaci"
    r"|[Tt]emporal|[Ww]orkflow"
)
"""Names of updates, codes, rules and what belongs to Temporal: of no use to a patient."""


@pytest.mark.parametrize("about", ABOUT)
@pytest.mark.parametrize("role", sorted(set(Role) - STAFF))
@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [one for one in MessageKind if one is not MessageKind.NOT_OPENED])
def test_patients_read_nothing_of_the_trade_and_whom_to_ask(
    kind: MessageKind, language: Language, role: Role, about: str
) -> None:
    reader = recipient(role, language=language, email="reader@home.example", phone="+12025550123")
    manager = Person(name="Maya Lopez", phone="+12025550147", email="maya@legalaid.example")
    action = "Ask for it." if kind is MessageKind.CORRECTION else "Record it with `file_appeal`."
    order = make_order(
        reader, kind=kind, deadline=ABOUT[about], action=action, code="K7MP", manager=manager
    )
    message = written(order)
    for form in (message.subject, message.sms, message.text):
        assert not (found := OF_THE_TRADE.search(form)), (found, form)
    for said in ("Maya Lopez", "(202) 555-0147", "maya@legalaid.example"):
        assert said in message.text
        assert said not in message.sms + message.subject
    letter = letters_of(MESSAGES, order)[role][Channel.EMAIL]
    assert letter.reply_to == "maya@legalaid.example"


def test_who_works_on_the_case_is_not_referred_to_the_case_manager() -> None:
    manager = Person(name="Maya Lopez", email="maya@legalaid.example")
    for role in STAFF:
        order = one(role=role, manager=manager)
        assert "Maya Lopez" not in written(order).text
        assert letters_of(MESSAGES, order)[role][Channel.EMAIL].reply_to == ""


def test_a_patient_reads_that_the_request_was_filed_and_when_an_answer_is_due() -> None:
    deadline = hourly_deadline()
    early = {"now": deadline.expires_at - timedelta(hours=3)}
    filed: dict[str, Any] = {"kind": MessageKind.FILED, "deadline": deadline, **early}
    english = written(one(role=Role.BENEFICIARY, **filed))
    spanish = written(one(Language.SPANISH, Role.BENEFICIARY, **filed))
    assert (
        "Your request was filed. An answer is due by 9:30 a.m. Eastern Time on Tuesday, "
        "November 3, 2026" in english.text
    )
    assert "There is nothing for you to do now." in english.text
    assert "Su solicitud se presentó. Deben responder a más tardar el martes" in spanish.text


def test_where_the_answer_was_due_before_it_is_written_so() -> None:
    """The message went out when the day of the answer had passed."""
    deadline = hourly_deadline()
    late = {"now": deadline.expires_at + timedelta(hours=3)}
    filed: dict[str, Any] = {"kind": MessageKind.FILED, "deadline": deadline, **late}
    english = written(one(role=Role.BENEFICIARY, **filed))
    assert (
        "Your request was filed. An answer was due by 9:30 a.m. Eastern Time on Tuesday, "
        "November 3, 2026" in english.text
    )
    assert "Tell your case manager at once if an answer has reached you." in english.text
    assert "is due" not in english.text + english.sms + english.subject
    manager = written(one(**filed))
    assert (
        "was filed: the answer was due by 9:30 a.m. Eastern Time on Tue, Nov 3, 2026"
    ) in manager.subject
    spanish = written(one(Language.SPANISH, Role.BENEFICIARY, **filed))
    assert "Debían responder a más tardar el martes" in spanish.text
    assert "Deben responder" not in spanish.text + spanish.sms + spanish.subject


def test_a_patient_is_not_told_to_post_what_somebody_else_files() -> None:
    for language, said in (
        (Language.ENGLISH, "mail or fax it by"),
        (Language.SPANISH, "por correo o fax"),
    ):
        manager, patient = (
            written(one(language, role)).text for role in (Role.CASE_MANAGER, Role.BENEFICIARY)
        )
        assert said in manager
        assert said not in patient


def test_what_was_typed_stays_text() -> None:
    order = one(
        service='<img src="http://evil.example">',
        references={"<b>Claim</b>": "{{ 7 * 7 }}"},
        action="Do <this> & `that`",
        title="x",
    )
    message = written(order)
    parser = Tags()
    parser.feed(message.html)
    assert parser.tags <= {
        *("html", "head", "meta", "body", "table", "tr", "td", "h1", "span", "a", "br", "div"),
    }
    assert '<img src="http://evil.example">' in message.text
    assert "<b>Claim</b>: {{ 7 * 7 }}" in message.text
    assert "Do <this> & that" in message.text


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.tags.add(tag)


def test_a_case_id_cannot_break_a_subject_or_push_the_day_out_of_an_sms() -> None:
    message = written(one(case_id="A\r\nBcc: x@y.example " + "9" * 200))
    assert "\n" not in message.subject
    assert "\r" not in message.subject
    assert "Wed, Jan 6, 2027 (7 days left)" in message.sms
    assert "workflows/A%0D%0ABcc%3A%20x%40y.example%20999" in message.html


def test_a_template_at_fault_says_nothing_of_the_case() -> None:
    loader = DictLoader({"en/deadline.html": "{{ order.nothing }}"})
    broken = Messages("http://ui", "default", loader=loader)
    order = one()
    with pytest.raises(
        MessageError, match=r"^template en/deadline.html: UndefinedError$"
    ) as caught:
        broken.write(order, order.recipients[0])
    assert caught.value.__cause__ is None


def test_the_reader_without_email_is_sent_to_the_case_manager() -> None:
    reader: Recipient = recipient(Role.BENEFICIARY, email=None, phone="+12025550123")
    order = make_order(reader)
    assert MESSAGES.write(order, reader).sms == (
        "AppealClock AC-2026-0042: file the plan reconsideration by Wed, Jan 6, 2027 (7 "
        "days left). "
        "Ask your case manager."
    )


@pytest.mark.parametrize(("language", "said"), [("en", "corrected deadline"), ("es", "corregido")])
def test_a_day_that_replaces_another_says_so_wherever_it_is_read(language: str, said: str) -> None:
    order = one(kind=MessageKind.NEW_DEADLINE, instead_of=date(2027, 1, 11))
    message = MESSAGES.write(order, recipient(Role.BENEFICIARY, language=Language(language)))
    assert said in message.sms
    assert said.split(maxsplit=1)[0] in message.text.lower()
    beside = matter("other", instead_of=date(2027, 1, 11))
    assert "January 11, 2027" in written(one(deadline=None, also=(beside,))).text


def test_whoever_takes_a_case_over_with_a_correction_gets_a_mail() -> None:
    order = one(kind=MessageKind.ASSIGNED, told_as=MessageKind.CORRECTION, deadline=None)
    assert written(order).text
