"""The only way to what belongs to a live chat, one file for each noun. Who may not know of it meets 404."""

from app.mentoring.access.chat import claimable, claimed_by, hold_claims, own_case
from app.mentoring.access.shifts import caps_to_spend, shift_to_change

__all__ = ["caps_to_spend", "claimable", "claimed_by", "hold_claims", "own_case", "shift_to_change"]
