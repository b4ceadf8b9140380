"""A row for each way of signing in, browsers that are known, and when a session was last confirmed.

Revision 0003, after 0002. Whoever is signed in signs in once more: a session's row is small, short-lived and rebuilt.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: None = None
depends_on: None = None


def _sessions(*more: sa.Column[object]) -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_end_at", sa.DateTime(timezone=True), nullable=False),
        *more,
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_sessions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_kind_subject"), "sessions", ["kind", "subject"])
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"])


def upgrade() -> None:
    op.create_table(
        "credentials",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("auth_hash", sa.String(), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=True),
        sa.Column("sign_count", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_credentials_person_id")),
        sa.PrimaryKeyConstraint("person_id", "method", name=op.f("pk_credentials")),
    )
    op.create_index(op.f("ix_credentials_method"), "credentials", ["method"])
    op.execute(
        "INSERT INTO credentials (person_id, method, name, salt, auth_hash, made_at) "
        "SELECT id, 'passphrase', '', salt, auth_hash, created_at FROM people"
    )
    op.drop_column("people", "salt")
    op.drop_column("people", "auth_hash")
    op.add_column("people", sa.Column("totp_next", sa.LargeBinary(), nullable=True))
    op.create_table(
        "spent_passkey_challenges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_passkey_challenges")),
    )
    op.create_index(op.f("ix_spent_passkey_challenges_ends_at"), "spent_passkey_challenges", ["ends_at"])
    op.create_table(
        "known_devices",
        sa.Column("device_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_known_devices_person_id")),
        sa.PrimaryKeyConstraint("device_hash", "person_id", name=op.f("pk_known_devices")),
    )
    op.create_index(op.f("ix_known_devices_ends_at"), "known_devices", ["ends_at"])
    op.create_table(
        "sign_in_codes",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("code_mac", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sign_in_codes_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sign_in_codes")),
    )
    op.create_index(op.f("ix_sign_in_codes_ends_at"), "sign_in_codes", ["ends_at"])
    op.drop_table("sessions")
    _sessions(
        sa.Column("device", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
    )


def downgrade() -> None:
    op.drop_table("sessions")
    _sessions()
    for table in ("sign_in_codes", "known_devices", "spent_passkey_challenges"):
        op.drop_table(table)
    op.drop_column("people", "totp_next")
    op.add_column("people", sa.Column("salt", sa.LargeBinary(), nullable=True))
    op.add_column("people", sa.Column("auth_hash", sa.String(), nullable=True))
    for column in ("salt", "auth_hash"):
        op.execute(
            f"UPDATE people SET {column} = (SELECT {column} FROM credentials "  # noqa: S608 - a name of our own
            "WHERE person_id = people.id AND method = 'passphrase')"
        )
    op.drop_table("credentials")
