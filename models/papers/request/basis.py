"""What a request is composed from, and who makes it."""

from dataclasses import dataclass

from models.cases.people import Person
from models.papers.frame import named
from models.papers.paper import Sentence
from models.papers.private import PrivateDetails
from models.papers.request.exhibits import Exhibits
from models.papers.request.facts import RequestFacts
from models.papers.sources import reported
from models.papers.wording import Fact, Wording, as_clause
from models.rulebook import rulebook

REQUEST = "request"
"""The paper of a level of which the rulebook holds no list of elements."""

HEARINGS = frozenset({"alj_request", "part_d_alj_request"})
COUNCIL = frozenset({"council_request", "part_d_council_request"})


@dataclass(frozen=True)
class RequestBasis:
    """What a request is composed from."""

    paper: str
    """Its id in the elements, such as redetermination."""

    facts: RequestFacts
    private: PrivateDetails
    wording: Wording
    exhibits: Exhibits

    def say(self, code: str, **facts: Fact | object) -> Sentence:
        """A sentence of it."""
        return self.wording.say(code, **facts)

    @property
    def notice(self) -> Fact:
        """The date of the decision that it is about."""
        about = self.facts.about
        on, number = (about.on, about.report) if about is not None else (None, None)
        return reported(on, number, "notice_date", "notice")

    def detail(self, name: str, what: str = "") -> Fact:
        """A detail of the claim."""
        number = self.facts.detail_reports.get(name, 1)
        return reported(getattr(self.facts.details, name), number, name, what)

    @property
    def required(self) -> frozenset[str]:
        """The names of the elements that the request must contain, such as reasons."""
        elements = rulebook.required_elements(
            self.facts.program.value, self.facts.level.level, self.facts.appellant
        )
        return frozenset(one.element.id.partition(".")[2] for one in elements)

    @property
    def appeal_number(self) -> Fact:
        """The number that the decision before gave the appeal; else the one it has here."""
        before = self.facts.about.level if self.facts.about is not None else ""
        numbers = self.facts.details.appeal_numbers
        level = next((one for one in (before, self.facts.level.level) if one in numbers), before)
        report = self.facts.detail_reports.get("appeal_numbers", 1)
        return reported(numbers.get(level), report, f"appeal_numbers.{level}", "appeal_number")

    @property
    def decided_by(self) -> Fact:
        """Who made that decision: the first line of their address, where it must be named."""
        about = self.facts.about
        level = about.level if about is not None else ""
        office = self.facts.details.adjudicator.get(level, "")
        by = as_clause(office.partition("\n")[0])
        if not by and "contractor" not in self.required:
            return Fact(about.by if about is not None else None)
        report = self.facts.detail_reports.get("adjudicator", 1)
        return reported(by, report, f"adjudicator.{level}", "contractor")

    @property
    def level_before(self) -> str:
        """What was decided, in words, such as Redetermination."""
        about = self.facts.about
        return self.wording.text(f"level.{about.level}") if about is not None else ""

    @property
    def beneficiary(self) -> Fact:
        """Their name."""
        what = "enrollee" if self.facts.is_plan else "beneficiary"
        return named(self.facts.beneficiary, "beneficiary", what)

    @property
    def sender(self) -> Fact:
        """The name of whoever signs."""
        intake = self.facts.intake
        match self.facts.appellant:
            case "beneficiary":
                return named(intake.beneficiary, "beneficiary", "sender")
            case "representative":
                return named(intake.representative, "representative", "sender")
            case "provider" | "noncontract_provider":
                return self.detail("provider", "sender")
            case "physician" | "prescriber":
                return named(intake.physician, "physician", "sender")

    @property
    def signer(self) -> Person | None:
        """Whoever signs, where a person on the case does."""
        intake = self.facts.intake
        return {
            "beneficiary": intake.beneficiary,
            "representative": intake.representative,
            "physician": intake.physician,
            "prescriber": intake.physician,
        }.get(self.facts.appellant)
