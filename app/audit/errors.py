"""What the audit log refuses."""

from app.core.errors import AppError


class NothingToErase(AppError):
    """There is no such entry, or its salt was erased before."""

    code = "nothing_to_erase"
    status = 404
    title = "There is nothing to erase."
