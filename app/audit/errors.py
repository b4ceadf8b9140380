"""What the audit log refuses."""

from app.core.errors import AppError


class ActReplayed(AppError):
    """A signed request was sent again."""

    code = "act_replayed"
    status = 409
    title = "This was done already."


class CosignatureWrong(AppError):
    """The line is no signature of the witness under a checkpoint of ours."""

    code = "cosignature_wrong"
    status = 422
    title = "That is no witness's signature under one of our checkpoints."


class NothingToErase(AppError):
    """There is no such entry, or its salt was erased before."""

    code = "nothing_to_erase"
    status = 404
    title = "There is nothing to erase."
