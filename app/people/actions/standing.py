"""Where people stand: what a signed roster makes of them, and suspending, restoring and leaving."""

from collections.abc import Iterable

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Party
from app.core import clock
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.people import queries
from app.people.actions import mail
from app.people.actions.duty import tell_desks
from app.people.actions.leaving import let_go
from app.people.actions.recording import ref
from app.people.actions.sessions import end_sessions
from app.people.actors import Role, Staff
from app.people.errors import LastLead, LastMember, NotYourself
from app.people.roll import StandingEntry
from app.people.tables import InvitationRow, MembershipRow, PersonRow
from app.realtime import actions as realtime
from app.realtime.codes import CloseCode

LEFT = "left"


def apply_standing(
    session: Session, school_id: SchoolId, entries: Iterable[StandingEntry], *, by: Party = SYSTEM
) -> None:
    """Make roles, groups, names and leaving what the newest signed roster says, in the roster's own transaction.

    Whoever joined and is named with their present keys is active from here on. Whoever lost a group, or a role that is
    given cases by name, holds none of them any more; their open sockets come back and follow what is theirs now.
    Whoever has left stays away, whatever a roster says: only a readmission brings somebody back. Raises `NotFound` if a
    person is not of the school.
    """
    for entry in sorted(entries, key=lambda entry: entry.person_id):
        row = _row(session, school_id, entry.person_id)
        if row.ended_at is not None:
            continue
        if entry.role == LEFT:
            _end(session, by, row)
        else:
            _apply(session, by, row, entry)


def suspend(session: Session, actor: Staff, person_id: PersonId, reason: str) -> None:
    """They are out at once, everywhere, until they are restored. Doing so twice changes nothing.

    Raises `NotYourself`, `NotFound`.
    """
    row = _another(session, actor, person_id)
    if row.suspended_at is not None:
        return
    row.suspended_at = clock.now()
    session.flush()
    end_sessions(session, "person", person_id)
    let_go(session, actor, actor.school_id, person_id)
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.PERSON_SUSPENDED, ref(person_id), {"reason": reason}
    )
    tell_desks(session, actor.school_id, "people")


def restore(session: Session, actor: Staff, person_id: PersonId) -> None:
    """A suspension ends. They sign in as before. Raises `NotYourself`, `NotFound`."""
    row = _another(session, actor, person_id)
    if row.suspended_at is None:
        return
    row.suspended_at = None
    session.flush()
    audit.record_in_school(session, actor.school_id, actor, AuditAction.PERSON_RESTORED, ref(person_id))
    tell_desks(session, actor.school_id, "people")


def leave(session: Session, actor: Staff, person_id: PersonId) -> None:
    """They have left: every session and socket ends in this transaction, and they never sign in again.

    Their keys open what they opened before until the next roster and the next keys leave them out, which is why the
    console goes straight on to sign them. Raises `NotYourself`, `LastLead`, `LastMember`, `NotFound`.
    """
    row = _another(session, actor, person_id)
    _check_not_last(session, row)
    groups = _groups(session, person_id)
    _end(session, actor, row)
    # Only a member can make a group's next key. The caller's console goes straight on to those of their own groups.
    others = [queries.member_ids(session, actor.school_id, group) for group in sorted(groups - actor.groups)]
    mail.queue_for(session, actor.school_id, "alert", {one for members in others for one in members})


def pause(session: Session, school_id: SchoolId, person_id: PersonId) -> None:
    """Training has run out: their open pages close, and a child is not left with somebody who cannot answer.

    They and whoever writes down the next are sent a letter. Doing so twice changes nothing.
    """
    row = _row(session, school_id, person_id)
    if row.paused_at is not None:
        return
    row.paused_at = clock.now()
    session.flush()
    realtime.close_sockets(session, person_id, CloseCode.ACCESS_ENDED)
    let_go(session, SYSTEM, school_id, person_id)
    audit.record_in_school(session, school_id, SYSTEM, AuditAction.PERSON_PAUSED, ref(person_id))
    mail.queue_for(session, school_id, "access_paused", [person_id])
    recorders = queries.recorders(session, school_id, person_id)
    mail.queue_for(session, school_id, "colleague_training", [one.id for one in recorders])


