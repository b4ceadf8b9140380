"""The business facts of `schools`."""

from app.core.errors import AppError


class HoursInvalid(AppError):
    """A day of the opening hours does not open before it closes, or the week does not have seven days.

    `data.day` names the day, 0 for Monday, where one is at fault.
    """

    code = "hours_invalid"
    status = 422
    title = "The opening hours are not right. A day has to open before it closes."


class DatesInvalid(AppError):
    """A term or a closure ends before it begins, or two terms overlap. `data`: `list`, `name` and `why`."""

    code = "dates_invalid"
    status = 422
    title = "These dates are not right. A term has to begin before it ends, and after the one before it."


class TargetsInvalid(AppError):
    """A target is out of bounds, or slower for what is more urgent. `data`: `field`, `least` and, if any, `most`."""

    code = "targets_invalid"
    status = 422
    title = "These targets are not right. What is more urgent is looked at and answered sooner."


class AddressInvalid(AppError):
    """An address is not one that a browser may be sent to. `data.field` names the setting."""

    code = "address_invalid"
    status = 422
    title = "This is not a full https address."


class TimezoneUnknown(AppError):
    """No such time zone."""

    code = "timezone_unknown"
    status = 422
    title = "This time zone is not known. Schools in the United Kingdom use Europe/London."


class SlugTaken(AppError):
    """Another school of this deployment has this address."""

    code = "slug_taken"
    status = 409
    title = "Another school has this address. Choose another."


class SlugFixed(AppError):
    """The address stands on buttons and posters while the school is open, so it stays."""

    code = "slug_fixed"
    status = 409
    title = "The address cannot change while the school is open. Buttons and posters use it."


class SchoolNotOpen(AppError):
    """The school has not opened, or has closed, and this is no test. Nothing was stored."""

    code = "school_not_open"
    status = 409
    title = "This school has not opened this page yet. Nothing was sent."
    retry = "later"


class AlreadyLive(AppError):
    """The school is open, so nothing that is sent to it is a test."""

    code = "already_live"
    status = 409
    title = "The school is open already."
