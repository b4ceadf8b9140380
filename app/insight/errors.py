"""The business facts of `insight`."""

from app.core.errors import AppError


class WitnessUnknown(AppError):
    """Nobody of that name and key watches these logs."""

    code = "witness_unknown"
    status = 403
    title = "That is not one of this school's witnesses."


class WitnessClock(AppError):
    """The witness's clock and ours are too far apart. `data.now` is ours."""

    code = "witness_clock"
    status = 422
    title = "The clock of the witness and that of the server are too far apart."


class NotReady(AppError):
    """The school may not open yet. `data.items` names what is missing."""

    code = "not_ready"
    status = 409
    title = "The school cannot open yet. The checklist says what is missing."
