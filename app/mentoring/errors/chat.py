"""What may go wrong in a chat, and in waiting for one."""

from app.core.errors import AppError


class ClaimLost(AppError):
    """Somebody else took the chat first. `by` is what they are called."""

    code = "claim_lost"
    status = 409
    title = "Somebody else is helping them already."
    retry = "no"


class GateClosed(AppError):
    """Chat with a mentor is not open just now. `reasons` says why, as codes."""

    code = "gate_closed"
    status = 409
    title = "Chat with a mentor is not open just now."
    # A client repeats what may pass later by itself, and nobody should take a chat without meaning to at that moment.
    retry = "no"


class NobodyOnDuty(AppError):
    """Nobody who could answer live is on duty, so nobody is asked to wait for them."""

    code = "nobody_on_duty"
    status = 409
    title = "No one is free right now. You can leave a message."
    # As above: a pupil who was told “not now” must not find themselves in a queue half an hour on.
    retry = "no"
