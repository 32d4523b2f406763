"""The read model holds every workflow: appeals, and the work beside them with its milestones.

Tables are altered in place: a copy would take the deadlines with it on SQLite, as they cascade.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_INDEXED = ("case_manager", "urgency", "next_deadline")


def upgrade() -> None:
    """Appeals become dockets of a kind; milestones get a table."""
    _rename("appeal_case", "docket")
    op.add_column("docket", sa.Column("kind", sa.String(), nullable=False, server_default="appeal"))
    op.add_column("docket", sa.Column("parent_id", sa.String(), nullable=True))
    op.create_index("ix_docket_kind", "docket", ["kind"])
    op.create_index("ix_docket_parent_id", "docket", ["parent_id"])
    # The stage holds both.
    op.drop_column("docket", "level")
    op.drop_column("docket", "phase")
    op.create_table(
        "milestone",
        sa.Column(
            "case_id",
            sa.String(),
            sa.ForeignKey("docket.case_id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("key", sa.String(), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=True, index=True),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
    )


def downgrade() -> None:
    """Appeals alone, as before; what was beside them is lost from the view, not from Temporal."""
    op.drop_table("milestone")
    op.execute("DELETE FROM docket WHERE kind <> 'appeal'")
    op.add_column("docket", sa.Column("level", sa.String(), nullable=False, server_default=""))
    op.add_column("docket", sa.Column("phase", sa.String(), nullable=False, server_default=""))
    op.drop_index("ix_docket_kind", "docket")
    op.drop_index("ix_docket_parent_id", "docket")
    op.drop_column("docket", "kind")
    op.drop_column("docket", "parent_id")
    _rename("docket", "appeal_case")


def _rename(old: str, new: str) -> None:
    for column in _INDEXED:
        op.drop_index(f"ix_{old}_{column}", old)
    op.rename_table(old, new)
    for column in _INDEXED:
        op.create_index(f"ix_{new}_{column}", new, [column])
