"""The data keys of families of cases."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

usable_from = "0001"

_INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Create their table."""
    op.create_table(
        "case_keys",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("family", sa.String(), nullable=True),
        sa.Column("wrapped", sa.Text(), nullable=True),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.Column("claimed_at", _INSTANT, nullable=True),
        sa.Column("destroyed_at", _INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_case_keys_family", "case_keys", ["family"])
