"""What may be wrong with a school's rules of mentoring."""

from app.core.errors import AppError


class MentoringHoursInvalid(AppError):
    """The hours do not open before they close, or close too late. `data.latest`: minutes after local midnight."""

    code = "mentoring_hours_invalid"
    status = 422
    title = "These hours are not right. They have to open before they close, and close by 18:00."


class LimitInvalid(AppError):
    """A number is out of its bounds. `data`: `field`, `least`, `most`."""

    code = "mentoring_limit_invalid"
    status = 422
    title = "One of these numbers is too small or too large."


class StartersTwice(AppError):
    """One stage of a chat has two lists of starters."""

    code = "starters_twice"
    status = 422
    title = "A stage of a chat has one list of starters."
