"""The rows of `keys`. Every box and wrap was made where the key is held; the server never holds one that opens them."""

from datetime import datetime

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


register_ciphertext("vaults", "secrets")
register_ciphertext("unlocks", "box")
register_ciphertext("group_wraps", "wrap")
register_ciphertext("root_wraps", "wrap")
