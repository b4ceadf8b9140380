"""What can be wrong with a message that waits for an adult."""

from app.core.errors import AppError


class NotHeld(AppError):
    """What this mentor writes goes straight into the chat, so nothing of it waits for an adult."""

    code = "not_held"
    status = 409
    title = "Your messages go straight to the pupil."
    retry = "new"


class HeldDecided(AppError):
    """An adult has decided otherwise about this message by now."""

    code = "held_decided"
    status = 409
    title = "Somebody has decided about this message already."
    retry = "no"
