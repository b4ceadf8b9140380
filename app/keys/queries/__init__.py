"""Reading keys, one file for each thing that is kept. What other domains ask is named here."""

from app.keys.queries.groups import (
    epochs_until_lately,
    gone_from,
    group_epoch,
    held_epochs,
    holders,
    receivers,
    to_rotate,
    to_sign,
    wraps_owed,
)
from app.keys.queries.joining import groups_to_make, joining_of, opened_invitation
from app.keys.queries.people import kem_key, people_keys, signing_key
from app.keys.queries.recovery import (
    is_confirmed,
    newest_set,
    opened,
    recovery_kem,
    recovery_sets,
    recovery_wraps,
    sets_to_sign,
    sheets_tasks,
    tested_at,
)
from app.keys.queries.reminders import key_reminders
from app.keys.queries.rosters import current_roster, known, newest_roster
from app.keys.queries.vaults import vault

__all__ = [
    "current_roster",
    "epochs_until_lately",
    "gone_from",
    "group_epoch",
    "groups_to_make",
    "held_epochs",
    "holders",
    "is_confirmed",
    "joining_of",
    "kem_key",
    "key_reminders",
    "known",
    "newest_roster",
    "newest_set",
    "opened",
    "opened_invitation",
    "people_keys",
    "receivers",
    "recovery_kem",
    "recovery_sets",
    "recovery_wraps",
    "sets_to_sign",
    "sheets_tasks",
    "signing_key",
    "tested_at",
    "to_rotate",
    "to_sign",
    "vault",
    "wraps_owed",
]
