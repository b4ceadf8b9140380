"""Every write of keys, one file for each thing that is kept. What other domains call is named here."""

from app.keys.actions.account import add_passkey, change_passphrase, remove_method, set_sheet, store_vault
from app.keys.actions.founding import found_school
from app.keys.actions.rosters import publish_roster
from app.keys.actions.vaults import note_unlocked

__all__ = [
    "add_passkey",
    "change_passphrase",
    "found_school",
    "note_unlocked",
    "publish_roster",
    "remove_method",
    "set_sheet",
    "store_vault",
]
