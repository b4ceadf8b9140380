"""The rows of `people`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core import clock
from app.core.columns import UtcDateTime, register_ciphertext


class PersonRow(SQLModel, table=True):
    """An adult or a mentor."""

    __tablename__ = "people"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    email: str = Field(unique=True)
    """Lower case."""
    alias: str
    title: str
    role: str
    totp_box: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The TOTP secret, sealed by the server's own key. Null for a mentor, who has no second factor."""
    totp_step: int | None
    """The last 30-second step whose code was accepted: a code opens once."""
    totp_next: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The secret of an authenticator that is being set up, sealed alike; it counts once a code of it was given."""
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When a signed roster first named them with the keys that they have now. Null: they have joined, and no more."""
    suspended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When their sockets were closed because training had run out. Whether it has is asked of the training itself."""
    ended_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class MembershipRow(SQLModel, table=True):
    """A person belongs to a group."""

    __tablename__ = "memberships"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    group_name: str = Field(primary_key=True)


class CredentialRow(SQLModel, table=True):
    """One way in which a person proves who they are. What it unlocks is a row of `keys`, with the same method."""

    __tablename__ = "credentials"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    method: str = Field(primary_key=True, index=True)
    """`passphrase`, `sheet`, or `passkey:` and the credential's id as base64url."""
    name: str
    """What the person calls a passkey. Empty for the others."""
    salt: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """For a passphrase: 16 public bytes for the Argon2id in the browser."""
    auth_hash: str | None = None
    """For a passphrase or a sheet: argon2-cffi's hash of the `auth` that a browser sends; never of what was typed."""
    public_key: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """For a passkey: its public key (COSE, RFC 9052)."""
    sign_count: int | None = None
    """For a passkey: the highest count it has signed with, 0 for one that does not count."""
    made_at: datetime = Field(default_factory=clock.now, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SpentPasskeyChallengeRow(SQLModel, table=True):
    """A challenge that a passkey has answered: it is answered once."""

    __tablename__ = "spent_passkey_challenges"

    id: str = Field(primary_key=True)
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)


class KnownDeviceRow(SQLModel, table=True):
    """A browser in which a person has signed in. Its guesses are counted apart from everybody else's."""

    __tablename__ = "known_devices"

    device_hash: str = Field(primary_key=True)
    person_id: str = Field(primary_key=True, foreign_key="people.id")
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SignInCodeRow(SQLModel, table=True):
    """The one code that a mentor may sign in with now."""

    __tablename__ = "sign_in_codes"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    code_mac: str
    """A MAC under the server's key: the code alone is short enough to be guessed from a stolen database."""
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)


class SessionRow(SQLModel, table=True):
    """A live right to act: a person's cookie or a pupil's bearer token. Ending it deletes the row."""

    __tablename__ = "sessions"
    __table_args__ = (UniqueConstraint("token_hash"), Index(None, "kind", "subject"))

    id: str = Field(primary_key=True)
    kind: str
    """`person` or `pupil`."""
    subject: str
    """The person's id, or the pupil's conversation's id."""
    school_id: str = Field(foreign_key="schools.id")
    token_hash: str
    ends_at: datetime = Field(sa_type=UtcDateTime, index=True)
    """When it ends unless it is used before."""
    latest_end_at: datetime = Field(sa_type=UtcDateTime)
    """When it ends however much it is used; never before `ends_at`."""
    device: str = ""
    """What the person calls this browser. Neither an address nor what the browser says of itself is ever kept."""
    started_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime = Field(sa_type=UtcDateTime)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When the person last proved who they are in this session. Null for a pupil."""


class DutyRow(SQLModel, table=True):
    """Whether a person has said they are on duty. Live is more: on duty and with an open socket."""

    __tablename__ = "duty"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    school_id: str = Field(foreign_key="schools.id", index=True)
    state: str
    since: datetime = Field(sa_type=UtcDateTime)


class InvitationRow(SQLModel, table=True):
    """Somebody may join, with six words that their inviter told them. The server never sees the words."""

    __tablename__ = "invitations"

    id: str = Field(primary_key=True)
    """Made in the inviter's browser, which binds the boxes to it."""
    school_id: str = Field(foreign_key="schools.id", index=True)
    person_id: str = Field(index=True)
    """Who they will be; for a readmission, who they are."""
    email: str
    """Lower case. Empty for the founder, who gives it when joining."""
    alias: str
    title: str
    role: str
    groups: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    salt: bytes
    """16 public bytes for the Argon2id of the words in the joiner's browser."""
    auth_hash: str
    """argon2-cffi's hash of what that Argon2id was split into; never of the words."""
    offer: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The root's key, sealed by the inviter's browser under a key that only the words give."""
    key_group: str | None = None
    key_epoch: int | None = None
    key_wrap: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """That key, wrapped to that group's key of `key_epoch`, so that any of them can check the answer."""
    answer: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """The joiner's keys, sealed under the same key."""
    readmission: str | None = None
    """How the identity of somebody who comes back was checked. Null for somebody new."""
    founding: bool
    by_id: str | None = Field(default=None, foreign_key="people.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class TrainingRulesRow(SQLModel, table=True):
    """What training a school asks of each role. No row: the rules that `policy` starts everybody with."""

    __tablename__ = "training_rules"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    rules: list[Any] = Field(sa_column=Column(JSON, nullable=False))
    """`{"role", "module", "months", "warn_days"}`."""
    since: date
    """The day they were set. What is missing has been missing since then at the longest."""


class TrainingRow(SQLModel, table=True):
    """A person has done a module. Taking it back keeps the row."""

    __tablename__ = "training"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    person_id: str = Field(foreign_key="people.id", index=True)
    module: str
    on: date
    assessor: str
    expires: date
    """The last day on which it counts."""
    by_id: str | None = Field(default=None, foreign_key="people.id")
    made_at: datetime = Field(sa_type=UtcDateTime)
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class MailRow(SQLModel, table=True):
    """A letter that waits to be sent. It holds an address and which letter it is, and no text. Sending deletes it."""

    __tablename__ = "mail"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id")
    to: str
    letter: str
    invitation_id: str | None = None
    log_name: str = Field(default="school", sa_column_kwargs={"server_default": "school"})
    """Whose log hears if it can never be sent: `school`, or the group whose case it is about."""
    tries: int
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    made_at: datetime = Field(sa_type=UtcDateTime)


class LetterPaceRow(SQLModel, table=True):
    """When somebody was last written a letter of one kind, or will be: the next waits its turn."""

    __tablename__ = "letter_paces"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    letter: str = Field(primary_key=True)
    due_at: datetime = Field(sa_type=UtcDateTime)


class ReminderRow(SQLModel, table=True):
    """Letters were written of something that comes round. Nobody is written of it again."""

    __tablename__ = "reminders"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    cause: str = Field(primary_key=True)
    """Names and ids of what is due, and of which warning it was: never anything of a case."""
    made_at: datetime = Field(sa_type=UtcDateTime, index=True)


register_ciphertext("invitations", "offer", "key_wrap", "answer")
