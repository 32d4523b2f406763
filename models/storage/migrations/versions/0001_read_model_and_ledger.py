"""The read model of the cases, and the ledger of deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create the three tables."""
    op.create_table(
        "appeal_case",
        sa.Column("case_id", sa.String(), primary_key=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("taken_at", _INSTANT, nullable=False),
        sa.Column("opened_at", _INSTANT, nullable=False),
        sa.Column("program", sa.String(), nullable=False),
        sa.Column("case_manager", sa.String(), nullable=False, index=True),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("next_action", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False, index=True),
        sa.Column("next_deadline", _INSTANT, nullable=True, index=True),
        sa.Column("ending", sa.String(), nullable=True),
    )
    op.create_table(
        "deadline",
        sa.Column(
            "case_id",
            sa.String(),
            sa.ForeignKey("appeal_case.case_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("ours", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False, index=True),
        sa.Column("expires_at", _INSTANT, nullable=False, index=True),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("last_arguable", sa.Date(), nullable=True),
        sa.Column("safe_by", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("citation", sa.Text(), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("status", sa.String(), nullable=False, index=True),
        sa.Column("acknowledged", sa.Boolean(), nullable=False),
        sa.Column("overridden", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False, index=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("possibly_doubled", sa.Boolean(), nullable=False),
        sa.Column("due_to_send_at", _INSTANT, nullable=False),
        sa.Column("first_written_at", _INSTANT, nullable=False),
        sa.Column("last_attempt_at", _INSTANT, nullable=False),
        sa.Column("settled_at", _INSTANT, nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", _INSTANT, nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.UniqueConstraint(
            "case_id", "about", "rung", "edition", "role", "channel", name="delivery_once"
        ),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("delivery", "deadline", "appeal_case"):
        op.drop_table(table)
