"""The only way to what belongs to a live chat, one file for each noun. Who may not know of it meets 404."""

from app.mentoring.access.chat import claimable, claimed_by, own_case

__all__ = ["claimable", "claimed_by", "own_case"]
