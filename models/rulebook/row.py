"""One row of the rulebook: a time limit or a fact, in each version that was in force."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from models.local_time import short_day
from models.rulebook.errors import NotInForceError
from models.rulebook.facts import Condition, Facts, holds
from models.rulebook.states import State

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]+(\.[A-Z0-9]+)*$")]

Address = Annotated[Words, StringConstraints(pattern=r"^https?://\S+( https?://\S+)*$")]
"""Where a page was read; several with a space between."""

Unit = Literal[
    "calendar_days",
    "working_days",
    "months",
    "years",
    "hours",
    "noon_of",
    "close_of_business_of",
    "end_of_day_of",
]
"""How a length counts. The three ending in `of` name a moment of the day so many days on."""

RollName = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
"""Who accepts a later day when the last is a weekend or holiday: a filing still counts then."""

LevelId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
"""A level of a ladder."""

ProgramId = Annotated[str, StringConstraints(pattern=r"^[a-z]+(_[a-z]+)*$")]
"""A program of programs.toml."""

MARKS = ("SEEN", "2ND", "1SRC", "UNVERIFIED")
"""How a mark of evidence begins, the strongest first. See docs/rulebook.md."""

Evidence = Annotated[Words, StringConstraints(pattern=rf"^({'|'.join(MARKS)})\b")]


def is_verified(evidence: str) -> bool:
    """Whether a text was seen, going by the mark of evidence."""
    return "UNVERIFIED" not in evidence


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Span(_Frozen):
    """A length in a unit. A negative length counts back from the day that starts it."""

    length: Annotated[int, Field(ge=-3660, le=3660)]
    unit: Unit


class Other(Span):
    """A second reading of the same limit, counted from another fact where that is known."""

    fact: Literal["services_end", "period_ended"]
    take: Literal["earlier", "later"]
    words: Words = Field(description="What it counts, for the steps of a reckoning.")


class Also(Span):
    """A further limit beside the main one, shown in the steps."""

    words: Words


class Arguable(_Frozen):
    """A second reading by which a filing still counts after the day to work to."""

    ground: Literal["from_receipt", "cms_page", "longer_reading", "other_reading"] = Field(
        description="What it counts: from receipt, longer by a page of CMS or another reading, or "
        "the later of the two readings of a limit."
    )
    days: Annotated[int, Field(ge=1, le=366)] | None = Field(
        default=None,
        description="from_receipt: after how many days receipt is presumed. cms_page and "
        "longer_reading: calendar days from what starts the clock.",
    )
    length: Annotated[int, Field(ge=1, le=3660)] | None = Field(
        default=None, description="from_receipt: where so counted it is longer than the limit."
    )
    citation: Words
    evidence: Evidence

    @model_validator(mode="after")
    def _has_its_days(self) -> Self:
        if (self.days is None) != (self.ground == "other_reading"):
            _refuse("days", "expected, but for other_reading alone")
        return self


class Limit(Span):
    """One length of time, and the facts under which it is the one that applies."""

    when: Condition | None = Field(default=None, description="None: the default, given last.")
    from_notice: bool = Field(
        default=False, description="Counts from the notice's date where the row presumes receipt."
    )
    other: Other | None = None
    arguable: Arguable | None = Field(default=None, description="Of our own time to file.")
    also: Also | None = None
    note: Words | None = None
    citation: Words | None = Field(default=None, description="Where it differs from the row's.")
    quote: Words | None = None
    evidence: Evidence | None = None


class Presumption(_Frozen):
    """After how many calendar days a notice is presumed received, and where that stands."""

    days: Annotated[int, Field(ge=1, le=30)]
    citation: Words = Field(description="Or, for last_arguable, why receipt is not relied on.")
    effect: Literal["due", "last_arguable"] = Field(
        default="due",
        description="last_arguable: the rule is unclear, so the limit counts from the notice.",
    )


class Extension(_Frozen):
    """How much longer the time can be made, who may ask for it and on what ground."""

    days: Annotated[int, Field(ge=1, le=366)]
    who: Words
    ground: Words
    citation: Words
    repeatable: bool = Field(default=False, description="Once for each occasion, days each time.")
    unless: Condition | None = None

    @property
    def in_words(self) -> str:
        """How long, by whom, on what ground and where that stands."""
        each = " each time" if self.repeatable else ""
        return f"{self.days} days{each}, by {self.who}; {self.ground} ({self.citation})"

    def open_to(self, facts: Facts) -> bool:
        """Whether the facts leave room for it."""
        return self.unless is None or not holds(self.unless, facts)


class AwaitedStatement(_Frozen):
    """The clock starts with a statement, or when the days allowed for it have run out."""

    days: Annotated[int, Field(ge=1, le=60)]
    citation: Words
    when: Condition | None = Field(default=None, description="None: always.")

    def is_awaited(self, facts: Facts) -> bool:
        """Whether the facts make the clock wait for it."""
        return self.when is None or holds(self.when, facts)


class Version(_Frozen):
    """What a row says for the days on which it is in force. Never edited once released."""

    effective_from: date
    effective_to: date | None = Field(default=None, description="Last day, or None: still.")
    limits: tuple[Limit, ...] = ()
    text: Words | None = Field(default=None, description="What a row of kind fact states.")
    presumption: Presumption | None = None
    roll: RollName = Field(
        default="none", description="The roll that a row of kind fact states, by its name."
    )
    extension: Extension | None = None
    statement: AwaitedStatement | None = None
    citation: Words
    quote: Words | None = Field(default=None, description="None: no words of the text were seen.")
    source: Address | None = None
    read_on: date | None = Field(default=None, description="The day the source was read.")
    evidence: Evidence
    note: Words | None = None
    reason: Words | None = Field(default=None, description="Why it follows or corrects another.")
    revision: Annotated[int, Field(ge=0)] = Field(
        default=0, description="Rises with each correction of the same days; the highest applies."
    )

    @property
    def label(self) -> str:
        """Names the version: its first day, and its revision where it corrects another."""
        day = self.effective_from.isoformat()
        return f"{day} revision {self.revision}" if self.revision else day

    @property
    def verified(self) -> bool:
        """Whether the text was seen, going by the mark."""
        return is_verified(self.evidence)

    def covers(self, day: date) -> bool:
        """Whether the version is in force on a day."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )

    def limit(self, facts: Facts) -> Limit:
        """The first limit whose condition holds. The loader sees to it that the last has none."""
        return next(
            limit for limit in self.limits if limit.when is None or holds(limit.when, facts)
        )


