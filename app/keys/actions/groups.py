"""Group keys, one for each epoch of a group, and the wraps that open them."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import AuditAction, Ref
from app.core import encoding
from app.core.errors import Forbidden, NotFound
from app.core.ids import PersonId, SchoolId
from app.core.rows import add_missing
from app.keys import queries
from app.keys.actions.recording import tell, tell_root_holders
from app.keys.errors import GroupEpochTaken, WrapsRefused
from app.keys.schemas import GroupEpoch, MoreWraps, PersonWrap, ProposedGroupEpoch, RecoveryWrap
from app.keys.tables import GroupKeyRow, GroupWrapRow, RecoveryWrapRow
from app.people.actors import Staff
from app.sealing import verify
from app.sealing.contexts import context
from app.sealing.documents import Roster, read_roster
from app.sealing.errors import SignatureWrong


def store_group(
    session: Session,
    school_id: SchoolId,
    group: GroupEpoch,
    *,
    by: PersonId | None = None,
    sig: bytes | None = None,
) -> None:
    """Write down a group's key of one epoch, with the wraps that its maker made. It counts once a roster names it."""
    session.add(GroupKeyRow(school_id=school_id, name=group.name, epoch=group.epoch, kem=group.kem, by_id=by, sig=sig))
    session.flush()
    store_wraps(session, school_id, group.name, group.epoch, group.wraps)


def store_wraps(session: Session, school_id: SchoolId, group: str, epoch: int, wraps: Mapping[PersonId, bytes]) -> int:
    """Give members a key of their group, those who have not got it yet; how many that were."""
    key = {"school_id": school_id, "name": group, "epoch": epoch}
    rows = [{**key, "person_id": person, "wrap": wrap} for person, wrap in wraps.items()]
    return add_missing(session, GroupWrapRow, rows)


def store_recovery_wrap(session: Session, school_id: SchoolId, group: str, epoch: int, recovery: RecoveryWrap) -> None:
    """Give a group's sheets one of its keys. Raises `WrapsRefused` if there is no such set."""
    if queries.recovery_kem(session, school_id, group, recovery.set) is None:
        raise WrapsRefused
    row = {"school_id": school_id, "name": group, "set_number": recovery.set, "epoch": epoch}
    add_missing(session, RecoveryWrapRow, [{**row, "wrap": verify.read_key_wrap(recovery.wrap)}])


def propose_group(session: Session, actor: Staff, new: ProposedGroupEpoch) -> None:
    """A member who holds no root proposes their group's next key. It counts once a root holder has signed it.

    The same again is the same. Another one is refused (`GroupEpochTaken`), unless the one that stands was made for
    somebody who has gone since. Raises `Forbidden`, `NotFound`, `WrapsRefused`, and what `app.sealing` refuses.
    """
    if new.name not in actor.groups:
        raise Forbidden
    kem, sig = encoding.decode(new.kem), encoding.decode(new.sig)
    message = context("sign/group", actor.school_id, new.name, new.epoch, kem)
    if not verify.signature_holds(queries.signing_key(session, actor.person_id), message, sig):
        raise SignatureWrong
    roster = read_roster(queries.current_roster(session, actor.school_id).doc)
    if new.epoch != (queries.group_epoch(session, actor.school_id, new.name) or 0) + 1:
        raise GroupEpochTaken
    wraps = read_wraps(new.wraps, queries.receivers(session, actor.school_id, roster, new.name))
    standing = session.get(GroupKeyRow, (actor.school_id, new.name, new.epoch), with_for_update=True)
    if standing is not None:
        if standing.kem == kem and standing.by_id == actor.person_id:
            return
        if not queries.gone_from(session, actor.school_id, roster, new.name, new.epoch):
            raise GroupEpochTaken
        forget_group(session, actor.school_id, new.name, new.epoch)
    group = GroupEpoch(new.name, new.epoch, kem, wraps)
    store_group(session, actor.school_id, group, by=actor.person_id, sig=sig)
    if new.recovery is not None:
        store_recovery_wrap(session, actor.school_id, new.name, new.epoch, new.recovery)
    details = {"group": new.name, "epoch": new.epoch}
    audit.record_in_school(session, actor.school_id, actor, AuditAction.GROUP_PROPOSED, Ref("group", new.name), details)
    tell_root_holders(session, actor.school_id, {"what": "roster"})


def add_wraps(session: Session, actor: Staff, more: MoreWraps) -> None:
    """A member gives a key of their group to members who have not got it, or to its sheets.

    Nobody's wrap is replaced: a member could else be locked out by a broken one. Raises `Forbidden` to whoever is not
    in the group, `NotFound` for an epoch that no roster has signed, and `WrapsRefused` for a stranger to the group.
    """
    if more.group not in actor.groups:
        raise Forbidden
    key = session.get(GroupKeyRow, (actor.school_id, more.group, more.epoch))
    if key is None or key.roster is None:
        raise NotFound
    roster = read_roster(queries.current_roster(session, actor.school_id).doc)
    wraps = read_wraps(more.wraps, queries.receivers(session, actor.school_id, roster, more.group), at_least=0)
    given = store_wraps(session, actor.school_id, more.group, more.epoch, wraps)
    if more.recovery is not None:
        store_recovery_wrap(session, actor.school_id, more.group, more.epoch, more.recovery)
    details = {"group": more.group, "epoch": more.epoch, "people": given}
    audit.record_in_school(
        session, actor.school_id, actor, AuditAction.GROUP_WRAPPED, Ref("group", more.group), details
    )
    if given:
        # Whoever has been given it looks again, and can open what they could not.
        tell(session, wraps, {"what": "roster"})


def sign_groups(session: Session, school_id: SchoolId, roster: Roster) -> list[str]:
    """Note which keys of groups a roster was the first to name; the groups that have a new key by it.

    Raises `WrapsRefused` if somebody who is not in the group by that roster holds one of them, or nobody does.
    """
    renewed: list[str] = []
    for group in roster.groups:
        key = session.get(GroupKeyRow, (school_id, group.name, group.epoch), populate_existing=True)
        if key is None or key.roster is not None:
            continue
        holders = queries.holders(session, school_id, group.name, group.epoch)
        if not holders or holders - queries.receivers(session, school_id, roster, group.name):
            raise WrapsRefused(data={"group": group.name})
        key.roster = roster.number
        renewed.append(group.name)
    session.flush()
    return renewed


def forget_group(session: Session, school_id: SchoolId, group: str, epoch: int) -> None:
    """A key that nobody has signed is not going to be: another takes its number."""
    for table in (GroupWrapRow, RecoveryWrapRow):
        session.execute(
            delete(table).where(col(table.school_id) == school_id, col(table.name) == group, col(table.epoch) == epoch)
        )
    session.execute(
        delete(GroupKeyRow).where(
            col(GroupKeyRow.school_id) == school_id,
            col(GroupKeyRow.name) == group,
            col(GroupKeyRow.epoch) == epoch,
            col(GroupKeyRow.roster).is_(None),
        )
    )
    session.expire_all()


def read_wraps(wraps: Sequence[PersonWrap], allowed: Iterable[str], *, at_least: int = 1) -> dict[PersonId, bytes]:
    """The bytes of each person's wrap. Raises `WrapsRefused` for anybody who is not among `allowed`, or too few."""
    read = {PersonId(one.person): verify.read_key_wrap(one.wrap) for one in wraps}
    if len(read) != len(wraps) or len(read) < at_least or read.keys() - set(allowed):
        raise WrapsRefused
    return read
