"""Mentoring: the rules, the rota, shifts, profiles, debriefs and reviews.

Revision 0010, after 0009b. The agreement that every mentor signs is training like other training from here on: a school
with training rules of its own adds it when it likes, and until a mentor's is recorded the gate stays shut for them.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009b"
branch_labels: None = None
depends_on: None = None


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _table(name: str, *parts: sa.schema.SchemaItem, key: tuple[str, ...] = ("id",), **refers: str) -> None:
    op.create_table(
        name,
        *parts,
        *(
            sa.ForeignKeyConstraint([column], [f"{table}.id"], name=op.f(f"fk_{name}_{column}"))
            for column, table in {"school_id": "schools", **refers}.items()
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{name}")),
    )


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def upgrade() -> None:
    _table("mentoring_rules", _text("school_id"), sa.Column("rules", sa.JSON(), nullable=False), key=("school_id",))
    _rota()
    _shifts()
    _afterwards()


def _rota() -> None:
    _table(
        "rota_slots",
        _text("id"),
        _text("school_id"),
        _text("person_id"),
        _number("weekday"),
        _number("opens"),
        _number("closes"),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        _text("place"),
        _moment("made_at"),
        person_id="people",
    )
    _index("rota_slots", "school_id")
    _index("rota_slots", "person_id")
    _table(
        "rota_changes",
        _text("id"),
        _text("school_id"),
        _text("slot_id"),
        sa.Column("on", sa.Date(), nullable=False),
        _text("person_id", nullable=True),
        _moment("made_at"),
        sa.UniqueConstraint("slot_id", "on", name=op.f("uq_rota_changes_slot_id_on")),
        slot_id="rota_slots",
        person_id="people",
    )
    _index("rota_changes", "school_id")


def _shifts() -> None:
    _table(
        "shifts",
        _text("id"),
        _text("school_id"),
        _text("person_id"),
        _text("feeling"),
        _moment("started_at"),
        _moment("ended_at", nullable=True),
        _moment("talked_at", nullable=True),
        _text("talked_by", nullable=True),
        _moment("room_at", nullable=True),
        _text("room_by", nullable=True),
        person_id="people",
        talked_by="people",
        room_by="people",
    )
    _index("shifts", "school_id")
    _index("shifts", "person_id", "started_at")
    running = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_shifts_open", "shifts", ["person_id"], unique=True, sqlite_where=running, postgresql_where=running
    )
    _table(
        "mentor_profiles",
        _text("person_id"),
        _text("school_id"),
        _number("year", nullable=True),
        _text("band"),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("senior", sa.Boolean(), nullable=False),
        sa.Column("rest_until", sa.Date(), nullable=True),
        _number("hold_left"),
        key=("person_id",),
        person_id="people",
    )
    _index("mentor_profiles", "school_id")


def _afterwards() -> None:
    _table(
        "debriefs",
        _text("id"),
        _text("school_id"),
        _text("conversation_id"),
        _text("person_id"),
        _text("weight"),
        sa.Column("talk", sa.Boolean(), nullable=False),
        _number("note_epoch", nullable=True),
        sa.Column("note_wrap", sa.LargeBinary(), nullable=True),
        sa.Column("note_box", sa.LargeBinary(), nullable=True),
        _moment("at"),
        _moment("seen_at", nullable=True),
        _text("seen_by", nullable=True),
        sa.UniqueConstraint("conversation_id", "person_id", name=op.f("uq_debriefs_conversation_id_person_id")),
        conversation_id="conversations",
        person_id="people",
        seen_by="people",
    )
    _index("debriefs", "school_id")
    _index("debriefs", "person_id", "at")
    _table(
        "reviews",
        _text("conversation_id"),
        _text("person_id"),
        _text("school_id"),
        _moment("picked_at"),
        _moment("signed_at", nullable=True),
        _text("signed_by", nullable=True),
        _text("feedback", nullable=True),
        key=("conversation_id", "person_id"),
        conversation_id="conversations",
        person_id="people",
        signed_by="people",
    )
    _index("reviews", "school_id")


def downgrade() -> None:
    for table in ("reviews", "debriefs", "mentor_profiles", "shifts", "rota_changes", "rota_slots", "mentoring_rules"):
        op.drop_table(table)
