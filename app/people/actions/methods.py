"""The ways in which a person proves who they are. What each unlocks is written in the same transaction by `keys`."""

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import PersonId
from app.people import queries
from app.people.actions import mail, proofs
from app.people.actions.recording import ref
from app.people.actors import Role, Staff
from app.people.errors import LastMethod, NotOnDuty, PasskeyKnown
from app.people.schemas import PASSKEY, PASSPHRASE, SHEET, NewPasskey
from app.people.tables import CredentialRow, PersonRow, SignInCodeRow


def set_passphrase(session: Session, person_id: PersonId, salt: bytes, auth_hash: str) -> None:
    """The person's one passphrase, in place of the one before."""
    _remove(session, person_id, PASSPHRASE)
    _add(session, CredentialRow(person_id=person_id, method=PASSPHRASE, name="", salt=salt, auth_hash=auth_hash))


def change_passphrase(session: Session, actor: Staff, salt: bytes, auth_hash: str) -> None:
    """The caller's new passphrase."""
    set_passphrase(session, actor.person_id, salt, auth_hash)
    _record(session, actor, AuditAction.ACCOUNT_METHOD_ADDED, PASSPHRASE)


def set_sheet(session: Session, actor: Staff, auth_hash: str) -> None:
    """The caller's one recovery sheet, in place of the one before, which opens nothing any more."""
    _remove(session, actor.person_id, SHEET)
    _add(session, CredentialRow(person_id=actor.person_id, method=SHEET, name="", auth_hash=auth_hash))
    _record(session, actor, AuditAction.ACCOUNT_METHOD_ADDED, SHEET)


def add_passkey(session: Session, actor: Staff, passkey: NewPasskey, name: str) -> str:
    """A new passkey of the caller's; its method. Raises `PasskeyKnown`, or `PasskeyRefused` if it was made before."""
    proofs.spend_challenge(session, passkey.challenge_id, passkey.challenge_ends)
    method = PASSKEY + passkey.credential_id
    if session.scalars(select(CredentialRow).where(col(CredentialRow.method) == method)).first() is not None:
        raise PasskeyKnown
    _add(
        session,
        CredentialRow(
            person_id=actor.person_id,
            method=method,
            name=name,
            public_key=passkey.public_key,
            sign_count=passkey.sign_count,
        ),
    )
    _record(session, actor, AuditAction.ACCOUNT_METHOD_ADDED, method)
    return method


def remove_method(session: Session, actor: Staff, method: str) -> None:
    """Take away one of the caller's ways of signing in. Raises `NotFound`, `LastMethod` if no other would let them in.

    A passphrase or a sheet lets an adult in only beside an authenticator; a passkey lets anybody in alone.
    """
    account = queries.account(session, actor)
    methods = {way.method for way in account.methods}
    if method not in methods:
        raise NotFound
    others = methods - {method}
    if not any(actor.is_mentor or account.mfa or other.startswith(PASSKEY) for other in others):
        raise LastMethod
    _remove(session, actor.person_id, method)
    _record(session, actor, AuditAction.ACCOUNT_METHOD_REMOVED, method)


def start_authenticator(session: Session, actor: Staff, box: bytes) -> None:
    """Keep the sealed secret of a new authenticator. The present one counts until a code of it is shown."""
    session.execute(update(PersonRow).where(col(PersonRow.id) == actor.person_id).values(totp_next=box))


def set_authenticator(session: Session, actor: Staff, box: bytes, step: int) -> None:
    """The caller has shown a code of the new authenticator, of that step. It takes the old one's place."""
    replaced = session.execute(
        update(PersonRow)
        .where(col(PersonRow.id) == actor.person_id, col(PersonRow.totp_next) == box)
        .values(totp_box=box, totp_next=None, totp_step=step)
        .returning(col(PersonRow.id))
    )
    if replaced.first() is None:
        raise NotFound
    audit.record_in_school(session, actor.school_id, actor, AuditAction.ACCOUNT_AUTHENTICATOR_SET, actor)
    _tell(session, actor)


def give_sign_in_code(session: Session, actor: Staff, mentor: PersonId, code_mac: str, minutes: float) -> None:
    """A code with which a mentor signs in once, within `minutes`; one that was given before counts no more.

    Raises `NotFound` for whoever is no mentor of the school, `NotOnDuty` where the caller supervises nobody just now.
    """
    if queries.person(session, actor.school_id, mentor).role is not Role.MENTOR:
        raise NotFound
    if queries.duty_of(session, actor.person_id) != "on":
        raise NotOnDuty
    session.execute(delete(SignInCodeRow).where(col(SignInCodeRow.person_id) == mentor))
    session.add(SignInCodeRow(person_id=mentor, code_mac=code_mac, ends_at=clock.now() + timedelta(minutes=minutes)))
    session.flush()
    audit.record_in_school(session, actor.school_id, actor, AuditAction.SIGN_IN_CODE_GIVEN, ref(mentor))


def _add(session: Session, row: CredentialRow) -> None:
    session.add(row)
    session.flush()


def _remove(session: Session, person_id: PersonId, method: str) -> None:
    same = col(CredentialRow.person_id) == person_id, col(CredentialRow.method) == method
    session.execute(delete(CredentialRow).where(*same))


def _record(session: Session, actor: Staff, action: AuditAction, method: str) -> None:
    # Which of several passkeys it was does not come into the log: its id is a name of somebody's device.
    audit.record_in_school(session, actor.school_id, actor, action, actor, {"method": method.partition(":")[0]})
    _tell(session, actor)


def _tell(session: Session, actor: Staff) -> None:
    # Somebody who sat down at a desk that was left could add a way in for themselves; its owner hears of it elsewhere.
    mail.queue_for(session, actor.school_id, "account_changed", [actor.person_id])
