"""What people report to a running appeal: one model per Update."""

from datetime import date
from typing import Literal, Self

from pydantic import Field, field_validator, model_validator

from models.cases.evidence import Agreement, Element, EvidenceKind
from models.cases.people import Zone
from models.cases.program import Ending, Outcome, Speed
from models.inputs.common_intake import Amount, LocalTime, Override, Receipt, ShortText, Text
from models.inputs.common_report import Event
from models.inputs.request.missing import MissingPart
from models.inputs.request.sending import Sending
from models.inputs.second_opinion import SecondOpinionFacts


class ReceiptRecorded(Event):
    """Proof of the day the last notice actually arrived, which replaces the presumption."""

    received: Receipt


class AppealFiled(Sending, Event):
    """The request for the next level reached the right office."""

    filed_on: date
    filed_at: LocalTime | None = Field(default=None, description="Local hour, for clocks in hours.")
    incomplete: tuple[MissingPart, ...] = Field(
        default=(),
        description="What the request still lacks: the adjudicator's time waits for it.",
    )
    speed: Speed | None = Field(
        default=None, description="How this request is to be handled; as before when left out."
    )
    records_on: date | None = Field(
        default=None,
        description="Fast-track: the day the adjudicator had all records, where that starts its "
        "clock.",
    )
    records_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    services_over: bool | None = Field(
        default=None,
        description="Fast-track: whether services had ended, or the patient had left, when it was "
        "filed; by the day when left out.",
    )
    confirmation: Text | None = Field(
        default=None,
        description="What proves that the office received it, where it is in hand already: a fax "
        "confirmation, a stamped copy.",
    )


class DecisionRecorded(Event):
    """The adjudicator decided, or decided otherwise than was recorded."""

    outcome: Outcome
    notice_date: date
    level: str | None = Field(
        default=None,
        description="Which level decided, when it is not the present one; left out where nothing "
        "awaits a decision, the level that decided last: its decision is corrected.",
    )
    to: str | None = Field(
        default=None,
        description="Remanded: the level that the case goes back to; the one below when left out.",
    )
    received: Receipt | None = None
    remaining: Text | None = Field(
        default=None, description="Partially favorable: what remains in dispute."
    )
    remaining_amount: Amount | None = Field(
        default=None, description="Dollars that remain in controversy."
    )
    override: Override | None = Field(
        default=None, description="The notice prints another last day: it wins."
    )


class RequestCompleted(Event):
    """What a request lacked has come."""

    on: date
    what: tuple[MissingPart, ...] = Field(
        default=(), description="What has come: a name or a list of them; all when left out."
    )

    @field_validator("what", mode="before")
    @classmethod
    def _one_or_several(cls, given: object) -> object:
        return (given,) if isinstance(given, str) else given


class WithdrawalRecorded(Event):
    """The request at the present level was withdrawn."""

    on: date


class DeathRecorded(Event):
    """The person whose appeal it is has died."""

    on: date
    proof_requested_on: date | None = Field(
        default=None,
        description="Original Medicare: the day the contractor asked who acts for the estate.",
    )


class ReopeningRequested(Event):
    """A reopening of a decision was asked for."""

    filed_on: date
    ground: Literal["clerical_error", "any_reason", "good_cause"]
    level: str | None = Field(
        default=None, description="Whose decision; the last one when left out."
    )


class ExpeditedRequested(Event):
    """The case was asked to be expedited, or the adjudicator answered such a request."""

    requested_on: date
    requested_at: LocalTime | None = None
    answer: Literal["pending", "granted", "denied"] = "pending"


class ExtensionRecorded(Event):
    """The adjudicator extended its time."""

    noticed_on: date
    days: int | None = Field(
        default=None, ge=1, le=180, description="Days granted; the rule's own when left out."
    )
    reason: Text | None = None


class Escalated(Event):
    """The case moved up without a decision: escalated by us, or forwarded by the plan."""

    on: date = Field(description="The day the higher office received it.")
    at: LocalTime | None = None


