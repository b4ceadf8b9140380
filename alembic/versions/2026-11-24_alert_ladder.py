"""The urgent lane: alerts, who was told of them, browsers that get pushes, and whose log hears of a lost letter.

Revision 0013, after 0012. Red cases that nobody has opened are raised by the first round after this.
"""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: None = None
depends_on: None = None

_TABLES = ("alert_pushes", "alert_devices", "alert_quiet", "alert_rules", "alert_notices", "alerts")
_LIVE = sa.text("over_at IS NULL")
_RED = sa.text("(safe = 'no' OR urgency = 'red') AND state <> 'closed'")


def upgrade() -> None:
    _alerts()
    _devices()
    _settings()
    op.create_index(op.f("ix_reports_red"), "reports", ["received_at"], sqlite_where=_RED, postgresql_where=_RED)
    op.add_column("mail", sa.Column("log_name", sa.String(), nullable=False, server_default="school"))


def downgrade() -> None:
    op.drop_column("mail", "log_name")
    op.drop_index(op.f("ix_reports_red"), table_name="reports")
    for table in _TABLES:
        op.drop_table(table)


def _alerts() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        _moment("raised_at"),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        _moment("started_at", nullable=True),
        _moment("stepped_at"),
        _moment("next_at", nullable=True),
        sa.Column("answered_by", sa.String(), nullable=True),
        _moment("answered_at", nullable=True),
        sa.Column("again", sa.Integer(), nullable=False),
        _moment("over_at", nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_alerts_school_id")),
        sa.ForeignKeyConstraint(["case_id"], ["reports.id"], name=op.f("fk_alerts_case_id")),
        sa.ForeignKeyConstraint(["answered_by"], ["people.id"], name=op.f("fk_alerts_answered_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_school_id"), "alerts", ["school_id"])
    op.create_index(op.f("ix_alerts_case_id"), "alerts", ["case_id"])
    op.create_index(
        op.f("ix_alerts_live"), "alerts", ["case_id"], unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
    )
    op.create_table(
        "alert_notices",
        sa.Column("alert_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        _moment("sent_at"),
        _moment("seen_at", nullable=True),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_notices_alert_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_alert_notices_person_id")),
        sa.PrimaryKeyConstraint("alert_id", "person_id", "channel", name=op.f("pk_alert_notices")),
    )
    op.create_index(op.f("ix_alert_notices_person_id"), "alert_notices", ["person_id"])


def _devices() -> None:
    op.create_table(
        "alert_devices",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("device_hash", sa.String(), nullable=False),
        sa.Column("endpoint", sa.LargeBinary(), nullable=True),
        _moment("made_at"),
        _moment("heard_at", nullable=True),
        _moment("pushed_at", nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_alert_devices_person_id")),
        sa.PrimaryKeyConstraint("person_id", "device_hash", name=op.f("pk_alert_devices")),
    )
    op.create_table(
        "alert_pushes",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("device_hash", sa.String(), nullable=False),
        sa.Column("alert_id", sa.String(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        _moment("due_at"),
        sa.ForeignKeyConstraint(
            ["person_id", "device_hash"],
            ["alert_devices.person_id", "alert_devices.device_hash"],
            name=op.f("fk_alert_pushes_person_id_device_hash"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_pushes_alert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_pushes")),
    )
    op.create_index(op.f("ix_alert_pushes_due_at"), "alert_pushes", ["due_at"])
    op.create_index(op.f("ix_alert_pushes_person_id_device_hash"), "alert_pushes", ["person_id", "device_hash"])


def _settings() -> None:
    op.create_table(
        "alert_quiet",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_alert_quiet_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_alert_quiet")),
    )
    op.create_table(
        "alert_rules",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_alert_rules_school_id")),
        sa.PrimaryKeyConstraint("school_id", name=op.f("pk_alert_rules")),
    )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
