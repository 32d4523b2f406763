"""The access log, and its head."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

usable_from = "0001"


def upgrade() -> None:
    """Create both, the head before the first entry."""
    op.create_table(
        "access_log",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("who", "how", "act")),
        sa.Column("about", sa.Text(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("detail", "mark", "hash")),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_index("ix_access_log_about", "access_log", ["about"])
    head = op.create_table(
        "access_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(head, [{"id": 1, "number": 0, "hash": "0" * 64}])
