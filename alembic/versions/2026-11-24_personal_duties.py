"""What one person has to do themselves about a case.

Revision 0014, after 0013. Nobody had such a duty before this.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "personal_duties",
        sa.Column("id", sa.String(), primary_key=True),
        sa.Column("school_id", sa.String(), sa.ForeignKey("schools.id"), nullable=False),
        sa.Column("case_id", sa.String(), sa.ForeignKey("reports.id"), nullable=False),
        sa.Column("person_id", sa.String(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("set_by", sa.String(), sa.ForeignKey("people.id"), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.UniqueConstraint("about", "person_id"),
    )
    op.create_index(op.f("ix_personal_duties_case_id"), "personal_duties", ["case_id"])
    op.create_index(op.f("ix_personal_duties_person_id_done_at"), "personal_duties", ["person_id", "done_at"])


def downgrade() -> None:
    op.drop_table("personal_duties")
