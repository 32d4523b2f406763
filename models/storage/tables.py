"""The tables: the read model of all workflows, and the ledger of what was delivered.

People appear as roles and channels only. No table but that of closed cases, which are kept whole,
holds a name, an address, a telephone number or a health detail. Times are UTC.
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, DateTime, Dialect, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database.

    PostgreSQL keeps the zone; SQLite has none, so there the UTC instant is stored without it and
    given it back on reading.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC, refusing an instant whose zone is not known."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "expected an instant with a time zone"
            raise ValueError(message)
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Back to an aware instant in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _instant(*, nullable: bool = False, index: bool = False) -> Any:  # noqa: ANN401 (as Field)
    return Field(sa_column=Column(UTCDateTime(), nullable=nullable, index=index))


class CaseRow(SQLModel, table=True):
    """An appeal, or a work beside it, as its last snapshot showed it."""

    __tablename__ = "case_view"

    case_id: str = Field(primary_key=True, description="The workflow id.")
    kind: str = Field(index=True, description="appeal, second_opinion, grievance, ...")
    parent_id: str | None = Field(default=None, index=True, description="Who started it.")
    sequence: int
    taken_at: datetime = _instant()
    opened_at: datetime = _instant()
    program: str
    case_manager: str = Field(index=True, description="The code that the case gives its manager.")
    manager_id: str = Field(
        default="", index=True, description="The manager: derived from the address, not showing it."
    )
    covered_until: date | None = Field(
        default=None, description="Where the manager only covers it: the last day of that."
    )
    owner: str = Field(
        default="",
        index=True,
        sa_column_kwargs={"server_default": ""},
        description="Where it is covered: the code of the case manager whose case it is.",
    )
    owner_id: str = Field(
        default="",
        index=True,
        sa_column_kwargs={"server_default": ""},
        description="The same person, derived from the address, not showing it.",
    )
    stage: str
    next_action: str
    urgency: str = Field(index=True)
    waiting_on: str = Field(default="", index=True, description="Whose act it waits for.")
    next_deadline: datetime | None = _instant(nullable=True, index=True)
    """Within the last day of the deadline that ends first."""

    ending: str | None = None
    dates_confirmed: bool | None = Field(
        default=None,
        description="Whether a second person has confirmed the dates; empty where nobody is asked.",
    )
    reference: str = Field(
        default="",
        sa_column=Column(Text, nullable=False),
        description="The numbers to quote in letters, such as `plan case: H123`; sealed where keys "
        "are set.",
    )


class DeadlineRow(SQLModel, table=True):
    """A deadline of a case, as the case's last snapshot showed it."""

    __tablename__ = "deadline"

    case_id: str = Field(primary_key=True, foreign_key="case_view.case_id", ondelete="CASCADE")
    id: str = Field(primary_key=True, description="Unique in its case.")
    position: int = Field(description="Its place in the case, oldest first.")
    purpose: str
    title: str
    level: str
    who: str
    ours: bool
    due_on: date = Field(index=True)
    expires_at: datetime = _instant(index=True)
    zone: str
    last_arguable: date | None = None
    safe_by: date | None = None
    rule: str
    citation: str = Field(sa_column=Column(Text, nullable=False))
    evidence: str
    verified: bool
    status: str = Field(index=True)
    acknowledged: bool
    overridden: bool


class MilestoneRow(SQLModel, table=True):
    """A step of the work beside an appeal, as its last snapshot showed it."""

    __tablename__ = "milestone"

    case_id: str = Field(primary_key=True, foreign_key="case_view.case_id", ondelete="CASCADE")
    key: str = Field(primary_key=True, description="Unique in its case.")
    position: int = Field(description="Its place among the steps, the first step first.")
    title: str
    needed: bool
    latest_on: date | None = Field(default=None, index=True)
    expected_on: date | None = None
    done_on: date | None = None


class ReminderRow(SQLModel, table=True):
    """A reminder of a case that was not sent, or reached nobody, and why."""

    __tablename__ = "unsent_reminder"

    case_id: str = Field(primary_key=True, foreign_key="case_view.case_id", ondelete="CASCADE")
    position: int = Field(primary_key=True, description="Its place in the last snapshot.")
    about: str
    kind: str
    key: str
    due_at: datetime = _instant()
    due_on: date | None = None
    roles: str
    outcome: str
    note: str = Field(default="", sa_column=Column(Text, nullable=False))


