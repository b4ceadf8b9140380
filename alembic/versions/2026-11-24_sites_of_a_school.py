"""The addresses of a school's own sites go: nothing ever asked for them, and nothing is drawn inside those sites.

Revision 0009b, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0009b"
down_revision: str | None = "0009"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.drop_column("schools", "origins")


def downgrade() -> None:
    op.add_column("schools", sa.Column("origins", sa.JSON(), nullable=False, server_default="[]"))
