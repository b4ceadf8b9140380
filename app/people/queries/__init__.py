"""Reading people, one file for each thing that is asked about them. What others ask is named here."""

from app.people.queries.accounts import SignIn, last_totp_step, salt_of, sign_in_of
from app.people.queries.directory import by_email, may_be_given, members, people, person, with_role
from app.people.queries.duty import duty_of, on_duty, status
from app.people.queries.sessions import (
    LiveSession,
    actor_of_session,
    expired_session_ids,
    is_stale,
    pupil_by_token,
    session_end,
    session_ids,
    staff_by_token,
)

__all__ = [
    "LiveSession",
    "SignIn",
    "actor_of_session",
    "by_email",
    "duty_of",
    "expired_session_ids",
    "is_stale",
    "last_totp_step",
    "may_be_given",
    "members",
    "on_duty",
    "people",
    "person",
    "pupil_by_token",
    "salt_of",
    "session_end",
    "session_ids",
    "sign_in_of",
    "staff_by_token",
    "status",
    "with_role",
]
