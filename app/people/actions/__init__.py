"""Every write of people, one file for each group of verbs. What other domains call is named here."""

from app.people.actions.duty import set_duty, tell_desks
from app.people.actions.joining import Joining, join
from app.people.actions.sessions import (
    Opened,
    end_expired,
    end_session,
    end_sessions,
    keep_session,
    refuse_sign_in,
    sign_in,
    sign_out,
    start_pupil_session,
)

__all__ = [
    "Joining",
    "Opened",
    "end_expired",
    "end_session",
    "end_sessions",
    "join",
    "keep_session",
    "refuse_sign_in",
    "set_duty",
    "sign_in",
    "sign_out",
    "start_pupil_session",
    "tell_desks",
]
