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


class TopicUnknown(AppError):
    """The list has no such topic. `data.topic` names it."""

    code = "topic_unknown"
    status = 422
    title = "There is no such topic."
    retry = "new"


class TopicNeeded(AppError):
    """No school may hide this topic. `data.topic` names it."""

    code = "topic_needed"
    status = 422
    title = "This topic cannot be hidden. A pupil who needs it would have no way in."
    retry = "new"


class TopicLowered(AppError):
    """A topic would be handled lower or later than it came. `data`: `topic`, and its least `handler` and `urgency`."""

    code = "topic_lowered"
    status = 422
    title = "This topic cannot go lower than it came."
    retry = "new"


class CategoryUnknown(AppError):
    """There is no such category. `data.category` names it."""

    code = "category_unknown"
    status = 422
    title = "There is no such category."
    retry = "new"


class TopicDropped(AppError):
    """A topic of the school's own is missing, or of another category now: reports name it for ever. `data.topic`."""

    code = "topic_dropped"
    status = 409
    title = "A topic that was added stays. Hide it instead."
    retry = "new"


class TopicLabelTwice(AppError):
    """Two topics that pupils see read alike, or one has no words. `data.topic` names the later."""

    code = "topic_label_twice"
    status = 422
    title = "Each topic needs words of its own."
    retry = "new"
