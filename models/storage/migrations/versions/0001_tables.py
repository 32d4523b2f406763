"""The tables of 0.2.0."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

usable_from = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create them all."""
    op.create_table(
        "case_view",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("parent_id", sa.String(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("case_manager", sa.String(), nullable=False),
        sa.Column("manager_id", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("next_action", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("waiting_on", sa.String(), nullable=False),
        sa.Column("next_deadline", _INSTANT, nullable=True),
        sa.Column("ending", sa.String(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_index("ix_case_view_case_manager", "case_view", ["case_manager"])
    op.create_index("ix_case_view_kind", "case_view", ["kind"])
    op.create_index("ix_case_view_manager_id", "case_view", ["manager_id"])
    op.create_index("ix_case_view_next_deadline", "case_view", ["next_deadline"])
    op.create_index("ix_case_view_parent_id", "case_view", ["parent_id"])
    op.create_index("ix_case_view_urgency", "case_view", ["urgency"])
    op.create_index("ix_case_view_waiting_on", "case_view", ["waiting_on"])

    op.create_table(
        "closed_case",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("closed_at", _INSTANT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("case_id"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("reminder", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("contact", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("possibly_doubled", sa.Boolean(), nullable=False),
        sa.Column("due_to_send_at", _INSTANT, nullable=False),
        sa.Column("first_written_at", _INSTANT, nullable=False),
        sa.Column("last_attempt_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", _INSTANT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint(
            "case_id", "about", "reminder", "edition", "role", "channel", name="delivery_once"
        ),
    )
    op.create_index("ix_delivery_status", "delivery", ["status"])

    op.create_table(
        "deadline",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("expires_at", _INSTANT, nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("last_arguable", sa.Date(), nullable=True),
        sa.Column("safe_by", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_view.case_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "id"),
    )
    op.create_index("ix_deadline_due_on", "deadline", ["due_on"])
    op.create_index("ix_deadline_expires_at", "deadline", ["expires_at"])
    op.create_index("ix_deadline_status", "deadline", ["status"])

    op.create_table(
        "delivery_attempt",
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["delivery_id"], ["delivery.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("delivery_id", "number"),
    )
    op.create_table(
        "milestone",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["case_view.case_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "key"),
    )
    op.create_index("ix_milestone_latest_on", "milestone", ["latest_on"])

    op.create_table(
        "unsent_reminder",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["case_view.case_id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("case_id", "position"),
    )

    op.create_table(
        "channel_outage",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("since", _INSTANT, nullable=False),
        sa.Column("last_failed_at", _INSTANT, nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("claimed_at", _INSTANT, nullable=True),
        sa.Column("alerted_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("channel"),
    )
    op.create_table(
        "schema_compatibility",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("usable_from", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )


def downgrade() -> None:
    """Drop them all."""
    for table in (
        "channel_outage",
        "schema_compatibility",
        "unsent_reminder",
        "milestone",
        "delivery_attempt",
        "deadline",
        "delivery",
        "closed_case",
        "case_view",
    ):
        op.drop_table(table)
