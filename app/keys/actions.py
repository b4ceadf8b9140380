"""Writing keys: what a ceremony made, the next roster, and that somebody unlocked their vault."""

from collections.abc import Mapping

from sqlalchemy.orm import Session

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Detail, Party, Ref, log_id
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import SchoolId
from app.keys import policy, queries
from app.keys.schemas import Ceremony, Enrolment, GroupEpoch
from app.keys.tables import GroupKeyRow, GroupWrapRow, PersonKeyRow, RootWrapRow, RosterRow, UnlockRow, VaultRow
from app.people import actions as people
from app.people.actors import Staff


def found_school(session: Session, ceremony: Ceremony, *, by: Party = SYSTEM) -> None:
    """Store what a school's first key ceremony made: every person's keys, groups, root wraps and roster number 1.

    The people have joined before. Raises `RosterRefused` if the roster does not hold.
    """
    for enrolment in ceremony.enrolments:
        _enrol(session, ceremony.school_id, enrolment)
    for group in ceremony.groups:
        _store_group(session, ceremony.school_id, group)
    session.add_all(RootWrapRow(person_id=holder, wrap=wrap) for holder, wrap in ceremony.root_wraps.items())
    publish_roster(session, ceremony.school_id, ceremony.roster, ceremony.roster_sig, by=by)


def publish_roster(session: Session, school_id: SchoolId, doc: bytes, sig: bytes, *, by: Party) -> None:
    """Store the next roster and tell every desk. Raises `RosterRefused`; then nothing is stored."""
    try:
        before = queries.current_roster(session, school_id)
    except NotFound:
        before = None
    facts = policy.next_roster(school_id, doc, sig, before, clock.now())
    session.add(
        RosterRow(
            school_id=school_id,
            number=facts.number,
            doc=doc,
            sig=sig,
            issued_at=facts.issued,
            expires_at=facts.expires,
        )
    )
    session.flush()
    subject, details = Ref("school", school_id), {"number": facts.number}
    _record(session, school_id, by, AuditAction.ROSTER_SIGNED, subject, details)
    people.tell_desks(session, school_id, "roster")


def note_unlocked(session: Session, actor: Staff) -> None:
    """Record that the caller's browser opened their vault. The server cannot see it happen and is told."""
    _record(session, actor.school_id, actor, AuditAction.VAULT_UNLOCKED, actor)


def _enrol(session: Session, school_id: SchoolId, enrolment: Enrolment) -> None:
    keys = enrolment.keys
    session.add(PersonKeyRow(person_id=keys.person_id, school_id=school_id, kem=keys.kem, sign=keys.sign))
    session.add(VaultRow(person_id=keys.person_id, secrets=enrolment.secrets))
    session.add_all(
        UnlockRow(person_id=keys.person_id, method=way.method, salt=way.salt, m=way.m, t=way.t, p=way.p, box=way.box)
        for way in enrolment.unlocks
    )


def _store_group(session: Session, school_id: SchoolId, group: GroupEpoch) -> None:
    session.add(GroupKeyRow(school_id=school_id, name=group.name, epoch=group.epoch, kem=group.kem))
    session.add_all(
        GroupWrapRow(school_id=school_id, name=group.name, epoch=group.epoch, person_id=member, wrap=wrap)
        for member, wrap in group.wraps.items()
    )


def _record(
    session: Session,
    school_id: SchoolId,
    actor: Party,
    action: AuditAction,
    subject: Party,
    details: Mapping[str, Detail] | None = None,
) -> None:
    audit.record(session, log=log_id(school_id, "school"), actor=actor, action=action, subject=subject, details=details)
