"""What people have been written of, and how soon they may be again.

Revision 0008, after 0007. Nothing has been written of yet.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "letter_paces",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("letter", sa.String(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_letter_paces_person_id")),
        sa.PrimaryKeyConstraint("person_id", "letter", name=op.f("pk_letter_paces")),
    )
    op.create_table(
        "reminders",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reminders_school_id")),
        sa.PrimaryKeyConstraint("school_id", "cause", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_made_at"), "reminders", ["made_at"])
    # A set that was brought together before this has no use to show for its test: its next test begins with one.
    op.add_column("recovery_sets", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("recovery_sets", sa.Column("used_by", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("recovery_sets", "used_by")
    op.drop_column("recovery_sets", "used_at")
    op.drop_table("reminders")
    op.drop_table("letter_paces")
