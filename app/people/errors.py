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
