"""What follows a review: that it was talked over, and the days of supervision meetings.

Revision 0015b, after 0016. Of what was signed before nobody has said that it was talked over.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0015b"
down_revision: str | None = "0016"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("reviews", sa.Column("talked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "supervisions",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_supervisions_by_people")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_supervisions_person_id_people")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_supervisions_school_id_schools")),
        sa.PrimaryKeyConstraint("person_id", "on", name=op.f("pk_supervisions")),
    )
    op.create_index(op.f("ix_supervisions_school_id"), "supervisions", ["school_id"])


def downgrade() -> None:
    op.drop_table("supervisions")
    op.drop_column("reviews", "talked_at")
