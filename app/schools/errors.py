"""The business facts of `schools`."""

from app.core.errors import AppError


class HoursInvalid(AppError):
    """A day of the opening hours does not open before it closes, or the week does not have seven days."""

    code = "hours_invalid"
    status = 422
    title = "The opening hours are not complete."
