"""What a person signed who acted, beside the entry that their act made; and which signed requests are spent.

Revision 0016, after 0015a. Entries from before bear no signature.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015a"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("audit_entry", sa.Column("act", sa.JSON(), nullable=True))
    op.create_table(
        "audit_act",
        sa.Column("nonce", sa.String(length=22), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_audit_act")),
    )
    op.create_index(op.f("ix_audit_act_at"), "audit_act", ["at"])


def downgrade() -> None:
    op.drop_table("audit_act")
    op.drop_column("audit_entry", "act")
