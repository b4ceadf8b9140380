"""A group's printed sheets: making a set, typing sheets back, bringing two together."""

import hashlib
from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref
from app.core import clock, encoding
from app.core.errors import Forbidden, NotFound
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.keys import queries
from app.keys.actions.recording import root_holders, tell, tell_root_holders
from app.keys.errors import RecoveryConflict, RecoveryRefused, RecoveryUnconfirmed, RecoveryUnused
from app.keys.schemas import NewRecoverySet, RecoveryOpened, RecoveryReason, RecoverySet
from app.keys.tables import GroupKeyRow, RecoveryBoxRow, RecoverySetRow, RecoverySheetRow, RecoveryWrapRow
from app.people import queries as people
from app.people.actions import mail
from app.people.actors import Staff
from app.sealing import verify
from app.sealing.contexts import context
from app.sealing.errors import SignatureWrong

_TEST_TAKES = timedelta(hours=1)
"""Boxes that were given out longer ago were for another test, or for none."""
_SHEETS = {"A", "B", "C"}
_PAIRS = {"AB", "AC", "BC"}


def make_recovery_set(session: Session, actor: Staff, group: str, new: NewRecoverySet) -> None:
    """Keep a group's next set of sheets. It counts once a roster names it; the one before counts until then.

    The same again is the same. Raises `Forbidden` to whoever is not in the group, `RecoveryConflict` if it is not the
    next, `RecoveryRefused` if it is not whole, `SignatureWrong` if the caller did not sign its key, and what
    `app.sealing.verify` refuses a wrap for.
    """
    _check_member(actor, group)
    digest = hashlib.sha256(new.model_dump_json().encode()).digest()
    standing = session.get(RecoverySetRow, (actor.school_id, group, new.set))
    if standing is not None and standing.digest == digest:
        return
    if new.set != queries.newest_set(session, actor.school_id, group) + 1:
        raise RecoveryConflict
    made = _read(group, new)
    for epoch in made.wraps:
        if session.get(GroupKeyRow, (actor.school_id, group, epoch)) is None:
            raise RecoveryRefused
    # Old cases are sealed to old keys, so the sheets open every key that their maker can give them.
    wanted = queries.held_epochs(session, actor, group) | {queries.group_epoch(session, actor.school_id, group)}
    if wanted - made.wraps.keys():
        raise RecoveryRefused
    sig, message = encoding.decode(new.sig), context("sign/recovery", actor.school_id, group, new.set, made.kem)
    if not verify.signature_holds(queries.signing_key(session, actor.person_id), message, sig):
        raise SignatureWrong
    store_recovery_set(session, actor.school_id, made, digest, by=actor.person_id, sig=sig)
    _record(session, actor, AuditAction.RECOVERY_MADE, group, new.set)
    # Whoever holds the root has it to sign, though they may not be in the group.
    told = {*people.member_ids(session, actor.school_id, group), *root_holders(session, actor.school_id)}
    tell(session, told, {"what": "roster"})


def store_recovery_set(
    session: Session,
    school_id: SchoolId,
    made: RecoverySet,
    digest: bytes,
    *,
    by: PersonId | None = None,
    sig: bytes | None = None,
) -> None:
    """Write down a set that is whole. Raises `RecoveryConflict` if its number is taken at the same moment.

    The sets of a school's first roster need no `sig`: the roster itself vouches for them.
    """
    key = {"school_id": school_id, "name": made.group, "set_number": made.number}
    row = {**key, "kem": made.kem, "by_id": by, "sig": sig, "digest": digest, "made_at": clock.now()}
    row["tested_at"] = None
    if add_missing(session, RecoverySetRow, [row]) != 1:
        raise RecoveryConflict
    sheets = [{**key, "sheet": sheet, "holder": name, "confirmed_at": None} for sheet, name in made.holders.items()]
    add_missing(session, RecoverySheetRow, sheets)
    add_missing(session, RecoveryBoxRow, [{**key, "pair": pair, "box": box} for pair, box in made.boxes.items()])
    add_missing(session, RecoveryWrapRow, [{**key, "epoch": epoch, "wrap": wrap} for epoch, wrap in made.wraps.items()])


