"""A time limit applied to a date: the answer the rulebook gives, with every step of it."""

from datetime import date, datetime

from pydantic import BaseModel, ConfigDict, Field

PLANNED = "planned"
"""The evidence of a day that was planned or set by a notice: it is no limit of the law."""


class Ground(BaseModel):
    """Why a filing still counts after the day to work to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str = Field(description="Names an entry of the words, such as from_receipt.")
    citation: str = Field(description="Where that stands.")
    evidence: str = Field(description="How far it was verified: the rulebook's mark.")
    day: date | None = Field(default=None, description="The day of receipt it counts from.")


class Reckoning(BaseModel):
    """One rule of the rulebook counted out for one set of facts.

    A limit in days ends at the end of ``due_on`` in ``zone``; a limit in hours, at noon or at
    close of business ends at the instant ``due_at``, and then ``to_the_hour`` is true.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str = Field(description="Id of the rulebook row, such as C.RECON.FILE.")
    version: str = Field(description="Which version of the row applied: its effective-from date.")
    title: str = Field(description="What the limit is, in plain words.")
    started_on: date | None = Field(
        default=None, description="The day that started the clock, for pictures of it."
    )
    due_on: date = Field(description="The day to work to, in `zone`, without any roll.")
    due_at: datetime = Field(description="The instant (UTC) at which the limit has run out.")
    to_the_hour: bool = Field(description="Whether the limit ends at an instant within the day.")
    last_arguable: date | None = Field(
        default=None,
        description="The later day on which a filing still counts, in `zone`; None: `due_on`.",
    )
    last_arguable_at: datetime | None = Field(
        default=None, description="The instant (UTC) from which it does not count any more."
    )
    ground: Ground | None = Field(default=None, description="Why it counts until then.")
    safe_by: date | None = Field(
        default=None, description="The day to have a request in the post, as filing is receipt."
    )
    receipt: date | None = Field(
        default=None, description="The day of receipt, proven or presumed, where the rule has one."
    )
    zone: str = Field(description="IANA time zone of whoever must act.")
    steps: tuple[str, ...] = Field(description="The reckoning in words, one step a line.")
    citation: str = Field(description="Where the limit stands in the law.")
    quote: str | None = Field(default=None, description="The words of the law, where seen.")
    evidence: str = Field(description="How far the limit was verified: the rulebook's mark.")
    verified: bool = Field(description="False for a row that must be checked against the notice.")
