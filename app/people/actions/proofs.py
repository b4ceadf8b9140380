"""Spending what proves a person: each code, and each answer of a passkey, counts once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.core.ids import PersonId
from app.people.errors import PasskeyRefused, SignInFailed
from app.people.schemas import PASSPHRASE
from app.people.tables import CredentialRow, KnownDeviceRow, PersonRow, SignInCodeRow, SpentPasskeyChallengeRow


@dataclass(frozen=True, slots=True)
class PasskeyUse:
    """What a passkey answered: the challenge, and its own count of signatures after it."""

    challenge_id: str
    challenge_ends: datetime
    sign_count: int


@dataclass(frozen=True, slots=True)
class Proof:
    """How somebody was proved, with what must not count again: the step of a code, a mentor's code, a challenge.

    `auth_hash` is what a passphrase or a sheet was compared with.
    """

    method: str = PASSPHRASE
    auth_hash: str | None = None
    totp_step: int | None = None
    code_mac: str | None = None
    passkey: PasskeyUse | None = None

    @property
    def kind(self) -> str:
        """`passphrase`, `sheet` or `passkey`."""
        return self.method.partition(":")[0]


def spend(session: Session, person_id: PersonId, proof: Proof) -> None:
    """Use the proof up. Raises `SignInFailed` or `PasskeyRefused` if any part of it was used before, or ran out."""
    if proof.totp_step is not None:
        spend_step(session, person_id, proof.totp_step)
    if proof.code_mac is not None:
        _spend_code(session, person_id, proof.code_mac)
    if proof.passkey is not None:
        _spend_passkey(session, person_id, proof.method, proof.passkey)
    _use(session, person_id, proof)


def spend_step(session: Session, person_id: PersonId, step: int) -> None:
    """Use up a code of the authenticator and all before it. Raises `SignInFailed` if one of them was used before."""
    # Compare and set in one statement: of two sign-ins with one overheard code, only the first can win.
    spent = session.execute(
        update(PersonRow)
        .where(
            col(PersonRow.id) == person_id,
            or_(col(PersonRow.totp_step).is_(None), col(PersonRow.totp_step) < step),
        )
        .values(totp_step=step)
        .returning(col(PersonRow.id))
    )
    if spent.first() is None:
        raise SignInFailed


def _spend_code(session: Session, person_id: PersonId, code_mac: str) -> None:
    spent = session.execute(
        delete(SignInCodeRow)
        .where(
            col(SignInCodeRow.person_id) == person_id,
            col(SignInCodeRow.code_mac) == code_mac,
            col(SignInCodeRow.ends_at) > clock.now(),
        )
        .returning(col(SignInCodeRow.person_id))
    )
    if spent.first() is None:
        raise SignInFailed


def _spend_passkey(session: Session, person_id: PersonId, method: str, use: PasskeyUse) -> None:
    count = col(CredentialRow.sign_count)
    # A passkey that counts must have counted further: a copy of it would sign with a count that was seen before. The
    # row stays locked until the commit, so that two answers to one challenge cannot both find it unspent.
    spent = session.execute(
        update(CredentialRow)
        .where(
            col(CredentialRow.person_id) == person_id,
            col(CredentialRow.method) == method,
            or_(count < use.sign_count, and_(count == 0, count == use.sign_count)),
        )
        .values(sign_count=use.sign_count)
        .returning(col(CredentialRow.person_id))
    )
    if spent.first() is None:
        raise PasskeyRefused
    spend_challenge(session, use.challenge_id, use.challenge_ends)


def spend_challenge(session: Session, challenge_id: str, ends: datetime) -> None:
    """Use up a challenge that a passkey answered. Raises `PasskeyRefused` if it was used before."""
    used = select(SpentPasskeyChallengeRow).where(col(SpentPasskeyChallengeRow.id) == challenge_id)
    if session.scalars(used).first() is not None:
        raise PasskeyRefused
    session.add(SpentPasskeyChallengeRow(id=challenge_id, ends_at=ends))
    session.flush()


def _use(session: Session, person_id: PersonId, proof: Proof) -> None:
    same = [col(CredentialRow.person_id) == person_id, col(CredentialRow.method) == proof.method]
    if proof.auth_hash is not None:
        same.append(col(CredentialRow.auth_hash) == proof.auth_hash)
    used = session.execute(
        update(CredentialRow).where(*same).values(used_at=clock.now()).returning(col(CredentialRow.person_id))
    )
    # Comparing takes its time outside of any transaction. Who changed their passphrase meanwhile, because somebody
    # else knows it, must not find that other person signed in by the old one a moment later.
    if used.first() is None:
        raise SignInFailed


def forget_old(session: Session) -> None:
    """Erase challenges, codes and devices whose time is up; none of them counts any more."""
    for row in (SpentPasskeyChallengeRow, SignInCodeRow, KnownDeviceRow):
        session.execute(delete(row).where(col(row.ends_at) <= clock.now()))
