"""The audit log, and the triggers that keep its past as it was.

Revision 0002, after 0001.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: None = None
depends_on: None = None

# Frozen here and not imported: a migration must go on doing what it did when it was written.
_SQLITE = (
    (
        "CREATE TRIGGER IF NOT EXISTS audit_entry_no_update BEFORE UPDATE ON audit_entry BEGIN SELECT "
        "RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_entry_no_delete BEFORE DELETE ON audit_entry BEGIN SELECT "
        "RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint BEGIN "
        "SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_checkpoint_no_delete BEFORE DELETE ON audit_checkpoint BEGIN "
        "SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_entry_salt_no_update BEFORE UPDATE ON audit_entry_salt BEGIN "
        "SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_entry_no_replace BEFORE INSERT ON audit_entry WHEN EXISTS "
        '(SELECT 1 FROM audit_entry WHERE log = NEW.log AND "index" = NEW."index") BEGIN SELECT '
        "RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_checkpoint_no_replace BEFORE INSERT ON audit_checkpoint WHEN "
        'EXISTS (SELECT 1 FROM audit_checkpoint WHERE log = NEW.log AND "size" = NEW."size") BEGIN '
        "SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
    (
        "CREATE TRIGGER IF NOT EXISTS audit_entry_salt_no_replace BEFORE INSERT ON audit_entry_salt WHEN "
        'EXISTS (SELECT 1 FROM audit_entry_salt WHERE log = NEW.log AND "index" = NEW."index") BEGIN '
        "SELECT RAISE(ABORT, 'the audit log only grows'); END"
    ),
)
_SQLITE_DROP = (
    "DROP TRIGGER IF EXISTS audit_entry_no_update",
    "DROP TRIGGER IF EXISTS audit_entry_no_delete",
    "DROP TRIGGER IF EXISTS audit_checkpoint_no_update",
    "DROP TRIGGER IF EXISTS audit_checkpoint_no_delete",
    "DROP TRIGGER IF EXISTS audit_entry_salt_no_update",
    "DROP TRIGGER IF EXISTS audit_entry_no_replace",
    "DROP TRIGGER IF EXISTS audit_checkpoint_no_replace",
    "DROP TRIGGER IF EXISTS audit_entry_salt_no_replace",
)
_POSTGRESQL = (
    (
        "CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'the audit log only grows'; END $$"
    ),
    (
        "CREATE OR REPLACE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry FOR EACH STATEMENT "
        "EXECUTE FUNCTION audit_refuse()"
    ),
    (
        "CREATE OR REPLACE TRIGGER audit_entry_no_delete BEFORE DELETE OR TRUNCATE ON audit_entry FOR "
        "EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    ),
    (
        "CREATE OR REPLACE TRIGGER audit_checkpoint_no_update BEFORE UPDATE ON audit_checkpoint FOR EACH "
        "STATEMENT EXECUTE FUNCTION audit_refuse()"
    ),
    (
        "CREATE OR REPLACE TRIGGER audit_checkpoint_no_delete BEFORE DELETE OR TRUNCATE ON "
        "audit_checkpoint FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()"
    ),
    (
        "CREATE OR REPLACE TRIGGER audit_entry_salt_no_update BEFORE UPDATE ON audit_entry_salt FOR EACH "
        "STATEMENT EXECUTE FUNCTION audit_refuse()"
    ),
)
_POSTGRESQL_DROP = (
    "DROP TRIGGER IF EXISTS audit_entry_no_update ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_entry_no_delete ON audit_entry",
    "DROP TRIGGER IF EXISTS audit_checkpoint_no_update ON audit_checkpoint",
    "DROP TRIGGER IF EXISTS audit_checkpoint_no_delete ON audit_checkpoint",
    "DROP TRIGGER IF EXISTS audit_entry_salt_no_update ON audit_entry_salt",
    "DROP FUNCTION IF EXISTS audit_refuse()",
)


def upgrade() -> None:
    op.create_table(
        "audit_checkpoint",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(length=43), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("log", "size", name=op.f("pk_audit_checkpoint")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=48), nullable=False),
        sa.Column("subject_kind", sa.String(length=24), nullable=False),
        sa.Column("subject_id", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=43), nullable=False),
        sa.PrimaryKeyConstraint("log", "index", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_action"), "audit_entry", ["action"])
    op.create_index(op.f("ix_audit_entry_actor_id"), "audit_entry", ["actor_id"])
    op.create_index(op.f("ix_audit_entry_at"), "audit_entry", ["at"])
    op.create_index(op.f("ix_audit_entry_subject_id"), "audit_entry", ["subject_id"])
    op.create_table(
        "audit_entry_salt",
        sa.Column("log", sa.String(length=64), nullable=False),
        sa.Column("index", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=43), nullable=False),
        sa.PrimaryKeyConstraint("log", "index", name=op.f("pk_audit_entry_salt")),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("frontier", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    for statement in _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    for statement in _SQLITE_DROP if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL_DROP:
        op.execute(statement)
    op.drop_table("audit_log")
    op.drop_table("audit_entry_salt")
    op.drop_table("audit_entry")
    op.drop_table("audit_checkpoint")
