"""Inviting somebody, taking an invitation back, and admitting whoever comes with its words."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction
from app.core import clock, encoding
from app.core.errors import Forbidden, NotFound
from app.core.ids import InvitationId, PersonId, SchoolId, new_id
from app.people import policy, queries
from app.people.actions import mail
from app.people.actions.duty import tell_desks, tell_leads
from app.people.actions.leaving import let_go
from app.people.actions.methods import set_passphrase
from app.people.actions.recording import ref
from app.people.actions.sessions import end_sessions
from app.people.actors import Group, Role, Staff
from app.people.errors import (
    AddressTaken,
    InvitationConflict,
    InvitationExpired,
    InvitationUsed,
    NotYourself,
    ReasonMissing,
    SecondFactorMissing,
)
from app.people.roll import Admission, Invitation, NewInvitation
from app.people.schemas import Person
from app.people.tables import (
    CredentialRow,
    InvitationRow,
    KnownDeviceRow,
    MembershipRow,
    PersonRow,
    SignInCodeRow,
)
from app.realtime import actions as realtime
from app.sealing import verify


def invite(session: Session, actor: Staff, new: NewInvitation, auth_hash: str) -> Invitation:
    """Let somebody join with words that only the inviter and they know; a letter with the link waits to be sent.

    The same again is the same, and no second letter: its maker never heard that it was stored.
    For a readmission every lead is told at once, on their desk and by mail, because it replaces every way into an
    account. Raises `Forbidden` to an administrator who would readmit somebody, `RoleGroupsWrong`, `ReasonMissing`,
    `NotYourself`, `AddressTaken`, `InvitationConflict`, `NotFound` for a person of nobody's school, and what
    `app.sealing.verify` refuses a wrap for.
    """
    policy.check_groups(new.role, new.groups)
    if (new.person is None) != (new.reason is None):
        raise ReasonMissing
    address = new.email.strip().lower()
    person_id = _readmitted(session, actor, new) if new.person is not None else PersonId(new_id())
    _check_address(session, address, person_id)
    wrap = verify.read_key_wrap(new.key.wrap)
    standing = session.get(InvitationRow, new.id)
    if standing is not None:
        if not _is_again(standing, actor, new):
            raise InvitationConflict
        return queries.invitation_of(standing)
    _replace_earlier(session, actor.school_id, person_id, address)
    row = InvitationRow(
        id=new.id,
        school_id=actor.school_id,
        person_id=person_id,
        email=address,
        alias=new.alias,
        title=new.title,
        role=new.role,
        groups=sorted(new.groups),
        salt=encoding.decode(new.salt, exact=16),
        auth_hash=auth_hash,
        offer=encoding.decode(new.offer),
        key_group=new.key.group,
        key_epoch=new.key.epoch,
        key_wrap=wrap,
        readmission=new.reason,
        founding=False,
        by_id=actor.person_id,
        made_at=clock.now(),
        expires_at=_end(),
    )
    session.add(row)
    session.flush()
    mail.queue(session, actor.school_id, "invitation", address, invitation_id=row.id)
    _announce(session, actor, new, person_id)
    return queries.invitation_of(row)


def invite_founder(
    session: Session, school_id: SchoolId, invitation_id: InvitationId, *, salt: bytes, auth_hash: str
) -> datetime:
    """The first invitation of a school that nobody has joined, in place of any before; when it ends.

    Nobody can offer the founder a key to check: they make the school's root themselves.
    """
    earlier = delete(InvitationRow).where(
        col(InvitationRow.school_id) == school_id,
        col(InvitationRow.founding),
        col(InvitationRow.used_at).is_(None),
    )
    session.execute(earlier)
    role = Role.DSL
    row = InvitationRow(
        id=invitation_id,
        school_id=school_id,
        person_id=new_id(),
        email="",
        alias="",
        title="",
        role=role,
        groups=sorted(policy.groups_of(role)),
        salt=salt,
        auth_hash=auth_hash,
        founding=True,
        made_at=clock.now(),
        expires_at=_end(),
    )
    session.add(row)
    session.flush()
    audit.record_in_school(
        session, school_id, SYSTEM, AuditAction.PERSON_INVITED, ref(PersonId(row.person_id)), {"role": role.value}
    )
    return row.expires_at


def withdraw(session: Session, actor: Staff, invitation_id: str) -> None:
    """The invitation opens nothing any more. Raises `NotFound`, or `InvitationUsed` after somebody has joined."""
    row = session.get(InvitationRow, invitation_id, with_for_update=True)
    if row is None or row.school_id != actor.school_id or row.founding:
        raise NotFound
    if row.used_at is not None:
        raise InvitationUsed
    session.delete(row)
    session.flush()
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.INVITATION_WITHDRAWN, ref(PersonId(row.person_id))
    )


def note_refused(session: Session, invitation: Invitation) -> None:
    """Somebody tried words that are not this invitation's. Who it was is not known, so the server is the actor."""
    audit.record_in_school(
        session, invitation.school_id, SYSTEM, AuditAction.INVITATION_REFUSED, ref(invitation.person_id)
    )


