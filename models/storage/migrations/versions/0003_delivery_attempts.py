"""Every attempt of a delivery is kept, the day it told of, and which reminders were not sent."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add the tables, and what the ledger shows of a delivery."""
    op.add_column("delivery", sa.Column("due_on", sa.Date(), nullable=True))
    op.add_column(
        "delivery", sa.Column("contact", sa.Integer(), nullable=False, server_default="0")
    )
    op.create_table(
        "delivery_attempt",
        sa.Column(
            "delivery_id",
            sa.Integer(),
            sa.ForeignKey("delivery.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer(), primary_key=True),
        sa.Column("begun_at", _INSTANT, nullable=False),
        sa.Column("ended_at", _INSTANT, nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )
    op.create_table(
        "rung",
        sa.Column(
            "case_id",
            sa.String(),
            sa.ForeignKey("docket.case_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("position", sa.Integer(), primary_key=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("due_at", _INSTANT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("roles", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    """Keep the last attempt alone, as before."""
    op.drop_table("rung")
    op.drop_table("delivery_attempt")
    op.drop_column("delivery", "contact")
    op.drop_column("delivery", "due_on")
