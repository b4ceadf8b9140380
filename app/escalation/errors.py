"""The business facts of `escalation`."""

from app.core.errors import AppError


class AlreadyClosed(AppError):
    """Somebody else closed the case first, with words of their own. Nothing of these was stored.

    `data`: `by` is what they are called, where it is known.
    """

    code = "already_closed"
    status = 409
    title = "Somebody else has closed this already."


class AlreadyOpen(AppError):
    """The case is open: a colleague opened it again (`data.by`), or the pupil wrote. The reason was not stored."""

    code = "already_open"
    status = 409
    title = "This is open already."


class AddressRefused(AppError):
    """An address that could lead somebody astray: not https, with a user or a port in it, or a bare number."""

    code = "address_refused"
    status = 422
    title = "That address cannot be used. It must begin with https:// and name a website."


class ContactEmpty(AppError):
    """A contact without a number and without an address."""

    code = "contact_empty"
    status = 422
    title = "Give a number or an address."


class NameKeyOld(AppError):
    """A name was sealed for another group than has the case, or for a key that is not its present one.

    `data`: `group` and `epoch`, for which it is to be sealed.
    """

    code = "name_key_old"
    status = 409
    title = "The keys have changed. Seal it again."


class NameMissing(AppError):
    """The pupil has not said who they are."""

    code = "name_missing"
    status = 409
    title = "The pupil has not said who they are."


class NamesTooMany(AppError):
    """The page has said a name too often."""

    code = "names_too_many"
    status = 429
    title = "That was said too often."


class RouteNotLocal(AppError):
    """The contact of a national service is not the school's to change."""

    code = "route_not_local"
    status = 422
    title = "Only the services of your own area are yours to fill in."


class DutyDone(AppError):
    """The duty was done already, with another record of it."""

    code = "duty_done"
    status = 409
    title = "That duty was done already."


class DutyPersonWrong(AppError):
    """The person named does not read the case, or was asked for a second view of their own decision."""

    code = "duty_person_wrong"
    status = 422
    title = "That person cannot be asked. Choose a colleague who reads this case."


class DutyUnrecorded(AppError):
    """Nothing was written down about a duty whose case the person reads."""

    code = "duty_unrecorded"
    status = 422
    title = "Write down what came of it first."


class HelpRouteUnknown(AppError):
    """There is no help route with that id."""

    code = "help_route_unknown"
    status = 404
    title = "That help route is not on the list."
