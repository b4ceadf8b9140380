"""Every write of people, one file for each group of verbs. What other domains call is named here."""

from app.people.actions.devices import enter
from app.people.actions.duty import end_duty, set_duty, tell_desks, tell_leads
from app.people.actions.invitations import admit, invite, invite_founder, note_refused, withdraw
from app.people.actions.joining import Joining, join
from app.people.actions.mail import queue_for
from app.people.actions.methods import (
    add_passkey,
    change_passphrase,
    give_sign_in_code,
    remove_method,
    set_authenticator,
    set_passphrase,
    set_sheet,
    start_authenticator,
)
from app.people.actions.proofs import PasskeyUse, Proof
from app.people.actions.reminders import forget_old, remind
from app.people.actions.sessions import (
    Opened,
    confirm,
    end_expired,
    end_other_sessions,
    end_own_session,
    end_session,
    end_sessions,
    keep_session,
    name_session,
    refuse_sign_in,
    sign_in,
    sign_out,
    start_pupil_session,
)
from app.people.actions.standing import apply_standing, leave, pause, restore, resume, suspend

__all__ = [
    "Joining",
    "Opened",
    "PasskeyUse",
    "Proof",
    "add_passkey",
    "admit",
    "apply_standing",
    "change_passphrase",
    "confirm",
    "end_duty",
    "end_expired",
    "end_other_sessions",
    "end_own_session",
    "end_session",
    "end_sessions",
    "enter",
    "forget_old",
    "give_sign_in_code",
    "invite",
    "invite_founder",
    "join",
    "keep_session",
    "leave",
    "name_session",
    "note_refused",
    "pause",
    "queue_for",
    "refuse_sign_in",
    "remind",
    "remove_method",
    "restore",
    "resume",
    "set_authenticator",
    "set_duty",
    "set_passphrase",
    "set_sheet",
    "sign_in",
    "sign_out",
    "start_authenticator",
    "start_pupil_session",
    "suspend",
    "tell_desks",
    "tell_leads",
    "withdraw",
]