def admit(session: Session, invitation_id: InvitationId, admission: Admission) -> Person:
    """Whoever has the words has joined: they can sign in, and nothing more until a signed roster names them.

    What `app.keys` stores of them goes into the same transaction. Raises `InvitationUsed` for the second of two who
    come at once, `InvitationExpired`, `AddressTaken`, and `SecondFactorMissing` for an adult without one.
    """
    row = session.get(InvitationRow, invitation_id, with_for_update=True, populate_existing=True)
    if row is None or row.expires_at <= clock.now():
        raise InvitationExpired
    if row.used_at is not None:
        raise InvitationUsed
    if policy.needs_second_factor(Role(row.role)) and admission.totp_box is None:
        raise SecondFactorMissing
    address = admission.email.strip().lower() if row.founding else row.email
    person_id, school_id = PersonId(row.person_id), SchoolId(row.school_id)
    _check_address(session, address, person_id)
    # An address belongs to whoever is here; somebody who has left and had it keeps their place in the record.
    session.execute(
        update(PersonRow)
        .where(col(PersonRow.email) == address, col(PersonRow.ended_at).is_not(None), col(PersonRow.id) != person_id)
        .values(email=col(PersonRow.id) + "@left.invalid")
    )
    former = _former_address(session, person_id)
    if row.readmission is None:
        _add(session, row, address, admission)
    else:
        _take_back(session, row, address, admission)
    row.used_at, row.answer = clock.now(), admission.answer
    session.flush()
    set_passphrase(session, person_id, admission.salt, admission.auth_hash)
    action = AuditAction.PERSON_JOINED if row.readmission is None else AuditAction.PERSON_READMITTED
    audit.record_in_school(session, school_id, ref(person_id), action, ref(person_id), {"role": row.role})
    tell_desks(session, school_id, "people")
    if row.readmission is not None:
        _warn_leads(session, school_id, person_id)
        _warn_owner(session, school_id, former, address)
    if not row.founding:
        _call_confirmers(session, row)
    return queries.person(session, school_id, person_id)


def _add(session: Session, row: InvitationRow, address: str, admission: Admission) -> None:
    session.add(
        PersonRow(
            id=row.person_id,
            school_id=row.school_id,
            email=address,
            alias=admission.alias,
            title=admission.title,
            role=row.role,
            totp_box=admission.totp_box,
            totp_step=None,
            created_at=clock.now(),
        )
    )
    session.flush()
    realtime.open_stream(session, f"me:{row.person_id}")


def _take_back(session: Session, row: InvitationRow, address: str, admission: Admission) -> None:
    person = session.get(PersonRow, row.person_id, with_for_update=True)
    if person is None:
        raise LookupError("somebody who was invited back and is not there")
    person_id = PersonId(person.id)
    # Whoever had the old ways in may not be its owner: that is a reason to readmit. So all of it ends here, at once.
    end_sessions(session, "person", person_id)
    let_go(session, ref(person_id), SchoolId(person.school_id), person_id)
    for model in (CredentialRow, KnownDeviceRow, SignInCodeRow, MembershipRow):
        session.execute(delete(model).where(col(model.person_id) == person_id))
    person.email, person.alias, person.title, person.role = address, admission.alias, admission.title, row.role
    person.totp_box, person.totp_step, person.totp_next = admission.totp_box, None, None
    person.confirmed_at = person.suspended_at = person.paused_at = person.ended_at = None
    session.flush()


