"""What the desks are told of keys."""

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from app.audit.schemas import Detail
from app.core.ids import PersonId, SchoolId
from app.keys.policy import ROOT_HOLDERS
from app.people import queries as people
from app.realtime import actions as realtime


def tell(session: Session, person_ids: Iterable[PersonId], body: Mapping[str, Detail]) -> None:
    """Put a word without content on people's private streams."""
    # In order of id, so that two writers on PostgreSQL lock the streams in one order and never wait for each other.
    for person_id in sorted(set(person_ids)):
        realtime.append_clear(session, f"me:{person_id}", type="desk", kind="desk", body=body)


def root_holders(session: Session, school_id: SchoolId) -> list[PersonId]:
    """Whoever is here and may hold the root."""
    return [one.id for one in people.with_role(session, school_id, *ROOT_HOLDERS)]


def tell_root_holders(session: Session, school_id: SchoolId, body: Mapping[str, Detail]) -> None:
    """Put a word without content on the private stream of each root holder."""
    tell(session, root_holders(session, school_id), body)
