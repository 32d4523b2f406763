"""The mail of a digest, in both languages: what it says, and what it never says."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import unquote

import pytest
from jinja2 import DictLoader

from activities.digest.caseload import Caseload, Concern
from activities.digest.mail import SHOWN, DigestLetters
from activities.messages.writing import MessageError
from models.cases.kinds import CaseKind
from models.cases.language import Language
from tests.activities.digest.caseloads import NOW, concern, order, unconfirmed, unreached

LETTERS = DigestLetters("http://127.0.0.1:8233/", "appeals desk")
CASES = "http://127.0.0.1:8233/namespaces/appeals%20desk/workflows"


def everything() -> Caseload:
    return Caseload(
        overdue=(
            concern(-3),
            Concern(
                case_id="AC-2.second-opinion",
                kind=CaseKind.SECOND_OPINION,
                purpose="",
                level="",
                title="decide on refusal",
                zone="America/New_York",
            ),
        ),
        due=(
            concern(7, "AC-5", acknowledged=True),
            concern(1, "AC-6", expires_at=NOW + timedelta(hours=30)),
            concern(2, "AC-7", purpose="planned", level="visit", title="Visit"),
        ),
        waiting=(concern(-1, "AC-3", purpose="decision"),),
        unreached=(unreached(), unreached(status="a status of tomorrow", channel="fax")),
        unconfirmed=(unconfirmed(),),
    )


class Links(HTMLParser):
    """The address of every link, and that every tag that is opened is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in {"meta", "br"}:
            self.open.append(tag)
        self.found += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def links(html: str) -> list[str]:
    parser = Links()
    parser.feed(html)
    assert parser.open == []
    return parser.found


def test_the_mail_in_english() -> None:
    mail = LETTERS.write(order(), everything())
    assert mail.subject == (
        "Your cases, Mon, Nov 23, 2026: 2 overdue, 3 due this week, 1 waiting on others, "
        "2 not reached, 1 with dates to confirm"
    )
    for said in (
        "Your cases on Monday, November 23, 2026",
        "Appeal AC-1\nFile the plan reconsideration\nRan out on Fri, Nov 20, 2026, 3 days ago",
        "Second opinion AC-2.second-opinion\nNeeds an answer from you: decide on refusal",
        "Mon, Nov 30, 2026, 7 days left\nAcknowledged: somebody takes care of it",
        "2:00 p.m. Eastern Time on Tue, Nov 24, 2026, 30 hours left",
        "Have the visit\nWed, Nov 25, 2026, 2 days left",
        "Appeal AC-3\nThe plan's reconsideration decision is due\n"
        "Ran out on Sun, Nov 22, 2026, 1 day ago",
        "The beneficiary by SMS\nCould not be delivered",
        "The beneficiary by fax\nWas not delivered",
        "Dates that no second person has confirmed: 1",
        "Appeal AC-8\nOpened Fri, Nov 20, 2026",
    ):
        assert said in lines(mail.text), said


def test_the_mail_in_spanish() -> None:
    mail = LETTERS.write(order(language=Language.SPANISH), everything())
    assert mail.subject == (
        "Sus casos, lun, 23 nov 2026: 2 vencidos, 3 vencen esta semana, 1 en espera de otros, "
        "2 sin avisar, 1 con fechas por confirmar"
    )
    assert 'lang="es"' in mail.html
    for said in (
        "Sus casos, lunes, 23 de noviembre de 2026",
        "Apelación AC-1\nPresentar la reconsideración ante el plan\n"
        "Plazo del vie, 20 nov 2026, venció hace 3 días",
        "Segunda opinión AC-2.second-opinion",
        "Mar, 24 nov 2026, 2:00 p. m., hora del Este, quedan 30 horas",
        "Persona beneficiaria, por SMS\nNo se pudo entregar",
        "Fechas que nadie más ha confirmado: 1",
        "Apelación AC-8\nAbierto el vie, 20 nov 2026",
    ):
        assert said in lines(mail.text), said
    english = LETTERS.write(order(), everything())
    same = set(lines(mail.text).splitlines()) & set(lines(english.text).splitlines())
    assert all(re.search(r"http|^---|\d", line) or not line for line in same), same


@pytest.mark.parametrize("language", Language)
def test_each_case_has_its_link_in_both_parts(language: Language) -> None:
    mail = LETTERS.write(order(language=language), everything())
    cases = ["AC-1", "AC-2.second-opinion", *(f"AC-{number}" for number in range(3, 9))]
    for case in cases:
        assert f"{CASES}/{case}" in links(mail.html)
        assert f"{CASES}/{case}" in mail.text.splitlines()
    assert unquote(links(mail.html)[-1]) == unquote(CASES) + (
        '?query=CaseManager="cm-7" AND ExecutionStatus="Running"'
    )


