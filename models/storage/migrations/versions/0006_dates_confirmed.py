"""Whether a second person has confirmed the dates of a case."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

usable_from = "0001"


def upgrade() -> None:
    """Add it to the view of the cases; empty where nobody is asked to."""
    op.add_column("case_view", sa.Column("dates_confirmed", sa.Boolean(), nullable=True))
