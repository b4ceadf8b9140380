"""The business facts of `reports`."""

from app.core.errors import AppError


class ReportConflict(AppError):
    """A different report was sent under this conversation's id, or with return words that are taken."""

    code = "report_conflict"
    status = 409
    title = "A different report was already sent under this number."
    retry = "new"


class MentorNotAllowed(AppError):
    """A mentor may not take this: the pupil is not safe, did not allow one, or the report is about staff."""

    code = "mentor_not_allowed"
    status = 422
    title = "A pupil mentor may not take this. A trained adult will."
    retry = "new"


class RouteTooLow(AppError):
    """A pupil who is not safe, or not sure, is heard by the safeguarding team."""

    code = "route_too_low"
    status = 422
    title = "This goes to the safety team."
    retry = "new"


class WorkWrong(AppError):
    """The answer does not solve the challenge, or the challenge is not one of ours."""

    code = "work_wrong"
    status = 422
    title = "The small puzzle was not solved. Please send again."
    retry = "new"


class ChallengeOld(AppError):
    """The challenge has run out. Nothing was stored."""

    code = "challenge_old"
    status = 409
    title = "That took too long. Please try again."
    retry = "new"


class ChallengeSpent(AppError):
    """The challenge was used before."""

    code = "challenge_spent"
    status = 409
    title = "Please try again."
    retry = "new"


class WordsUnknown(AppError):
    """No mailbox opens for these words: there is none, it was forgotten, or the proof is wrong. All look the same."""

    code = "words_unknown"
    status = 404
    title = "Those words do not match. Check each word and try again."
    retry = "new"


class SendingTooFast(AppError):
    """This mailbox or person has sent as much as they may for the moment."""

    code = "too_fast"
    status = 429
    title = "That is a lot at once. Please wait a moment."
    retry = "same"


class CaseChanged(AppError):
    """Somebody changed the case since the caller saw it."""

    code = "case_changed"
    status = 409
    title = "This has changed. Look again before you decide."
    retry = "new"


class ChatFrozen(AppError):
    """An adult has stopped the chat for a moment. What the pupil and the mentor write is not taken until it goes on."""

    code = "chat_frozen"
    status = 409
    title = "An adult has stopped this chat for a moment."
    # Said again by itself once it goes on, it would come as a surprise to whoever wrote it before.
    retry = "no"


class WrongState(AppError):
    """The case is not in a state in which this can be done."""

    code = "wrong_state"
    status = 409
    title = "This cannot be done just now."
    retry = "new"
