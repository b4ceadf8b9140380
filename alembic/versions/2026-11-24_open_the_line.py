"""Every table of the sealed line, but the audit log.

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: None = None
depends_on: None = None


def upgrade() -> None:
    op.create_table(
        "schools",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phase", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.Column("exit_url", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("closures", sa.JSON(), nullable=False),
        sa.Column("target_minutes", sa.Integer(), nullable=False),
        sa.Column("help_numbers", sa.JSON(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schools")),
        sa.UniqueConstraint("slug", name=op.f("uq_schools_slug")),
    )
    op.create_table(
        "spent_challenges",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spent_challenges")),
    )
    op.create_index(op.f("ix_spent_challenges_expires_at"), "spent_challenges", ["expires_at"])
    op.create_table(
        "stream",
        sa.Column("id", sa.String(length=48), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("head", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stream")),
    )
    op.create_table(
        "ticket",
        sa.Column("hash", sa.String(length=43), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_ticket")),
    )
    op.create_index(op.f("ix_ticket_expires"), "ticket", ["expires"])
    op.create_table(
        "case_counters",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_case_counters_school_id")),
        sa.PrimaryKeyConstraint("school_id", "group_name", name=op.f("pk_case_counters")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_conversations_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_school_id"), "conversations", ["school_id"])
    op.create_table(
        "group_keys",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("kem", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_group_keys_school_id")),
        sa.PrimaryKeyConstraint("school_id", "name", "epoch", name=op.f("pk_group_keys")),
    )
    op.create_table(
        "item",
        sa.Column("stream", sa.String(length=48), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("cmid", sa.String(length=36), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key_epoch", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=48), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["stream.id"], name=op.f("fk_item_stream")),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_item")),
        sa.UniqueConstraint("stream", "cmid", name=op.f("uq_item_stream_cmid")),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("alias", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("auth_hash", sa.String(), nullable=False),
        sa.Column("totp_box", sa.LargeBinary(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_people_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
    )
    op.create_index(op.f("ix_people_school_id"), "people", ["school_id"])
    op.create_table(
        "rosters",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("doc", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_rosters_school_id")),
        sa.PrimaryKeyConstraint("school_id", "number", name=op.f("pk_rosters")),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latest_end_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_sessions_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    op.create_index(op.f("ix_sessions_ends_at"), "sessions", ["ends_at"])
    op.create_index(op.f("ix_sessions_kind_subject"), "sessions", ["kind", "subject"])
    op.create_table(
        "duty",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duty_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_duty_school_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_duty")),
    )
    op.create_index(op.f("ix_duty_school_id"), "duty", ["school_id"])
    op.create_table(
        "group_wraps",
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_group_wraps_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_group_wraps_school_id")),
        sa.PrimaryKeyConstraint("school_id", "name", "epoch", "person_id", name=op.f("pk_group_wraps")),
    )
    op.create_index(op.f("ix_group_wraps_person_id"), "group_wraps", ["person_id"])
    op.create_table(
        "memberships",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_memberships_person_id")),
        sa.PrimaryKeyConstraint("person_id", "group_name", name=op.f("pk_memberships")),
    )
    op.create_table(
        "participants",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("from_seq", sa.Integer(), nullable=False),
        sa.Column("file_from_seq", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_participants_conversation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_participants_person_id")),
        sa.PrimaryKeyConstraint("conversation_id", "person_id", name=op.f("pk_participants")),
    )
    op.create_index(op.f("ix_participants_person_id"), "participants", ["person_id"])
    op.create_table(
        "person_keys",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("kem", sa.LargeBinary(), nullable=False),
        sa.Column("sign", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_person_keys_person_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_person_keys_school_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_keys")),
    )
    op.create_index(op.f("ix_person_keys_school_id"), "person_keys", ["school_id"])
    op.create_table(
        "reports",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("group_name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("safe", sa.String(), nullable=False),
        sa.Column("mentor", sa.String(), nullable=True),
        sa.Column("want", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("owner_id", sa.String(), nullable=True),
        sa.Column("holder_id", sa.String(), nullable=True),
        sa.Column("holder_role", sa.String(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_pupil_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_staff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("target_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("follow_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overflow", sa.Boolean(), nullable=False),
        sa.Column("v", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["holder_id"], ["people.id"], name=op.f("fk_reports_holder_id")),
        sa.ForeignKeyConstraint(["id"], ["conversations.id"], name=op.f("fk_reports_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name=op.f("fk_reports_owner_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_reports_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("school_id", "group_name", "number", name=op.f("uq_reports_school_id_group_name_number")),
    )
    op.create_index(op.f("ix_reports_desk"), "reports", ["school_id", "group_name", "state"])
    op.create_index(op.f("ix_reports_holder_id"), "reports", ["holder_id"])
    op.create_table(
        "root_wraps",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_root_wraps_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_root_wraps")),
    )
    op.create_table(
        "sealed_streams",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("rekey", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversations.id"], name=op.f("fk_sealed_streams_conversation_id")
        ),
        sa.ForeignKeyConstraint(["stream"], ["stream.id"], name=op.f("fk_sealed_streams_stream")),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_sealed_streams")),
    )
    op.create_index(op.f("ix_sealed_streams_conversation_id"), "sealed_streams", ["conversation_id"])
    op.create_table(
        "unlocks",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("m", sa.Integer(), nullable=False),
        sa.Column("t", sa.Integer(), nullable=False),
        sa.Column("p", sa.Integer(), nullable=False),
        sa.Column("box", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_unlocks_person_id")),
        sa.PrimaryKeyConstraint("person_id", "method", name=op.f("pk_unlocks")),
    )
    op.create_table(
        "vaults",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_vaults_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_vaults")),
    )
    op.create_table(
        "epochs",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("sig", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["sealed_streams.stream"], name=op.f("fk_epochs_stream")),
        sa.PrimaryKeyConstraint("stream", "n", name=op.f("pk_epochs")),
    )
    op.create_table(
        "mailboxes",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("school_id", sa.String(), nullable=False),
        sa.Column("locator_hash", sa.LargeBinary(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["reports.id"], name=op.f("fk_mailboxes_conversation_id")),
        sa.ForeignKeyConstraint(["school_id"], ["schools.id"], name=op.f("fk_mailboxes_school_id")),
        sa.PrimaryKeyConstraint("conversation_id", name=op.f("pk_mailboxes")),
        sa.UniqueConstraint("school_id", "locator_hash", name=op.f("uq_mailboxes_school_id_locator_hash")),
    )
    op.create_table(
        "openings",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["reports.id"], name=op.f("fk_openings_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_openings_person_id")),
        sa.PrimaryKeyConstraint("case_id", "person_id", name=op.f("pk_openings")),
    )
    op.create_index(op.f("ix_openings_person_id"), "openings", ["person_id"])
    op.create_table(
        "epoch_wraps",
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("wrap", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["stream", "n"], ["epochs.stream", "epochs.n"], name=op.f("fk_epoch_wraps_stream_n")),
        sa.PrimaryKeyConstraint("stream", "n", "recipient", name=op.f("pk_epoch_wraps")),
    )


def downgrade() -> None:
    op.drop_table("epoch_wraps")
    op.drop_table("openings")
    op.drop_table("mailboxes")
    op.drop_table("epochs")
    op.drop_table("vaults")
    op.drop_table("unlocks")
    op.drop_table("sealed_streams")
    op.drop_table("root_wraps")
    op.drop_table("reports")
    op.drop_table("person_keys")
    op.drop_table("participants")
    op.drop_table("memberships")
    op.drop_table("group_wraps")
    op.drop_table("duty")
    op.drop_table("sessions")
    op.drop_table("rosters")
    op.drop_table("people")
    op.drop_table("item")
    op.drop_table("group_keys")
    op.drop_table("conversations")
    op.drop_table("case_counters")
    op.drop_table("ticket")
    op.drop_table("stream")
    op.drop_table("spent_challenges")
    op.drop_table("schools")
