"""What may go wrong when a mentor comes on duty."""

from app.core.errors import AppError


class FeelingMissing(AppError):
    """A mentor who comes on duty says how they are."""

    code = "feeling_missing"
    status = 422
    title = "Say how you are today first."


class ShiftOver(AppError):
    """The shift has ended, so nothing can be said of it any more."""

    code = "shift_over"
    status = 409
    title = "This mentor is not on duty any more."