def resume(session: Session, school_id: SchoolId, person_id: PersonId) -> None:
    """Training is in date again."""
    row = _row(session, school_id, person_id)
    row.paused_at = None
    session.flush()
    audit.record_in_school(session, school_id, SYSTEM, AuditAction.PERSON_RESUMED, ref(person_id))


def _apply(session: Session, by: Party, row: PersonRow, entry: StandingEntry) -> None:
    school_id, person_id = SchoolId(row.school_id), PersonId(row.id)
    role, had = Role(entry.role), _groups(session, person_id)
    before = (Role(row.role), had)
    named = (row.alias, row.title) != (entry.alias, entry.title)
    row.alias, row.title, row.role = entry.alias, entry.title, role
    _move(session, person_id, had, entry.groups)
    confirmed = row.confirmed_at is None and entry.named
    if confirmed:
        row.confirmed_at = clock.now()
    session.flush()
    if confirmed:
        audit.record_in_school(
            session, school_id, by, AuditAction.PERSON_CONFIRMED, ref(person_id), {"role": role.value}
        )
        return
    if before != (role, entry.groups):
        if had - entry.groups or before[0] in {Role.MENTOR, Role.RESPONDER}:
            let_go(session, by, school_id, person_id)
        # A socket knows its caller's groups from its hello, so it has to come back to lose or gain one.
        realtime.close_sockets(session, person_id, CloseCode.DRAIN)
    if named or before != (role, entry.groups):
        audit.record_in_school(session, school_id, by, AuditAction.PERSON_CHANGED, ref(person_id), {"role": role.value})


def _move(session: Session, person_id: PersonId, had: frozenset[str], groups: frozenset[str]) -> None:
    session.execute(
        delete(MembershipRow).where(
            col(MembershipRow.person_id) == person_id, col(MembershipRow.group_name).in_(had - groups)
        )
    )
    session.add_all(MembershipRow(person_id=person_id, group_name=group) for group in sorted(groups - had))


def _end(session: Session, by: Party, row: PersonRow) -> None:
    person_id, school_id = PersonId(row.id), SchoolId(row.school_id)
    end_sessions(session, "person", person_id)
    realtime.close_sockets(session, person_id, CloseCode.SESSION_ENDED)
    let_go(session, by, school_id, person_id)
    session.execute(delete(MembershipRow).where(col(MembershipRow.person_id) == person_id))
    session.execute(
        delete(InvitationRow).where(col(InvitationRow.person_id) == person_id, col(InvitationRow.used_at).is_(None))
    )
    mail.forget(session, row.email)
    row.ended_at, row.suspended_at, row.paused_at = clock.now(), None, None
    session.flush()
    audit.record_in_school(session, school_id, by, AuditAction.PERSON_REMOVED, ref(person_id))
    tell_desks(session, school_id, "people")


def _check_not_last(session: Session, row: PersonRow) -> None:
    school_id = SchoolId(row.school_id)
    if row.confirmed_at is None:
        return
    leads = {lead.id for lead in queries.with_role(session, school_id, Role.DSL)}
    if row.role == Role.DSL and not leads - {row.id}:
        raise LastLead
    for group in sorted(_groups(session, PersonId(row.id))):
        if not queries.member_ids(session, school_id, group) - {PersonId(row.id)}:
            raise LastMember(data={"group": group})


def _another(session: Session, actor: Staff, person_id: PersonId) -> PersonRow:
    if person_id == actor.person_id:
        raise NotYourself
    row = _row(session, actor.school_id, person_id)
    if row.ended_at is not None:
        raise NotFound
    return row


def _row(session: Session, school_id: SchoolId, person_id: PersonId) -> PersonRow:
    row = session.get(PersonRow, person_id, with_for_update=True, populate_existing=True)
    if row is None or row.school_id != school_id:
        raise NotFound
    return row


def _groups(session: Session, person_id: PersonId) -> frozenset[str]:
    statement = select(col(MembershipRow.group_name)).where(col(MembershipRow.person_id) == person_id)
    return frozenset(session.scalars(statement))
