"""Lists say whose act a case waits for, and hold all cases of a person, whatever codes name them.

Of a case written before, its code stands for the person and nobody is waited for until its next
turn: a new release has every open case take one.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_COLUMNS = ("waiting_on", "manager_id")


def upgrade() -> None:
    """Add the columns."""
    for name in _COLUMNS:
        op.add_column("docket", sa.Column(name, sa.String(), nullable=False, server_default=""))
        op.create_index(f"ix_docket_{name}", "docket", [name])
    op.execute("UPDATE docket SET manager_id = case_manager")


def downgrade() -> None:
    """Lists know neither."""
    for name in _COLUMNS:
        op.drop_index(f"ix_docket_{name}", "docket")
        op.drop_column("docket", name)
