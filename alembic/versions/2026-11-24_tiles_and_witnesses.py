"""The roots of whole tiles of each log, so that a proof reads few rows; and the signatures of witnesses.

Revision 0015, after 0014b. What tiles there are already is worked out from the entries.
"""

import base64
import hashlib
from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014b"
branch_labels: None = None
depends_on: None = None

_TILE = 256


def upgrade() -> None:
    op.create_table(
        "audit_node",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.PrimaryKeyConstraint("log", "level", "index", name=op.f("pk_audit_node")),
    )
    op.create_table(
        "audit_cosignature",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("witness", sa.String(length=128), nullable=False),
        sa.Column("line", sa.String(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", "witness", name=op.f("pk_audit_cosignature")),
    )
    connection = op.get_bind()
    for (log,) in connection.execute(sa.text("SELECT id FROM audit_log")).all():
        leaves = connection.execute(
            sa.text('SELECT leaf_hash FROM audit_entry WHERE log = :log ORDER BY "index"'), {"log": log}
        ).scalars()
        hashes = [base64.urlsafe_b64decode(leaf + "=") for leaf in leaves]
        rows = [
            {"log": log, "level": level, "index": index, "hash": base64.urlsafe_b64encode(root).decode().rstrip("=")}
            for level, index, root in _tiles(hashes)
        ]
        if rows:
            connection.execute(
                sa.text('INSERT INTO audit_node (log, level, "index", hash) VALUES (:log, :level, :index, :hash)'), rows
            )


def _tiles(hashes: list[bytes]) -> Iterator[tuple[int, int, bytes]]:
    level = 1
    while len(hashes) >= _TILE:
        hashes = [_root(hashes[at : at + _TILE]) for at in range(0, len(hashes) - _TILE + 1, _TILE)]
        yield from ((level, index, root) for index, root in enumerate(hashes))
        level += 1


def _root(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [
            hashlib.sha256(b"\x01" + left + right).digest()
            for left, right in zip(hashes[::2], hashes[1::2], strict=True)
        ]
    return hashes[0]


def downgrade() -> None:
    op.drop_table("audit_cosignature")
    op.drop_table("audit_node")
