"""Who may look back, and at what."""

from app.audit.schemas import log_id
from app.core.errors import Forbidden
from app.people.actors import Role, Staff

_READERS = {Role.DSL, Role.HEAD, Role.CHAIR}
SCHOOL_LOG = "school"


_REVIEWERS = _READERS | {Role.GOVERNOR}
_COUNTED = (
    "account.",
    "audit.",
    "export.",
    "group.",
    "invitation.",
    "mentor.",
    "mentoring.",
    "person.",
    "proof.",
    "recovery.",
    "roster.",
    "rota.",
    "school.",
    "training.",
)
"""What is counted for a governor: how the school and its keys are looked after. Who signs in when is left out."""


def reviews(actor: Staff) -> str:
    """The log in whose terms a governor is told what changed: the school's own. Raises `Forbidden`.

    No case stands in it. A governor reads none, and a count of cases would say that there was one: of a group with one
    report a year, that is the report.
    """
    if actor.role not in _REVIEWERS:
        raise Forbidden
    return log_id(actor.school_id, SCHOOL_LOG)


def is_counted(action: str) -> bool:
    """Whether a governor is told how often this was done."""
    return action.startswith(_COUNTED)


def readable_logs(actor: Staff) -> list[str]:
    """The logs of the groups whose reports the caller reads, and the school's own. Raises `Forbidden` to others.

    Another group's log is not merely hidden: its existence, its size and its state are not mentioned at all, because a
    log that grows tells whoever watches it that somebody has reported something.
    """
    if actor.role not in _READERS:
        raise Forbidden
    return [log_id(actor.school_id, name) for name in (SCHOOL_LOG, *sorted(actor.reads))]
