"""Keys as the rest of the product sees them."""

from dataclasses import dataclass
from datetime import datetime

from app.core.ids import PersonId


@dataclass(frozen=True, slots=True)
class SignedRoster:
    """A roster byte for byte as the root signed it."""

    number: int
    doc: bytes
    sig: bytes
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PersonKeys:
    """A person's public keys."""

    person_id: PersonId
    kem: bytes
    sign: bytes