def confirm_sheet(session: Session, actor: Staff, group: str, number: int, sheet: str) -> None:
    """A sheet was typed back as it was printed: the browser compared it, the server keeps that it happened."""
    _check_member(actor, group)
    row = session.get(RecoverySheetRow, (actor.school_id, group, number, sheet))
    if row is None:
        raise NotFound
    if row.confirmed_at is None:
        row.confirmed_at = clock.now()
        session.flush()
        _record(session, actor, AuditAction.RECOVERY_CONFIRMED, group, number, sheet=sheet)
        # The last of the three is what a holder of the root waits for, to sign the set into the roster.
        tell_root_holders(session, actor.school_id, {"what": "roster"})


def use_recovery_set(session: Session, actor: Staff, group: str, number: int, reason: RecoveryReason) -> RecoveryOpened:
    """Two sheets are brought together. Everybody who has anything to lose by it hears of it before they open anything.

    The group's members and the root holders find it on their desks and in their mail, and it is in the log: all of it
    is stored in the transaction that gives the boxes out. Raises `Forbidden`, `NotFound`.
    """
    _check_member(actor, group)
    found = queries.opened(session, actor.school_id, group, number)
    row = session.get_one(RecoverySetRow, (actor.school_id, group, number))
    row.used_at, row.used_by = clock.now(), actor.person_id
    session.flush()
    told = {*people.member_ids(session, actor.school_id, group), *root_holders(session, actor.school_id)}
    tell(session, told, {"what": "recovery", "group": group, "reason": reason, "by": actor.person_id})
    mail.queue_for(session, actor.school_id, "recovery_used", told)
    _record(session, actor, AuditAction.RECOVERY_USED, group, number, reason=reason)
    return found


def note_tested(session: Session, actor: Staff, group: str, number: int) -> None:
    """Two sheets gave the group's key back.

    Raises `RecoveryUnconfirmed` while a sheet has never been typed back, and `RecoveryUnused` unless the caller was
    given the set's boxes within the hour.
    """
    _check_member(actor, group)
    row = session.get(RecoverySetRow, (actor.school_id, group, number))
    if row is None:
        raise NotFound
    if not queries.is_confirmed(session, actor.school_id, group, number):
        raise RecoveryUnconfirmed
    if row.used_at is None or row.used_by != actor.person_id or row.used_at < clock.now() - _TEST_TAKES:
        raise RecoveryUnused
    mark_tested(session, actor.school_id, group, number)
    _record(session, actor, AuditAction.RECOVERY_TESTED, group, number)
    _tell_members(session, actor.school_id, group)


def mark_tested(session: Session, school_id: SchoolId, group: str, number: int) -> None:
    """The set was tried now, and found good."""
    session.execute(
        update(RecoverySetRow)
        .where(
            col(RecoverySetRow.school_id) == school_id,
            col(RecoverySetRow.name) == group,
            col(RecoverySetRow.set_number) == number,
        )
        .values(tested_at=clock.now())
    )


def mark_confirmed(session: Session, school_id: SchoolId, group: str, number: int) -> None:
    """Every sheet of the set was typed back now."""
    session.execute(
        update(RecoverySheetRow)
        .where(
            col(RecoverySheetRow.school_id) == school_id,
            col(RecoverySheetRow.name) == group,
            col(RecoverySheetRow.set_number) == number,
        )
        .values(confirmed_at=clock.now())
    )


def _read(group: str, new: NewRecoverySet) -> RecoverySet:
    made = RecoverySet(
        group,
        new.set,
        encoding.decode(new.kem),
        {one.sheet: one.name for one in new.holders},
        {one.pair: encoding.decode(one.box) for one in new.boxes},
        {one.epoch: verify.read_key_wrap(one.wrap) for one in new.wraps},
    )
    whole = made.holders.keys() == _SHEETS and made.boxes.keys() == _PAIRS and len(made.wraps) == len(new.wraps)
    if not whole:
        raise RecoveryRefused
    return made


def _check_member(actor: Staff, group: str) -> None:
    if group not in actor.groups:
        raise Forbidden


def _tell_members(session: Session, school_id: SchoolId, group: str) -> None:
    tell(session, people.member_ids(session, school_id, group), {"what": "roster"})


def _record(session: Session, actor: Staff, action: AuditAction, group: str, number: int, **details: str) -> None:
    audit.record_in_school(session, actor.school_id, actor, action, Ref("group", group), {"set": number, **details})
