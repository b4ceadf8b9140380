"""What a school has made of the list of topics.

Revision 0012, after 0011. Nobody had changed it before this.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.add_column("schools", sa.Column("topics", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("schools", "topics")
