"""The rows of `keys`. Every box and wrap was made where the key is held; the server never holds one that opens them."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class PersonKeyRow(SQLModel, table=True):
    """A person's public keys."""

    __tablename__ = "person_keys"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    school_id: str = Field(foreign_key="schools.id", index=True)
    kem: bytes
    """1216 bytes: X-Wing."""
    sign: bytes
    """32 bytes: Ed25519."""


class VaultRow(SQLModel, table=True):
    """A person's own secrets, sealed under their vault key."""

    __tablename__ = "vaults"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    secrets: bytes


class UnlockRow(SQLModel, table=True):
    """One way to reach the vault key."""

    __tablename__ = "unlocks"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    method: str = Field(primary_key=True)
    salt: bytes
    m: int
    t: int
    p: int
    box: bytes


class GroupKeyRow(SQLModel, table=True):
    """A group's public key in one of its epochs."""

    __tablename__ = "group_keys"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    kem: bytes
    roster: int | None = None
    """The number of the roster that first named it. Null: a member has proposed it, and nobody seals to it yet."""
    by_id: str | None = None
    """The member who proposed it."""
    sig: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Their signature over it. Null for the key of a group's first member, whose joining proves it."""


class GroupWrapRow(SQLModel, table=True):
    """A group epoch's seed, sealed to one member."""

    __tablename__ = "group_wraps"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    person_id: str = Field(primary_key=True, foreign_key="people.id", index=True)
    wrap: bytes


class RootWrapRow(SQLModel, table=True):
    """The school root's seed, sealed to one holder."""

    __tablename__ = "root_wraps"

    person_id: str = Field(primary_key=True, foreign_key="people.id")
    wrap: bytes


class RosterRow(SQLModel, table=True):
    """A signed roster, byte for byte."""

    __tablename__ = "rosters"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    number: int = Field(primary_key=True)
    doc: bytes
    sig: bytes
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class RecoverySetRow(SQLModel, table=True):
    """One set of three printed sheets of a group, any two of which open it."""

    __tablename__ = "recovery_sets"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    """The group."""
    set_number: int = Field(primary_key=True)
    kem: bytes
    """1216 bytes: X-Wing. Every key epoch of the group is wrapped to it."""
    by_id: str | None = None
    """The member who made it."""
    sig: bytes | None = Field(default=None, sa_column=Column(LargeBinary))
    """Theirs (`sign/recovery`). Whoever signs the roster checks it, else a server could bring a pair of its own."""
    digest: bytes
    """SHA-256 of what its maker sent, so that the same sent again is answered and anything else refused."""
    made_at: datetime = Field(sa_type=UtcDateTime)
    tested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    """When its boxes were last given out."""
    used_by: str | None = None
    """To whom."""


class RecoverySheetRow(SQLModel, table=True):
    """One printed sheet, and who keeps it."""

    __tablename__ = "recovery_sheets"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    set_number: int = Field(primary_key=True)
    sheet: str = Field(primary_key=True)
    """`A`, `B` or `C`."""
    holder: str
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class RecoveryBoxRow(SQLModel, table=True):
    """The recovery seed, sealed under two of the sheets."""

    __tablename__ = "recovery_boxes"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    set_number: int = Field(primary_key=True)
    pair: str = Field(primary_key=True)
    """`AB`, `AC` or `BC`."""
    box: bytes


class RecoveryWrapRow(SQLModel, table=True):
    """A group epoch's seed, sealed to the recovery pair of one set."""

    __tablename__ = "recovery_wraps"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    name: str = Field(primary_key=True)
    set_number: int = Field(primary_key=True)
    epoch: int = Field(primary_key=True)
    wrap: bytes


register_ciphertext("vaults", "secrets")
register_ciphertext("unlocks", "box")
register_ciphertext("group_wraps", "wrap")
register_ciphertext("root_wraps", "wrap")
register_ciphertext("recovery_boxes", "box")
register_ciphertext("recovery_wraps", "wrap")