class DeliveryRow(SQLModel, table=True):
    """One message to one role of a case by one channel: written before sending, settled after.

    The six columns after the id are its key. `edition` tells apart a reminder that comes round
    again, because its day moved or the case was started anew, from the same reminder tried again.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint(
            "case_id", "about", "reminder", "edition", "role", "channel", name="delivery_once"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: str
    about: str
    reminder: str
    edition: str
    role: str
    channel: str
    kind: str
    due_on: date | None = Field(
        default=None, description="The day that the message told of, where it told of one."
    )
    contact: int = Field(
        default=0, description="How often the person's contact details had been changed by then."
    )
    status: str = Field(index=True)
    attempts: int = Field(description="How often it was handed to the channel.")
    possibly_doubled: bool
    due_to_send_at: datetime = _instant()
    first_written_at: datetime = _instant()
    last_attempt_at: datetime = _instant()
    settled_at: datetime | None = _instant(nullable=True)
    lease: str | None = Field(default=None, description="The attempt that is sending it now.")
    lease_until: datetime | None = _instant(nullable=True)
    note: str = Field(default="", sa_column=Column(Text, nullable=False))


class DeliveryAttemptRow(SQLModel, table=True):
    """One time that a message was handed to a channel, and what came of it."""

    __tablename__ = "delivery_attempt"

    delivery_id: int = Field(primary_key=True, foreign_key="delivery.id", ondelete="CASCADE")
    number: int = Field(primary_key=True, description="1 is the first.")
    begun_at: datetime = _instant()
    ended_at: datetime | None = _instant(nullable=True)
    outcome: str = Field(description="`sending`, then a `DeliveryOutcome`.")
    note: str = Field(default="", sa_column=Column(Text, nullable=False))


class ClosedCaseRow(SQLModel, table=True):
    """A case that has ended, whole: `appealclock reopen` begins from it."""

    __tablename__ = "closed_case"

    case_id: str = Field(primary_key=True, description="The workflow id.")
    closed_at: datetime = _instant()
    state: str = Field(
        sa_column=Column(Text, nullable=False),
        description="JSON, as the result of its run holds it: people and health details included. "
        "Encrypted where keys are set.",
    )


class ChannelOutageRow(SQLModel, table=True):
    """A channel that fails for now: the operator hears of it once, and once that it works again."""

    __tablename__ = "channel_outage"

    channel: str = Field(primary_key=True)
    since: datetime = _instant()
    last_failed_at: datetime = _instant()
    cases: int = Field(description="For how many cases the operator was to be alerted.")
    claimed_at: datetime | None = _instant(nullable=True)
    """When somebody began to alert the operator."""

    alerted_at: datetime | None = _instant(nullable=True)


class CaseKeyRow(SQLModel, table=True):
    """A data key of a family of cases, wrapped by the key ring: the key itself stands nowhere.

    This table has backups of its own: with those of the others it would outlive its destruction.
    """

    __tablename__ = "case_keys"

    id: str = Field(primary_key=True, description="Random; payloads name it.")
    family: str | None = Field(
        default=None, index=True, description="The id of its cases up to the first dot."
    )
    wrapped: str | None = Field(
        default=None,
        sa_column=Column(Text, nullable=True),
        description="Id of the key of the ring, and the ciphertext; empty once it is destroyed.",
    )
    made_at: datetime = _instant()
    claimed_at: datetime | None = _instant(nullable=True)
    destroyed_at: datetime | None = _instant(nullable=True)


class FamilyHoldRow(SQLModel, table=True):
    """A family of cases on legal hold: nothing of it is purged or forgotten."""

    __tablename__ = "family_hold"

    family: str = Field(primary_key=True, description="The id of its cases up to the first dot.")
    since: datetime = _instant()
    reason_code: str | None = None


class AccessRow(SQLModel, table=True):
    """Who did what to which case, chained to the entry before; see `models.access`."""

    __tablename__ = "access_log"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = _instant()
    who: str
    how: str
    act: str
    about: str = Field(sa_column=Column(Text, nullable=False, index=True))
    detail: str
    mark: str
    hash: str


class AccessHeadRow(SQLModel, table=True):
    """The last entry of the access log: one row, which every writer holds first."""

    __tablename__ = "access_head"

    id: int | None = Field(default=None, primary_key=True)
    number: int
    hash: str


class SchemaCompatibilityRow(SQLModel, table=True):
    """Which builds may use this database: one row, written with each migration."""

    __tablename__ = "schema_compatibility"

    id: int | None = Field(default=None, primary_key=True)
    usable_from: str = Field(
        description="The oldest version of the database whose builds may still use this one."
    )
