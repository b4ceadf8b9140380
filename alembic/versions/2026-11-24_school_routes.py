"""What a school has found out about the help routes.

Revision 0015a, after 0015. Nobody had rung one before this.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0015a"
down_revision: str | None = "0015"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "school_routes",
        sa.Column("school_id", sa.String(), sa.ForeignKey("schools.id"), primary_key=True),
        sa.Column("route_id", sa.String(), primary_key=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("nights", sa.String(), nullable=True),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by", sa.String(), sa.ForeignKey("people.id"), nullable=True),
        sa.Column("opens", sa.String(), nullable=True),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_by", sa.String(), sa.ForeignKey("people.id"), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("school_routes")
