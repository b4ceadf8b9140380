"""The business facts of `people`."""

from app.core.errors import AppError


class SignedOut(AppError):
    """There is no live session behind this call: none was given, or it has ended."""

    code = "signed_out"
    status = 401
    title = "Please sign in again."
    retry = "new"


class SignInFailed(AppError):
    """The address, the passphrase or the code is wrong. Which of them is never said."""

    code = "sign_in_failed"
    status = 401
    title = "That did not match. Check your e-mail, passphrase and code."
    retry = "new"


class TooManyTries(AppError):
    """This account has been tried too often. The same for an address that nobody has."""

    code = "too_many_tries"
    status = 429
    title = "Too many tries. Please wait a little."
    retry = "later"


class PasskeyRefused(AppError):
    """The passkey is unknown, or answered another challenge, at another address, or without seeing its owner."""

    code = "passkey_refused"
    status = 401
    title = "That passkey was not accepted."
    retry = "new"


class ConfirmFirst(AppError):
    """What was asked for matters so much that the caller proves anew who they are before it is done."""

    code = "confirm_first"
    status = 403
    title = "Please confirm that it is you."
    retry = "new"


class CodeWrong(AppError):
    """The code is not of the authenticator that is being set up."""

    code = "code_wrong"
    status = 422
    title = "That code does not match. Check the time of your device and try the next code."
    retry = "new"


class LastMethod(AppError):
    """Without this way nobody could sign in to the account any more, or only without a second factor."""

    code = "last_method"
    status = 409
    title = "This is the last way into the account. Add another first."


class PasskeyKnown(AppError):
    """That passkey is registered already."""

    code = "passkey_known"
    status = 409
    title = "That passkey is registered already."


class SecondFactorMissing(AppError):
    """An adult has neither an authenticator nor a passkey."""

    code = "second_factor_missing"
    status = 422
    title = "An adult needs a second way of showing who they are."


class NotConfirmed(AppError):
    """The caller has joined, and no signed roster names them yet."""

    code = "not_confirmed"
    status = 403
    title = "You have joined. Somebody has to confirm you before you can see anything."
    retry = "later"


class AccessPaused(AppError):
    """Training that the caller's role needs is missing or out of date."""

    code = "access_paused"
    status = 403
    title = "Your access is paused until your training is in date."


class RoleGroupsWrong(AppError):
    """Those are not the groups of that role."""

    code = "role_groups_wrong"
    status = 422
    title = "That role belongs to other groups."


class AddressTaken(AppError):
    """Somebody who has not left has that address."""

    code = "address_taken"
    status = 409
    title = "Somebody has that e-mail address already."


class InvitationConflict(AppError):
    """There is an invitation with that id already."""

    code = "invitation_conflict"
    status = 409
    title = "That invitation was made before. Make a new one."
    retry = "new"


class InvitationWrong(AppError):
    """There is no such invitation, or the words are not its words. Which of them is never said."""

    code = "invitation_wrong"
    status = 401
    title = "Those words do not open this invitation."
    retry = "new"


class InvitationUsed(AppError):
    """Somebody has joined with this invitation."""

    code = "invitation_used"
    status = 409
    title = "This invitation has been used."


class InvitationExpired(AppError):
    """The invitation's days are over."""

    code = "invitation_expired"
    status = 410
    title = "This invitation has run out. Ask for a new one."


class ReasonMissing(AppError):
    """Somebody is readmitted without a word on how their identity was checked, or the other way round."""

    code = "reason_missing"
    status = 422
    title = "Say how you made sure who this is."


class NotYourself(AppError):
    """Somebody else has to do this for the caller."""

    code = "not_yourself"
    status = 409
    title = "Somebody else has to do this for you."


class LastLead(AppError):
    """Without this person the school has no designated safeguarding lead."""

    code = "last_dsl"
    status = 409
    title = "The school would be left without a safeguarding lead."


class LastMember(AppError):
    """Without this person nobody could open what the group receives. `data.group` names it."""

    code = "last_member"
    status = 409
    title = "Nobody would be left to open this group's reports."


class TrainingDatesWrong(AppError):
    """The training lies in the future, or ends before it begins."""

    code = "training_dates_wrong"
    status = 422
    title = "Those dates cannot be right."


class NotOnDuty(AppError):
    """Only an adult who is on duty, and so is there to watch, lets a mentor in."""

    code = "not_on_duty"
    status = 403
    title = "Go on duty first."
    retry = "new"


class ActWrong(AppError):
    """The signature under a request is not of the key that the roster names for this person."""

    code = "act_wrong"
    status = 403
    title = "This was not signed with your own key."


class ActClock(AppError):
    """The clock of whoever signed a request and ours are too far apart. `data.now` is ours."""

    code = "act_clock"
    status = 422
    title = "The clock of this device is wrong."
