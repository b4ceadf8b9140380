"""What may go wrong after a mentor's chat."""

from app.core.errors import AppError


class DebriefEarly(AppError):
    """The chat goes on. A debrief follows it."""

    code = "debrief_early"
    status = 409
    title = "This chat has not ended yet."
    retry = "later"


class SupervisionDayWrong(AppError):
    """A supervision meeting is written down once it has been held, and within a year."""

    code = "supervision_day_wrong"
    status = 422
    title = "A meeting is today or in the year before."


class NoteKeyOld(AppError):
    """The note is sealed to a key that the safeguarding group has left behind. `data.epoch`: the one to seal it to."""

    code = "note_key_old"
    status = 409
    title = "The keys have changed. Please send it again."
    retry = "new"
