"""The cases of a desk are found by state before group, so that a list of open ones walks past no closed one.

A list asks for a school's cases of some states, of the reader's groups or given to them by name: that last "or" kept
the index from going further than the school.

Revision 0007, after 0006.
"""

from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.drop_index(op.f("ix_reports_desk"), table_name="reports")
    op.create_index(op.f("ix_reports_desk"), "reports", ["school_id", "state", "group_name"])


def downgrade() -> None:
    op.drop_index(op.f("ix_reports_desk"), table_name="reports")
    op.create_index(op.f("ix_reports_desk"), "reports", ["school_id", "group_name", "state"])
