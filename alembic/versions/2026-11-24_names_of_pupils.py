"""The names that pupils give, sealed to the group that has their case.

Revision 0018, after 0015b. No pupil could say who they are before this but in a message.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0018"
down_revision: str | None = "0015b"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "pupil_names",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("case_id", sa.String(), sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(op.f("ix_pupil_names_case_id"), "pupil_names", ["case_id"])


def downgrade() -> None:
    op.drop_table("pupil_names")