def test_the_list_of_all_cases_has_every_code_that_names_the_manager() -> None:
    caseload = replace(everything(), codes=("cm-7", "cm-e1a4a65466"))
    mail = LETTERS.write(order(), caseload)
    assert unquote(links(mail.html)[-1]).endswith(
        '?query=(CaseManager="cm-7" OR CaseManager="cm-e1a4a65466") AND ExecutionStatus="Running"'
    )


@pytest.mark.parametrize("language", Language)
def test_nothing_private_and_nothing_left_over(language: Language) -> None:
    mail = LETTERS.write(order(language=language), everything())
    for form in (mail.subject, mail.text):
        for wrong in ("{", "}", "None", "Undefined", "&amp;", "<", "legalaid"):
            assert wrong not in form, wrong
    assert "AC-" not in mail.subject
    assert "legalaid" not in mail.html


def test_a_group_without_anything_is_left_out() -> None:
    mail = LETTERS.write(order(), Caseload(waiting=(concern(-1, purpose="decision"),)))
    assert mail.subject == "Your cases, Mon, Nov 23, 2026: 1 waiting on others"
    assert "Overdue" not in mail.html
    assert "Contacts" not in mail.html
    assert "Others past their time: 1" in mail.text


@pytest.mark.parametrize("language", Language)
def test_two_hundred_cases_are_capped_and_counted(language: Language) -> None:
    many = tuple(concern(-1, f"AC-{number:03}") for number in range(200))
    contacts = tuple(unreached(f"AC-{number:03}") for number in range(SHOWN))
    mail = LETTERS.write(order(language=language), Caseload(overdue=many, unreached=contacts))
    shown = [link for link in links(mail.html) if "?" not in link]
    assert shown == [f"{CASES}/AC-{number:03}" for number in [*range(SHOWN), *range(SHOWN)]]
    assert str(200 - SHOWN) in mail.text
    assert " 200 " in mail.subject
    # Some mail services cut a mail off after 102 KB.
    assert len(mail.html.encode()) < 102_000


def test_all_groups_full_still_fit_into_a_mail() -> None:
    late = tuple(concern(-1, f"AC-{number:03}.second-opinion") for number in range(200))
    contacts = tuple(unreached(f"AC-{number:03}") for number in range(200))
    mail = LETTERS.write(order(), Caseload(late, late, late, contacts))
    assert len(mail.html.encode()) < 102_000


def test_what_a_row_holds_is_escaped() -> None:
    mail = LETTERS.write(
        order(), Caseload(overdue=(concern(-1, "<b>&x", level="new", title="<i>title"),))
    )
    assert "<b>" not in mail.html
    assert "<i>" not in mail.html
    assert f"{CASES}/%3Cb%3E%26x" in links(mail.html)


def test_a_template_at_fault_is_named_and_tells_nothing_of_a_case() -> None:
    broken = DigestLetters("http://ui", "default", loader=DictLoader({"en/digest.html": "{{ x }}"}))
    with pytest.raises(MessageError) as caught:
        broken.write(order(), everything())
    assert str(caught.value) == "template en/digest.html: UndefinedError"


def lines(text: str) -> str:
    """The lines of a plain text but for the addresses, empty ones left out."""
    kept = [line.strip() for line in text.splitlines()]
    return "\n".join(line for line in kept if line and not line.startswith("http"))


def test_an_instant_is_told_in_the_managers_zone() -> None:
    at = datetime.fromisoformat("2026-11-24T03:00:00+00:00")
    hourly = concern(0, expires_at=at)
    mail = LETTERS.write(order(zone="Pacific/Guam"), Caseload(due=(hourly,)))
    assert "1:00 p.m. Chamorro Time on Tue, Nov 24, 2026, 14 hours left" in mail.text


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.ENGLISH, "Yours through Fri, Dec 4, 2026: you cover this case"),
        (Language.SPANISH, "A su cargo hasta el vie, 4 dic 2026: reemplaza al responsable"),
    ],
)
def test_a_case_that_they_only_cover_says_through_when(language: Language, said: str) -> None:
    covered = concern(7, "AC-5", acknowledged=True, covered_until=date(2026, 12, 4))
    mail = LETTERS.write(order(language=language), Caseload(due=(covered, concern(7, "AC-6"))))
    (line,) = (one for one in lines(mail.text).splitlines() if said.lower() in one.lower())
    assert "; " in line
