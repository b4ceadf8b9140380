"""The business facts of `conversations`."""

from app.core.errors import AppError


class EpochOld(AppError):
    """A newer key epoch stands, or a reader left and the next sender must start one. Nothing was stored."""

    code = "epoch_old"
    status = 409
    title = "The keys have changed. Your message has to be locked again."
    retry = "new"


class EpochTaken(AppError):
    """That epoch exists already: somebody else started it first."""

    code = "epoch_taken"
    status = 409
    title = "Somebody else changed the keys at the same moment."
    retry = "new"


class ReaderMissing(AppError):
    """The epoch leaves out somebody who must be able to read, or has no key for one it names."""

    code = "reader_missing"
    status = 422
    title = "Somebody who must be able to read this was left out."
    retry = "new"


class ReaderUnknown(AppError):
    """The epoch names somebody who is not in this conversation, or a group's key that is not the current one."""

    code = "reader_unknown"
    status = 422
    title = "Somebody was named who may not read this."
    retry = "new"


class MessageHeld(AppError):
    """An adult reads first what this mentor writes: it goes to `POST /api/chats/{conv}/held`. Nothing was stored."""

    code = "message_held"
    status = 409
    title = "An adult reads this first."
    retry = "no"


class KindNotAllowed(AppError):
    """This kind of item is not one that the caller may put into this stream."""

    code = "kind_not_allowed"
    status = 403
    title = "You may not add this here."