def _readmitted(session: Session, actor: Staff, new: NewInvitation) -> PersonId:
    # It shuts the person out until a roster names their new keys, so whoever cannot suspend them cannot do this either.
    if actor.role not in policy.LEADERS:
        raise Forbidden
    row = session.get(PersonRow, new.person)
    if row is None or row.school_id != actor.school_id:
        raise NotFound
    if row.id == actor.person_id:
        raise NotYourself
    return PersonId(row.id)


def _check_address(session: Session, address: str, person_id: PersonId) -> None:
    statement = select(col(PersonRow.id)).where(
        col(PersonRow.email) == address, col(PersonRow.ended_at).is_(None), col(PersonRow.id) != person_id
    )
    if session.scalar(statement) is not None:
        raise AddressTaken


def _is_again(row: InvitationRow, actor: Staff, new: NewInvitation) -> bool:
    # The offer is sealed with chance in it, so that nobody but its maker could send the same one.
    made = (row.by_id, row.email, row.alias, row.title, row.role, row.readmission, row.offer)
    sent = (actor.person_id, new.email.strip().lower(), new.alias, new.title, new.role, new.reason)
    return row.used_at is None and made == (*sent, encoding.decode(new.offer))


def _replace_earlier(session: Session, school_id: SchoolId, person_id: PersonId, address: str) -> None:
    # Of two invitations of one person the older would go on opening, with words that its maker thinks are replaced.
    session.execute(
        delete(InvitationRow).where(
            col(InvitationRow.school_id) == school_id,
            col(InvitationRow.used_at).is_(None),
            (col(InvitationRow.person_id) == person_id) | (col(InvitationRow.email) == address),
        )
    )


def _announce(session: Session, actor: Staff, new: NewInvitation, person_id: PersonId) -> None:
    subject, school_id = ref(person_id), actor.school_id
    if new.reason is None:
        audit.record_in_school(session, school_id, actor, AuditAction.PERSON_INVITED, subject, {"role": new.role.value})
        tell_desks(session, school_id, "people")
        return
    details = {"role": new.role.value, "checked": new.reason}
    audit.record_in_school(session, school_id, actor, AuditAction.PERSON_INVITED_BACK, subject, details)
    _warn_leads(session, school_id, person_id)


def _warn_leads(session: Session, school_id: SchoolId, person_id: PersonId) -> None:
    tell_leads(session, school_id, {"what": "readmission", "person": person_id})
    leads = queries.with_role(session, school_id, Role.DSL)
    mail.queue_for(session, school_id, "sign_in_reset", [lead.id for lead in leads])


def _former_address(session: Session, person_id: PersonId) -> str | None:
    """The address of somebody who is here. Whoever has left may no longer be the one who reads what goes to theirs."""
    person = session.get(PersonRow, person_id)
    return None if person is None or person.ended_at is not None else person.email


def _warn_owner(session: Session, school_id: SchoolId, former: str | None, address: str) -> None:
    # Where an intruder has talked their way in, the address of before is the one that its owner still reads.
    for to in sorted({address, former or address}):
        mail.queue(session, school_id, "account_changed", to)


def _call_confirmers(session: Session, row: InvitationRow) -> None:
    """Whoever can check the joiner's answer is asked to: the leads, or the head for those whom the head invited."""
    school_id = SchoolId(row.school_id)
    able = queries.with_role(session, school_id, Role.HEAD if row.key_group == Group.HEAD else Role.DSL)
    mail.queue_for(session, school_id, "alert", [one.id for one in able])


def _end() -> datetime:
    return clock.now() + timedelta(days=policy.INVITATION_DAYS)
