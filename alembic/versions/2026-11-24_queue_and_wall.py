"""The one queue and the wall: offers, who is not met, what is frozen or held, and what is said aside.

Revision 0011, after 0010. Nobody was offered, frozen or held before this. A mentor who is in a chat while it runs gets
their stream for what is said aside, like everybody after them.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: None = None
depends_on: None = None

_TABLES = ("watches", "held_messages", "avoided_mentors", "offers", "mentor_chats")
_WAITS = sa.text("waiting_since IS NOT NULL")


def upgrade() -> None:
    _cases()
    _chats()
    _asides()


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM epoch_wraps WHERE stream LIKE 'side:%'"))
    op.execute(sa.text("DELETE FROM epochs WHERE stream LIKE 'side:%'"))
    op.execute(sa.text("DELETE FROM sealed_streams WHERE stream LIKE 'side:%'"))
    op.execute(sa.text("DELETE FROM item WHERE stream LIKE 'side:%'"))
    op.execute(sa.text("DELETE FROM stream WHERE id LIKE 'side:%'"))
    for table in _TABLES:
        op.drop_table(table)
    for column in ("side_from_seq", "held"):
        op.drop_column("participants", column)
    op.drop_index(op.f("ix_reports_unmet"), table_name="reports")
    for column in ("wanted_id", "frozen_at", "frozen_by", "alarm_level", "alarmed_at"):
        op.drop_column("reports", column)


def _cases() -> None:
    op.add_column("reports", sa.Column("wanted_id", sa.String(), nullable=True))
    op.add_column("reports", _moment("frozen_at", nullable=True))
    op.add_column("reports", sa.Column("frozen_by", sa.String(), nullable=True))
    op.add_column("reports", sa.Column("alarm_level", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("reports", _moment("alarmed_at", nullable=True))
    op.create_index(
        op.f("ix_reports_unmet"), "reports", ["waiting_since"], sqlite_where=_WAITS, postgresql_where=_WAITS
    )
    op.add_column("participants", sa.Column("side_from_seq", sa.Integer(), nullable=True))
    op.add_column("participants", sa.Column("held", sa.Boolean(), nullable=False, server_default=sa.false()))


def _chats() -> None:
    _of_chat(
        "mentor_chats",
        sa.Column("school_id", sa.String(), nullable=False),
        _moment("claimed_at"),
        _moment("begun_at", nullable=True),
        _moment("ended_at", nullable=True),
        sa.Column("ended_how", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        _moment("waited_since", nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_mentor_chats_school_id")),
    )
    op.create_index(op.f("ix_mentor_chats_school_id"), "mentor_chats", ["school_id"])
    op.create_index(op.f("ix_mentor_chats_person_id_begun_at"), "mentor_chats", ["person_id", "begun_at"])
    _of_chat("offers", _moment("at"), _moment("until"), sa.Column("over", sa.Boolean(), nullable=False))
    op.create_index(op.f("ix_offers_person_id_until"), "offers", ["person_id", "until"])
    _of_chat("avoided_mentors", _moment("at"))
    _of_chat(
        "held_messages",
        sa.Column("cmid", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("env", sa.String(), nullable=False),
        _moment("at"),
        sa.Column("state", sa.String(), nullable=False),
        _moment("decided_at", nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["decided_by"], ["people.id"], name=op.f("fk_held_messages_decided_by")),
        key="cmid",
    )
    _of_chat("watches", sa.Column("session_id", sa.String(), nullable=False), _moment("at"))


def _asides() -> None:
    op.execute(
        sa.text(
            "INSERT INTO stream (id, generation, head) "
            "SELECT DISTINCT 'side:' || conversation_id, 1, 0 FROM participants "
            "WHERE role = 'mentor' AND left_at IS NULL"
        )
    )
    op.execute(
        sa.text(
            "INSERT INTO sealed_streams (stream, conversation_id, epoch, rekey) "
            "SELECT DISTINCT 'side:' || conversation_id, conversation_id, 0, false FROM participants "
            "WHERE role = 'mentor' AND left_at IS NULL"
        )
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of_chat(table: str, *parts: sa.Column[object] | sa.Constraint, key: str = "person_id") -> None:
    op.create_table(
        table,
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        *parts,
        sa.ForeignKeyConstraint(["conversation_id"], ["conversations.id"], name=op.f(f"fk_{table}_conversation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f(f"fk_{table}_person_id")),
        sa.PrimaryKeyConstraint("conversation_id", key, name=op.f(f"pk_{table}")),
    )
