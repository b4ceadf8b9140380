"""Targets by urgency, the first reply that is owed, and cases that are put aside until later.

Revision 0014b, after 0014. Reports from before it owe no reply by a time, and none was put aside.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0014b"
down_revision: str | None = "0014"
branch_labels: None = None
depends_on: None = None

_MOMENTS = ("reply_at", "snoozed_at", "snoozed_until")


def upgrade() -> None:
    op.add_column("schools", sa.Column("targets", sa.JSON(none_as_null=True), nullable=True))
    for name in _MOMENTS:
        op.add_column("reports", sa.Column(name, sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in _MOMENTS:
        op.drop_column("reports", name)
    op.drop_column("schools", "targets")
