"""Group keys, one for each epoch of a group, and the wraps that open them."""

from sqlalchemy.orm import Session

from app.core.ids import SchoolId
from app.keys.schemas import GroupEpoch
from app.keys.tables import GroupKeyRow, GroupWrapRow


def store_group(session: Session, school_id: SchoolId, group: GroupEpoch) -> None:
    """Write down a group's key of one epoch, with the wraps that its maker made."""
    session.add(GroupKeyRow(school_id=school_id, name=group.name, epoch=group.epoch, kem=group.kem))
    session.add_all(
        GroupWrapRow(school_id=school_id, name=group.name, epoch=group.epoch, person_id=member, wrap=wrap)
        for member, wrap in group.wraps.items()
    )
