"""A school that is not open yet, what goes to its pastoral team, and the steps of setting it up.

Revision 0004, after 0003. The schools that are there already are open: pupils use them.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    for name in ("pastoral_topics", "origins"):
        op.add_column("schools", sa.Column(name, sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("schools", sa.Column("mentor_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("schools", sa.Column("live_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("schools", sa.Column("testing_until", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE schools SET live_at = created_at")
    op.add_column("reports", sa.Column("test", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "setup_steps",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_kind", sa.String(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_setup_steps_school_id")),
        sa.PrimaryKeyConstraint("school_id", "step", name=op.f("pk_setup_steps")),
    )


def downgrade() -> None:
    op.drop_table("setup_steps")
    op.drop_column("reports", "test")
    for name in ("testing_until", "live_at", "mentor_code", "origins", "pastoral_topics"):
        op.drop_column("schools", name)
