"""When a roster may follow the one before. Pure: documents in, facts or a refusal out."""

from dataclasses import dataclass
from datetime import datetime

from app.core import encoding
from app.core.ids import SchoolId
from app.keys.errors import RosterRefused
from app.keys.schemas import SignedRoster
from app.sealing.documents import read_roster
from app.sealing.verify import read_signed_roster


@dataclass(frozen=True, slots=True)
class RosterFacts:
    """What the server reads out of a roster it is about to store."""

    number: int
    issued: datetime
    expires: datetime


def next_roster(school_id: SchoolId, doc: bytes, sig: bytes, before: SignedRoster | None, now: datetime) -> RosterFacts:
    """The facts of a roster that follows `before` (None: it is the school's first).

    Its number is the next one, the same root signed it, and it has not expired: a server that stored anything else
    would only break every client's check later. Raises `RosterRefused`, or the check's own error from `app.sealing`.
    """
    root = read_roster(doc if before is None else before.doc).root
    roster = read_signed_roster({"doc": encoding.encode(doc), "sig": encoding.encode(sig)}, school=school_id, root=root)
    facts = RosterFacts(roster.number, datetime.fromisoformat(roster.issued), datetime.fromisoformat(roster.expires))
    follows = facts.number == (1 if before is None else before.number + 1)
    if not follows or facts.expires <= now:
        raise RosterRefused
    return facts
