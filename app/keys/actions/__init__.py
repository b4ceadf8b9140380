"""Every write of keys, one file for each thing that is kept. What other domains call is named here."""

from app.keys.actions.account import add_passkey, change_passphrase, remove_method, set_sheet, store_vault
from app.keys.actions.founding import found_school
from app.keys.actions.groups import add_wraps, propose_group
from app.keys.actions.joining import join
from app.keys.actions.recovery import confirm_sheet, make_recovery_set, note_tested, use_recovery_set
from app.keys.actions.rosters import publish_roster, sign_roster
from app.keys.actions.vaults import enrol, note_unlocked

__all__ = [
    "add_passkey",
    "add_wraps",
    "change_passphrase",
    "confirm_sheet",
    "enrol",
    "found_school",
    "join",
    "make_recovery_set",
    "note_tested",
    "note_unlocked",
    "propose_group",
    "publish_roster",
    "remove_method",
    "set_sheet",
    "sign_roster",
    "store_vault",
    "use_recovery_set",
]
