"""Reading keys."""

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.columns import table_of
from app.core.encoding import encode
from app.core.errors import NotFound
from app.core.ids import PersonId, SchoolId
from app.keys.schemas import GroupWrap, PersonKeys, SignedRoster, UnlockBody, Vault
from app.keys.tables import GroupKeyRow, GroupWrapRow, PersonKeyRow, RootWrapRow, RosterRow, UnlockRow, VaultRow
from app.people.actors import Staff

_ROSTER = table_of(RosterRow)
_GROUP_KEY = table_of(GroupKeyRow)

# Built once: every report asks both.
_CURRENT_ROSTER = (
    select(_ROSTER.c.number, _ROSTER.c.doc, _ROSTER.c.sig, _ROSTER.c.expires_at)
    .where(_ROSTER.c.school_id == bindparam("school"))
    .order_by(_ROSTER.c.number.desc())
    .limit(1)
)
_GROUP_EPOCH = select(func.max(_GROUP_KEY.c.epoch)).where(
    _GROUP_KEY.c.school_id == bindparam("school"), _GROUP_KEY.c.name == bindparam("group")
)


def current_roster(session: Session, school_id: SchoolId) -> SignedRoster:
    """The newest roster of a school. Raises `NotFound` before the first ceremony."""
    row = session.connection().execute(_CURRENT_ROSTER, {"school": school_id}).first()
    if row is None:
        raise NotFound
    return SignedRoster(row.number, row.doc, row.sig, row.expires_at)


def group_epoch(session: Session, school_id: SchoolId, group: str) -> int | None:
    """The newest epoch of a group's key, or None if the school has no such group."""
    found: int | None = session.connection().execute(_GROUP_EPOCH, {"school": school_id, "group": group}).scalar()
    return found


def kem_key(session: Session, person_id: PersonId) -> bytes:
    """A person's public KEM key, 1216 bytes. Raises `NotFound`."""
    row = session.get(PersonKeyRow, person_id)
    if row is None:
        raise NotFound
    return row.kem


def signing_key(session: Session, person_id: PersonId) -> bytes:
    """A person's public Ed25519 key, 32 bytes. Raises `NotFound`."""
    row = session.get(PersonKeyRow, person_id)
    if row is None:
        raise NotFound
    return row.sign


def people_keys(session: Session, school_id: SchoolId) -> list[PersonKeys]:
    """The public keys of everyone at a school."""
    rows = session.scalars(select(PersonKeyRow).where(col(PersonKeyRow.school_id) == school_id))
    return [PersonKeys(PersonId(row.person_id), row.kem, row.sign) for row in rows]


def vault(session: Session, actor: Staff) -> Vault:
    """Everything of the caller's that is sealed to them. Raises `NotFound` before they have enrolled."""
    row = session.get(VaultRow, actor.person_id)
    if row is None:
        raise NotFound
    root = session.get(RootWrapRow, actor.person_id)
    unlocks = select(UnlockRow).where(col(UnlockRow.person_id) == actor.person_id).order_by(col(UnlockRow.method))
    return Vault(
        unlock=[
            UnlockBody(method=way.method, salt=encode(way.salt), m=way.m, t=way.t, p=way.p, box=encode(way.box))
            for way in session.scalars(unlocks)
        ],
        secrets=encode(row.secrets),
        groups=_group_wraps(session, actor),
        root_wrap=None if root is None else encode(root.wrap),
    )


def _group_wraps(session: Session, actor: Staff) -> list[GroupWrap]:
    # Every epoch of a present group, because an old case stays sealed to the epoch it came in; none of a past group.
    statement = (
        select(GroupWrapRow)
        .where(col(GroupWrapRow.person_id) == actor.person_id, col(GroupWrapRow.name).in_(actor.groups))
        .order_by(col(GroupWrapRow.name), col(GroupWrapRow.epoch))
    )
    return [GroupWrap(name=row.name, epoch=row.epoch, wrap=encode(row.wrap)) for row in session.scalars(statement)]
