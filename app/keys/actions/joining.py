"""Joining with an invitation: the person, their keys, and the first keys of their groups, in one transaction."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.audit.schemas import Ref
from app.core import encoding
from app.core.errors import InvalidRequest
from app.core.ids import PersonId
from app.keys import queries
from app.keys.actions import groups
from app.keys.actions.founding import found_school
from app.keys.actions.vaults import enrol
from app.keys.errors import GroupEpochTaken, SchoolFounded
from app.keys.joining import FirstGroupKey, FirstUnlock, Founding, Join
from app.keys.schemas import Ceremony, Enrolment, GroupEpoch, PersonKeys, Unlock
from app.people import actions as people
from app.people.roll import Admission, Invitation
from app.people.schemas import Person
from app.sealing import verify


@dataclass(frozen=True, slots=True)
class Shown:
    """What the desk has checked of a joiner: their invitation, and the stored side of how they will sign in."""

    invitation: Invitation
    auth_hash: str
    totp_box: bytes | None


def join(session: Session, shown: Shown, new: Join) -> Person:
    """Whoever has the words has joined with the keys that their device made.

    The founder's own roster names them, so they are active at once; everybody else waits for the next roster. Raises
    `SchoolFounded` if the founder is not the first, `GroupEpochTaken` unless they made the first keys of exactly those
    groups that have none, `InvalidRequest` without an answer to the offer, and what `people.admit`, the roster and the
    wraps are refused for.
    """
    found = shown.invitation
    if found.founding != (new.founding is not None) or found.founding != (new.answer is None):
        raise InvalidRequest
    if found.founding and queries.newest_roster(session, found.school_id) is not None:
        raise SchoolFounded
    if sorted(group.name for group in new.groups) != queries.groups_to_make(session, found):
        raise GroupEpochTaken
    person = people.admit(session, found.id, _admission(shown, new))
    enrolment = _enrolment(person.id, new)
    made = [_group(person.id, group) for group in new.groups]
    if new.founding is not None:
        found_school(session, _ceremony(person, enrolment, made, new.founding), by=Ref("person", person.id))
        return person
    enrol(session, person.school_id, enrolment)
    for group in made:
        # Somebody who made one and has gone since left a key that nobody here could open.
        groups.forget_group(session, person.school_id, group.name, group.epoch)
        groups.store_group(session, person.school_id, group, by=person.id)
    return person


def _admission(shown: Shown, new: Join) -> Admission:
    return Admission(
        email=shown.invitation.email if new.founding is None else new.founding.email,
        alias=new.alias,
        title=new.title,
        salt=encoding.decode(_passphrase(new).salt, exact=16),
        auth_hash=shown.auth_hash,
        totp_box=shown.totp_box,
        answer=None if new.answer is None else encoding.decode(new.answer),
    )


def _passphrase(new: Join) -> FirstUnlock:
    return new.unlocks[0]


def _enrolment(person_id: PersonId, new: Join) -> Enrolment:
    way = _passphrase(new)
    salt, box = encoding.decode(way.salt, exact=16), encoding.decode(way.box)
    return Enrolment(
        PersonKeys(person_id, encoding.decode(new.kem), encoding.decode(new.sign, exact=32)),
        encoding.decode(new.secrets),
        (Unlock(way.method, salt, way.m, way.t, way.p, box),),
    )


def _group(person_id: PersonId, group: FirstGroupKey) -> GroupEpoch:
    wraps = {person_id: verify.read_key_wrap(group.wrap)}
    return GroupEpoch(group.name, group.epoch, encoding.decode(group.kem), wraps)


def _ceremony(person: Person, enrolment: Enrolment, made: list[GroupEpoch], founding: Founding) -> Ceremony:
    return Ceremony(
        person.school_id,
        (enrolment,),
        tuple(made),
        {person.id: verify.read_key_wrap(founding.root_wrap)},
        encoding.decode(founding.doc),
        encoding.decode(founding.sig),
    )
