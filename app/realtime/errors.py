"""What rt.v1 refuses, one class for each fact."""

from app.core.errors import AppError


class BadFrame(AppError):
    """The frame is not one of rt.v1: not an object, an unknown kind or field, or a field too long."""

    code = "bad_frame"
    status = 422
    title = "That message was not understood."


class FrameTooLong(AppError):
    """The frame is longer than the protocol allows."""

    code = "frame_too_long"
    status = 413
    title = "That is too long to send."


class CmidConflict(AppError):
    """The same `cmid` came before with other bytes. A retry sends the stored bytes and nothing else."""

    code = "cmid_conflict"
    status = 409
    title = "A different message was already sent under this number."
    retry = "new"


class StreamUnknown(AppError):
    """There is no such stream, or it is not one of the caller's. The two look the same on purpose."""

    code = "stream_unknown"
    status = 404
    title = "There is nothing here."


class TicketSpent(AppError):
    """The ticket is unknown, used or too old."""

    code = "ticket_spent"
    status = 401
    title = "This connection needs a new ticket."
    retry = "new"


class TooManySockets(AppError):
    """This person or mailbox has as many sockets as it may."""

    code = "too_many_sockets"
    status = 429
    title = "This is open in too many places."
