"""The business facts of `keys`."""

from app.core.errors import AppError


class RosterRefused(AppError):
    """A roster does not follow from the one before, or what came with it does not fit. `why` names the rule.

    Nothing was stored.
    """

    code = "roster_refused"
    status = 422
    title = "This roster does not follow from the one before."
    retry = "new"


class RosterConflict(AppError):
    """Another roster was signed first: this one's number is not the next. Nothing was stored."""

    code = "roster_conflict"
    status = 409
    title = "Somebody else signed a roster first. Look at theirs, then sign again."
    retry = "new"


class GroupEpochTaken(AppError):
    """The group's next key is another one already, or this one is not the next."""

    code = "group_epoch_taken"
    status = 409
    title = "This group's next key was made already."
    retry = "new"


class WrapsRefused(AppError):
    """A key was wrapped to somebody who is not in that group, of an epoch that is not there, or to nobody."""

    code = "wraps_refused"
    status = 422
    title = "A key was wrapped for somebody who may not have it."
    retry = "new"


class RecoveryConflict(AppError):
    """This is not the group's next set of sheets: somebody else made one."""

    code = "recovery_conflict"
    status = 409
    title = "Somebody else made sheets for this group first."
    retry = "new"


class RecoveryRefused(AppError):
    """A set of sheets is not three sheets, their three pairs, and the group's present key sealed to them."""

    code = "recovery_refused"
    status = 422
    title = "These sheets are not complete."
    retry = "new"


class RecoveryUnconfirmed(AppError):
    """A sheet of this set was not typed back yet, so nobody knows that what was printed can be read."""

    code = "recovery_unconfirmed"
    status = 409
    title = "Type back all three sheets first."
    retry = "new"


class RecoveryUnused(AppError):
    """Nobody can have tried sheets whose boxes they were not given."""

    code = "recovery_unused"
    status = 409
    title = "Bring two sheets together first."
    retry = "new"


class SchoolFounded(AppError):
    """The school has a roster, so nobody can found it any more."""

    code = "school_founded"
    status = 409
    title = "This school has been set up already."