class Lateness(_Frozen):
    """What can still be done after the limit has passed."""

    words: Words
    citation: Words


class Rolls(_Frozen):
    """A roll over weekends and holidays that a row of kind fact states."""

    name: RollName
    words: Words = Field(description="How the step of a reckoning that tells of it begins.")


class Row(_Frozen):
    """One time limit, or one fact, of the rulebook."""

    id: RuleId
    kind: Literal["limit", "fact"] = "limit"
    title: Words
    programs: tuple[ProgramId, ...] = Field(min_length=1)
    who: Words = Field(description="Who acts.")
    ours: bool = Field(
        default=False, description="Whether the beneficiary's side acts, not plan or adjudicator."
    )
    trigger: Words = Field(description="What starts the clock.")
    start: Words = Field(description="The same, as a step begins: 'Notice dated'.")
    chosen_by: Literal["notice_date", "request_received", "request_filed", "event_date"] = Field(
        description="The date by which the version is chosen."
    )
    states: tuple[State, ...] = Field(
        default=(), description="The States in which it holds; empty: everywhere."
    )
    mail_days: Annotated[int, Field(ge=0, le=30)] = Field(
        default=0, description="Federal working days a mailed request needs; 0: not mailed."
    )
    opens: Words | None = Field(default=None, description="What its expiry opens.")
    lateness: Lateness | None = None
    rolls: Rolls | None = Field(
        default=None, description="The roll that a fact states, for rows that name it."
    )
    versions: tuple[Version, ...] = Field(min_length=1)

    @property
    def current(self) -> tuple[Version, ...]:
        """The versions that apply, oldest first: without those that a revision corrects."""
        if len(self.versions) == 1:
            return self.versions
        highest: dict[date, Version] = {}
        for version in self.versions:
            held = highest.get(version.effective_from)
            if held is None or version.revision > held.revision:
                highest[version.effective_from] = version
        return tuple(highest[day] for day in sorted(highest))

    def version_on(self, day: date) -> Version:
        """The version in force on a day.

        Raises:
            NotInForceError: the rulebook holds none for that day.
        """
        versions = self.current
        for version in reversed(versions):
            if version.covers(day):
                return version
        spans = ", ".join(_span(version) for version in versions)
        message = f"{self.id} is not in force on {short_day(day)}; the rulebook holds it {spans}"
        raise NotInForceError(message)

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        for version in self.versions:
            if self.kind == "limit" and (not version.limits or version.text):
                _refuse("versions", "a row of kind limit has limits and no text")
            if self.kind == "limit" and self.rolls is not None:
                _refuse("rolls", "expected of a row of kind fact")
            if self.kind == "fact" and (version.limits or not version.text):
                _refuse("versions", "a row of kind fact has text and no limits")
        return self


def _span(version: Version) -> str:
    begins = f"from {short_day(version.effective_from)}"
    return f"{begins} to {short_day(version.effective_to)}" if version.effective_to else begins


def _refuse(field: str, problem: str) -> None:
    message = f"{field}: {problem}"
    raise ValueError(message)