class EffectuationRecorded(Event):
    """What the decision ordered was authorized, provided or paid."""

    on: date
    complete: bool = True
    level: str | None = Field(
        default=None,
        description="Whose decision it is; may be left out where one alone waits for it.",
    )


class GoodCauseRequested(Event):
    """A late request filed with its reasons, or the answer to it."""

    filed_on: date | None = None
    circumstances: Text | None = None
    answer: Literal["granted", "denied"] | None = None
    answered_on: date | None = None

    @property
    def happened_on(self) -> date | None:
        """The day of the answer, or of the request where it is none."""
        return self.filed_on if self.answer is None else self.answered_on

    @model_validator(mode="after")
    def _request_or_answer(self) -> Self:
        if self.answer is None and (self.filed_on is None or self.circumstances is None):
            message = "circumstances: expected with filed_on; or an answer with answered_on"
            raise ValueError(message)
        if self.answer is not None and self.answered_on is None:
            message = "answered_on: expected with answer"
            raise ValueError(message)
        return self


class Recalculated(Event):
    """Apply today's rulebook, corrected facts, or an override, and show what moves."""

    reason: Text
    notice_date: date | None = None
    filed_on: date | None = None
    filed_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    records_on: date | None = Field(
        default=None, description="Fast-track: the day the adjudicator had all records."
    )
    records_at: LocalTime | None = None
    statement_on: date | None = Field(
        default=None, description="Part D exception: the day the supporting statement arrived."
    )
    statement_at: LocalTime | None = None
    services_end: date | None = Field(
        default=None, description="Fast-track: the day of discharge, release or end of services."
    )
    services_end_at: LocalTime | None = Field(default=None, description="Its local hour, if known.")
    amount_in_controversy: Amount | None = None
    receiver_zone: Zone | None = Field(
        default=None, description="Time zone of the office that the present request goes to."
    )
    override: Override | None = None
    deadline: str | None = Field(default=None, description="Which deadline an override is for.")


class Closed(Event):
    """The case manager ends the case."""

    ending: Ending
    reason: Text
    keep_grievances: bool = Field(
        default=True, description="Whether grievances started beside it go on by themselves."
    )


class SecondOpinionStarted(SecondOpinionFacts, Event):
    """Start a second opinion beside the case; its plan follows from the filing day."""


class HearingRecorded(Event):
    """A hearing is set, moved or called off: the latest report counts."""

    held_on: date | None = Field(default=None, description="Its day, where it is held.")
    held_at: LocalTime | None = Field(default=None, description="Its hour there.")
    zone: Zone | None = Field(
        default=None, description="The zone of that hour; that of the case when left out."
    )
    how: Literal["phone", "video", "in_person"] | None = None
    cancelled: bool = Field(default=False, description="It is called off.")

    @model_validator(mode="after")
    def _set_or_called_off(self) -> Self:
        given = {name: getattr(self, name) for name in ("held_on", "held_at", "how")}
        if self.cancelled and any(value is not None for value in given.values()):
            message = "cancelled: expected alone; a moved hearing is recorded with its new day"
            raise ValueError(message)
        missing = [name for name, value in given.items() if value is None]
        if not self.cancelled and missing:
            message = f"{missing[0]}: is required, unless the hearing is cancelled"
            raise ValueError(message)
        return self


class EvidenceRecorded(Event):
    """Evidence arrived from elsewhere, such as a letter of the treating physician."""

    received_on: date
    kind: EvidenceKind = EvidenceKind.LETTER
    name: ShortText | None = Field(default=None, description="The document's name.")
    location: ShortText | None = Field(default=None, description="Where it is kept.")
    given_by: ShortText | None = None
    elements: tuple[Element, ...] = ()
    agreement: Agreement | None = Field(
        default=None,
        description="Of an opinion: agrees, disagrees or covered_alternative.",
    )


class EvidenceSubmitted(Sending, Event):
    """Evidence gathered since the filing was sent to the adjudicator."""

    sent_on: date
    evidence: tuple[ShortText, ...] = Field(
        default=(),
        description="Ids of the pieces; when left out, all not yet filed that speaks for the "
        "appeal.",
    )
