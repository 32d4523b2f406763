"""What the programs are beside their ladders, and the order in which a reader meets the rows."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.rulebook.facts import Kind
from models.rulebook.row import LevelId, ProgramId, RuleId, Words


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Example(_Frozen):
    """The start form of a program: a file of docs/examples, without its ending, and its title."""

    file: Annotated[Words, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Words


class GrievanceTerms(_Frozen):
    """The rows of grievances to a plan of the program."""

    file: RuleId | None = Field(default=None, description="Our time to file; None: no limit.")
    decide: RuleId = Field(description="The plan's time to answer.")
    expedited: RuleId = Field(description="Its time on the grounds that are urgent.")
    grounds: tuple[Words, ...] = Field(min_length=1, description="Those grounds.")
    unless_obtained: bool = Field(
        default=False, description="Whether they are none once the drug has been obtained."
    )


class ReferralTerms(_Frozen):
    """The rows of a plan that is asked for a referral to a second opinion, and that may refuse."""

    standard: RuleId = Field(description="Its time to answer.")
    expedited: RuleId = Field(description="Its time to answer on the fast track.")
    slowed: RuleId = Field(description="Its time where it refuses the fast track alone.")
    appeal: RuleId = Field(description="Our time to appeal its refusal.")
    refusal: RuleId = Field(description="The fact that says what a refusal is.")
    states: tuple[RuleId, ...] = Field(
        default=(), description="Facts that are told with a refusal."
    )
    state_law: RuleId | None = Field(
        default=None, description="The fact that says how far State law holds."
    )
    silence: Words | None = Field(
        default=None, description="Where it stands that no answer in time counts as a refusal."
    )

    @property
    def rules(self) -> dict[str, RuleId]:
        """Each row that is named, by its field."""
        named = {
            "standard": self.standard,
            "expedited": self.expedited,
            "slowed": self.slowed,
            "appeal": self.appeal,
            "refusal": self.refusal,
        }
        named |= {f"states.{number}": rule for number, rule in enumerate(self.states)}
        return named | ({"state_law": self.state_law} if self.state_law is not None else {})


class SecondOpinionTerms(_Frozen):
    """On which terms a program covers a second opinion."""

    terms: tuple[RuleId, ...] = Field(min_length=1, description="The facts that say so.")
    referral: ReferralTerms | None = Field(
        default=None, description="None: there is no plan to ask, and no referral is needed."
    )

    @property
    def rules(self) -> dict[str, RuleId]:
        """Each row that is named, by its field."""
        named = {f"terms.{number}": rule for number, rule in enumerate(self.terms)}
        asked = self.referral.rules if self.referral is not None else {}
        return named | {f"referral.{field}": rule for field, rule in asked.items()}


class ProgramTerms(_Frozen):
    """One program: how it is called, what is asked for in it, and which rules of others hold."""

    id: ProgramId
    title: Words = Field(description="As people on a case read it.")
    heading: Words = Field(description="As the page of the rulebook heads its ladder.")
    names: tuple[Words, ...] = Field(
        default=(), description="What else it is called, in small letters without punctuation."
    )
    names_shared: tuple[Words, ...] = Field(
        default=(), description="Names of several programs: nobody is held to one by them."
    )
    part: ProgramId | None = Field(
        default=None,
        description="The program whose rules on complaints and second opinions hold; None: its "
        "own.",
    )
    fast_track: bool = Field(
        default=False, description="Whether it is heard by a QIO within days, while care goes on."
    )
    starts_with_an_end: bool = Field(
        default=False,
        description="Whether its first clock counts from the discharge or release, not from the "
        "notice.",
    )
    ends_services: bool = Field(
        default=False,
        description="Whether a notice of it may end or reduce services that go on, on a day.",
    )
    local_limits: bool = Field(
        default=False,
        description="Whether a State or a plan may set other lengths than its rows have.",
    )
    kinds: tuple[Kind, ...] = Field(
        min_length=1, description="The kinds of request it knows, the usual one first."
    )
    expedited: tuple[Kind, ...] = Field(
        default=(), description="Those of them for which the law knows an expedited clock."
    )
    expedited_at: tuple[LevelId, ...] = Field(
        default=(), description="The levels at which it does; empty: at all."
    )
    grievance: GrievanceTerms | None = Field(
        default=None, description="None: there is no plan to complain to."
    )
    second_opinion: SecondOpinionTerms | None = Field(
        default=None, description="None: it covers no doctors' opinions."
    )
    waits: dict[str, RuleId] = Field(
        default_factory=dict,
        description="What the rulebook says of a time that waits, by what a request lacks.",
    )
    coverage: tuple[RuleId, ...] = Field(
        default=(), description="The facts that say by what coverage is decided, for papers."
    )
    coverage_prior: tuple[RuleId, ...] = Field(
        default=(), description="The same where prior authorization was asked for."
    )
    example: Example | None = None
    estate: RuleId | None = Field(
        default=None, description="The time for papers that show who acts for the estate."
    )


class Section(_Frozen):
    """A file of rows, with its heading."""

    file: Annotated[Words, StringConstraints(pattern=r"^[a-z_]+\.toml$")]
    heading: Words
