"""A school's first key ceremony."""

from hashlib import sha256

from sqlalchemy.orm import Session

from app.audit.schemas import SYSTEM, Party
from app.keys.actions.groups import store_group
from app.keys.actions.recovery import mark_confirmed, mark_tested, store_recovery_set
from app.keys.actions.rosters import publish_roster
from app.keys.actions.vaults import enrol
from app.keys.schemas import Ceremony
from app.keys.tables import RootWrapRow


def found_school(session: Session, ceremony: Ceremony, *, by: Party = SYSTEM) -> None:
    """Store what a school's first key ceremony made: every person's keys, groups, root wraps and roster number 1.

    The people have joined before. Raises `RosterRefused` if the roster does not hold.
    """
    for enrolment in ceremony.enrolments:
        enrol(session, ceremony.school_id, enrolment)
    for group in ceremony.groups:
        store_group(session, ceremony.school_id, group)
    session.add_all(RootWrapRow(person_id=holder, wrap=wrap) for holder, wrap in ceremony.root_wraps.items())
    for made in ceremony.recovery:
        store_recovery_set(session, ceremony.school_id, made, sha256(made.kem).digest())
        mark_confirmed(session, ceremony.school_id, made.group, made.number)
        mark_tested(session, ceremony.school_id, made.group, made.number)
    publish_roster(session, ceremony.school_id, ceremony.roster, ceremony.roster_sig, by=by)
