"""Who may look back, and at what."""

from app.audit.schemas import log_id
from app.core.errors import Forbidden
from app.people.actors import Role, Staff

_READERS = {Role.DSL, Role.HEAD, Role.CHAIR}
SCHOOL_LOG = "school"


def readable_logs(actor: Staff) -> list[str]:
    """The logs of the groups whose reports the caller reads, and the school's own. Raises `Forbidden` to others.

    Another group's log is not merely hidden: its existence, its size and its state are not mentioned at all, because a
    log that grows tells whoever watches it that somebody has reported something.
    """
    if actor.role not in _READERS:
        raise Forbidden
    return [log_id(actor.school_id, name) for name in (SCHOOL_LOG, *sorted(actor.reads))]
