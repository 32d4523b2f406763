"""Families of cases that are on legal hold."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

usable_from = "0001"


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "family_hold",
        sa.Column("family", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("family"),
    )
