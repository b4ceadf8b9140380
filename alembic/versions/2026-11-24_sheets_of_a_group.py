"""Printed sheets of each group, and group keys that a member has proposed.

Revision 0010, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: None = None
depends_on: None = None


def _set(table: str, *more: sa.Column[object], key: tuple[str, ...] = ()) -> None:
    op.create_table(
        table,
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("set_number", sa.Integer(), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f(f"fk_{table}_school_id")),
        sa.PrimaryKeyConstraint("school_id", "name", "set_number", *key, name=op.f(f"pk_{table}")),
    )


def upgrade() -> None:
    op.add_column("group_keys", sa.Column("roster", sa.Integer(), nullable=True))
    op.add_column("group_keys", sa.Column("by_id", sa.String(), nullable=True))
    op.add_column("group_keys", sa.Column("sig", sa.LargeBinary(), nullable=True))
    # Until now every key of a group came with the school's first roster.
    op.execute("UPDATE group_keys SET roster = 1")
    _set(
        "recovery_sets",
        sa.Column("kem", sa.LargeBinary(), nullable=False),
        sa.Column("by_id", sa.String(), nullable=True),
        sa.Column("sig", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
    )
    _set(
        "recovery_sheets",
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        key=("sheet",),
    )
    _set(
        "recovery_boxes",
        sa.Column("pair", sa.String(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        key=("pair",),
    )
    _set(
        "recovery_wraps",
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        key=("epoch",),
    )


def downgrade() -> None:
    for table in ("recovery_wraps", "recovery_boxes", "recovery_sheets", "recovery_sets"):
        op.drop_table(table)
    # What nobody has signed would look signed to the code before this revision.
    op.execute(
        "DELETE FROM group_wraps WHERE EXISTS (SELECT 1 FROM group_keys AS k WHERE k.roster IS NULL AND "
        "k.school_id = group_wraps.school_id AND k.name = group_wraps.name AND k.epoch = group_wraps.epoch)"
    )
    op.execute("DELETE FROM group_keys WHERE roster IS NULL")
    for column in ("sig", "by_id", "roster"):
        op.drop_column("group_keys", column)
