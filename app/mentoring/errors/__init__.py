"""The business facts of `mentoring`, one file for each noun."""

from app.mentoring.errors.chat import ClaimLost, GateClosed, NobodyOnDuty

__all__ = ["ClaimLost", "GateClosed", "NobodyOnDuty"]
