"""Every write of people, one file for each group of verbs. What other domains call is named here."""

from app.people.actions.devices import enter
from app.people.actions.duty import set_duty, tell_desks
from app.people.actions.joining import Joining, join
from app.people.actions.proofs import PasskeyUse, Proof
from app.people.actions.sessions import (
    Opened,
    confirm,
    end_expired,
    end_other_sessions,
    end_own_session,
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
    "PasskeyUse",
    "Proof",
    "confirm",
    "end_expired",
    "end_other_sessions",
    "end_own_session",
    "end_session",
    "end_sessions",
    "enter",
    "join",
    "keep_session",
    "refuse_sign_in",
    "set_duty",
    "sign_in",
    "sign_out",
    "start_pupil_session",
    "tell_desks",
]
