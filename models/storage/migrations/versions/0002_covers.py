"""Through which day a case is covered, and whose it is."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

usable_from = "0001"


def upgrade() -> None:
    """Add them to the view of the cases; empty where a case is not covered."""
    op.add_column("case_view", sa.Column("covered_until", sa.Date(), nullable=True))
    for name in ("owner", "owner_id"):
        column = sa.Column(name, sa.String(), nullable=False, server_default="")
        op.add_column("case_view", column)
        op.create_index(f"ix_case_view_{name}", "case_view", [name])
