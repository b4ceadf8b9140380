"""The business facts of `keys`."""

from app.core.errors import AppError


class RosterRefused(AppError):
    """A roster's number does not follow, or its signature, school or shape is wrong. Nothing was stored."""

    code = "roster_refused"
    status = 409
    title = "This roster does not follow from the one before."
