"""Signed rosters: the next one follows from the one before, and what it says is what people are from then on."""

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Party, Ref
from app.core import clock, encoding
from app.core.errors import Forbidden
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.keys import policy, queries
from app.keys.actions import groups
from app.keys.errors import RosterConflict, RosterRefused, WrapsRefused
from app.keys.schemas import GroupEpoch, NewGroupEpoch, NewRoster, OwedWrap, PersonWrap
from app.keys.tables import GroupKeyRow, RootWrapRow, RosterRow
from app.people import actions as people
from app.people.actors import Staff
from app.people.roll import StandingEntry
from app.sealing import verify
from app.sealing.documents import Roster, read_roster


def sign_roster(session: Session, actor: Staff, new: NewRoster) -> int:
    """Store the next roster with the keys and wraps that belong to it, and let it take effect; its number.

    Raises `Forbidden` to whoever holds no root, `RosterConflict` if another one was signed first, `RosterRefused` or
    `WrapsRefused` for one that does not fit, and the errors of `app.sealing`. Then nothing at all is stored.
    """
    if actor.role not in policy.ROOT_HOLDERS:
        raise Forbidden
    doc, sig = encoding.decode(new.doc), encoding.decode(new.sig)
    before = _before(session, actor.school_id)
    # Looked at first, so that of two who sign at once the second is told so, and not of a group key that is taken.
    policy.next_roster(actor.school_id, doc, sig, queries.newest_roster(session, actor.school_id), clock.now())
    if {one.name for one in new.groups}.union(owed.group for owed in new.wraps) - actor.groups:
        # Who needs a seed makes it: a lead who brought the head's next key could read what is written about the staff.
        raise RosterRefused(data={"why": "group_of_others"})
    for group in new.groups:
        _bring_group(session, actor.school_id, group)
    roster = publish_roster(session, actor.school_id, doc, sig, by=actor)
    if {(group.name, group.epoch) for group in new.groups} - {(group.name, group.epoch) for group in roster.groups}:
        raise RosterRefused(data={"why": "group_epoch"})
    for owed in new.wraps:
        _give(session, actor.school_id, roster, owed)
    _give_root(session, actor, roster, new.root_wraps, renewed=before is None or before.root != roster.root)
    return roster.number


def publish_roster(session: Session, school_id: SchoolId, doc: bytes, sig: bytes, *, by: Party) -> Roster:
    """Store the next roster, make people's standings what it says, and tell every desk.

    The keys it names are stored already. Raises `RosterRefused`, `RosterConflict`, `WrapsRefused`; then nothing is
    stored.
    """
    signed = queries.newest_roster(session, school_id)
    roster = policy.next_roster(school_id, doc, sig, signed, clock.now())
    before = None if signed is None else read_roster(signed.doc)
    policy.check_roster(before, roster, queries.known(session, school_id))
    _add(session, roster, doc, sig)
    renewed = groups.sign_groups(session, school_id, roster)
    _check_recovery(session, roster)
    session.execute(delete(RootWrapRow).where(col(RootWrapRow.person_id).in_(_no_holders(roster))))
    subject = Ref("school", school_id)
    audit.record_in_school(session, school_id, by, AuditAction.ROSTER_SIGNED, subject, {"number": roster.number})
    for name in renewed if signed is not None else ():
        audit.record_in_school(
            session, school_id, by, AuditAction.GROUP_ROTATED, Ref("group", name), {"roster": roster.number}
        )
    people.apply_standing(session, school_id, _entries(session, before, roster), by=by)
    people.tell_desks(session, school_id, "roster")
    return roster


def _before(session: Session, school_id: SchoolId) -> Roster | None:
    signed = queries.newest_roster(session, school_id)
    return None if signed is None else read_roster(signed.doc)


def _add(session: Session, roster: Roster, doc: bytes, sig: bytes) -> None:
    row = {
        "school_id": roster.school,
        "number": roster.number,
        "doc": doc,
        "sig": sig,
        "issued_at": policy.moment(roster.issued),
        "expires_at": policy.moment(roster.expires),
    }
    # Two processes may both have seen the same roster before theirs. The number is a key: one of them finds it taken.
    if add_missing(session, RosterRow, [row]) != 1:
        raise RosterConflict


def _bring_group(session: Session, school_id: SchoolId, new: NewGroupEpoch) -> None:
    standing = session.get(GroupKeyRow, (school_id, new.name, new.epoch), with_for_update=True)
    if standing is not None:
        if standing.roster is not None:
            raise RosterRefused(data={"why": "group_epoch"})
        groups.forget_group(session, school_id, new.name, new.epoch)
    wraps = {PersonId(one.person): verify.read_key_wrap(one.wrap) for one in new.wraps}
    groups.store_group(session, school_id, GroupEpoch(new.name, new.epoch, encoding.decode(new.kem), wraps))
    if new.recovery is not None:
        groups.store_recovery_wrap(session, school_id, new.name, new.epoch, new.recovery)


def _check_recovery(session: Session, roster: Roster) -> None:
    """Raise `RosterRefused` if a group's sheets, as this roster names them, would not open its present key."""
    for group in roster.groups:
        if group.recovery is None:
            continue
        wrapped = queries.recovery_wraps(session, roster.school, group.name, group.recovery.set)
        if group.epoch not in wrapped:
            raise RosterRefused(data={"why": "recovery_wrap"})


def _give(session: Session, school_id: SchoolId, roster: Roster, owed: OwedWrap) -> None:
    key = session.get(GroupKeyRow, (school_id, owed.group, owed.epoch))
    if key is None or key.roster is None:
        raise WrapsRefused(data={"group": owed.group})
    receivers = queries.receivers(session, school_id, roster, owed.group)
    wraps = groups.read_wraps([PersonWrap(person=owed.person, wrap=owed.wrap)], receivers)
    groups.store_wraps(session, school_id, owed.group, owed.epoch, wraps)


def _give_root(session: Session, actor: Staff, roster: Roster, wraps: Sequence[PersonWrap], *, renewed: bool) -> None:
    given = groups.read_wraps(wraps, policy.root_holders(roster), at_least=0)
    if renewed:
        # A wrap of the root before opens nothing now; whoever signed this one must not be locked out of the new one.
        if actor.person_id not in given:
            raise WrapsRefused(data={"root": True})
        everybody = [PersonId(person.id) for person in roster.people]
        session.execute(delete(RootWrapRow).where(col(RootWrapRow.person_id).in_(everybody)))
    add_missing(session, RootWrapRow, [{"person_id": person, "wrap": wrap} for person, wrap in given.items()])


def _no_holders(roster: Roster) -> list[str]:
    return sorted({person.id for person in roster.people} - policy.root_holders(roster))


def _entries(session: Session, before: Roster | None, roster: Roster) -> list[StandingEntry]:
    enrolled = {keys.person_id: keys for keys in queries.people_keys(session, SchoolId(roster.school))}
    gone = set() if before is None else {person.id for person in before.people if person.role == policy.LEFT}
    return [
        StandingEntry(
            PersonId(person.id),
            person.role,
            frozenset(person.groups),
            person.alias,
            person.title,
            named=policy.is_named(person, enrolled.get(PersonId(person.id))),
        )
        for person in roster.people
        # Whoever had gone and has joined once more is not sent away by a roster that does not know of it yet.
        if not (person.role == policy.LEFT and person.id in gone)
    ]
