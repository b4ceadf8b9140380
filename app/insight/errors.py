"""The business facts of `insight`."""

from app.core.errors import AppError


class NotReady(AppError):
    """The school may not open yet. `data.items` names what is missing."""

    code = "not_ready"
    status = 409
    title = "The school cannot open yet. The checklist says what is missing."
