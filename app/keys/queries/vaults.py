"""Reading what is sealed to one person."""

from sqlalchemy import and_, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core.encoding import encode
from app.core.errors import NotFound
from app.keys.schemas import GroupWrap, UnlockBody, Vault
from app.keys.tables import GroupKeyRow, GroupWrapRow, RootWrapRow, UnlockRow, VaultRow
from app.people.actors import Staff


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
    # Every signed epoch of a present group, because an old case stays sealed to the epoch it came in; none of a past
    # group, and none that no root has signed, because a browser has nothing to check that one against.
    signed = and_(
        col(GroupKeyRow.school_id) == col(GroupWrapRow.school_id),
        col(GroupKeyRow.name) == col(GroupWrapRow.name),
        col(GroupKeyRow.epoch) == col(GroupWrapRow.epoch),
        col(GroupKeyRow.roster).is_not(None),
    )
    statement = (
        select(GroupWrapRow)
        .join(GroupKeyRow, signed)
        .where(col(GroupWrapRow.person_id) == actor.person_id, col(GroupWrapRow.name).in_(actor.groups))
        .order_by(col(GroupWrapRow.name), col(GroupWrapRow.epoch))
    )
    return [GroupWrap(name=row.name, epoch=row.epoch, wrap=encode(row.wrap)) for row in session.scalars(statement)]
