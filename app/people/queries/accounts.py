"""The stored side of signing in."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.ids import PersonId
from app.people.queries.directory import people_of, row_by_email
from app.people.schemas import Person
from app.people.tables import PersonRow


@dataclass(frozen=True, slots=True)
class SignIn:
    """What proving an account needs. Never leaves the sign-in route."""

    person: Person
    auth_hash: str
    totp_box: bytes | None


def sign_in_of(session: Session, email: str) -> SignIn | None:
    """The stored side of a sign-in, or None for an address that nobody has."""
    row = row_by_email(session, email)
    return None if row is None else SignIn(people_of(session, [row])[0], row.auth_hash, row.totp_box)


def last_totp_step(session: Session, person_id: PersonId) -> int:
    """The last 30-second step whose code opened this account, or 0."""
    row = session.get(PersonRow, person_id)
    return 0 if row is None or row.totp_step is None else row.totp_step


def salt_of(session: Session, email: str) -> bytes | None:
    """The public salt of an account's passphrase, or None for an address that nobody has."""
    row = row_by_email(session, email)
    return None if row is None else row.salt
