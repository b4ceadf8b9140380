"""The business facts of `mentoring`, one file for each noun."""

from app.mentoring.errors.chat import ClaimLost, GateClosed, NobodyOnDuty
from app.mentoring.errors.held import HeldDecided, NotHeld

__all__ = ["ClaimLost", "GateClosed", "HeldDecided", "NobodyOnDuty", "NotHeld"]
