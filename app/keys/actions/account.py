"""A person changes their ways into the vault: how they prove who they are, and the box that it opens, together."""

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction
from app.core.errors import NotFound
from app.keys.schemas import Unlock
from app.keys.tables import UnlockRow, VaultRow
from app.people import actions as people
from app.people.actors import Staff
from app.people.schemas import ARGON2ID, PASSPHRASE, SHEET, NewPasskey


def change_passphrase(session: Session, actor: Staff, salt: bytes, auth_hash: str, box: bytes) -> None:
    """The caller's new passphrase. Their other sessions end: whoever knew the old one is out."""
    people.change_passphrase(session, actor, salt, auth_hash)
    _put(session, actor, Unlock(PASSPHRASE, salt, ARGON2ID["m"], ARGON2ID["t"], ARGON2ID["p"], box))
    people.end_other_sessions(session, actor)


def set_sheet(session: Session, actor: Staff, auth_hash: str, box: bytes) -> None:
    """The caller's recovery sheet. The one before opens nothing any more."""
    people.set_sheet(session, actor, auth_hash)
    _put(session, actor, _unstretched(SHEET, b"", box))


def add_passkey(session: Session, actor: Staff, passkey: NewPasskey, name: str, prf: bytes, box: bytes) -> None:
    """A new passkey that unlocks too. `prf` is the input that its key was made from.

    Raises `PasskeyKnown`, `PasskeyRefused`.
    """
    method = people.add_passkey(session, actor, passkey, name)
    _put(session, actor, _unstretched(method, prf, box))


def remove_method(session: Session, actor: Staff, method: str) -> None:
    """Take away a way of signing in, and what it unlocked. Raises `NotFound`, `LastMethod`."""
    people.remove_method(session, actor, method)
    session.execute(delete(UnlockRow).where(*_same(actor, method)))


def store_vault(session: Session, actor: Staff, secrets: bytes) -> None:
    """The caller's browser has sealed their secrets again, with the root that took the old one's place in them."""
    row = session.get(VaultRow, actor.person_id)
    if row is None:
        raise NotFound
    row.secrets = secrets
    session.flush()
    audit.record_in_school(session, actor.school_id, actor, AuditAction.VAULT_STORED, actor)


def _unstretched(method: str, salt: bytes, box: bytes) -> Unlock:
    # What opens it is 256 random bits already, so there is nothing to stretch.
    return Unlock(method, salt, 0, 0, 0, box)


def _put(session: Session, actor: Staff, way: Unlock) -> None:
    session.execute(delete(UnlockRow).where(*_same(actor, way.method)))
    session.add(
        UnlockRow(person_id=actor.person_id, method=way.method, salt=way.salt, m=way.m, t=way.t, p=way.p, box=way.box)
    )
    session.flush()


def _same(actor: Staff, method: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return col(UnlockRow.person_id) == actor.person_id, col(UnlockRow.method) == method
