"""What the urgent lane refuses."""

from app.core.errors import AppError


class AlertAnswered(AppError):
    """Somebody else answered first. `data.by`: what they are called."""

    code = "alert_answered"
    status = 409
    title = "Somebody is dealing with it already."


class AlertMinutesInvalid(AppError):
    """A step's minutes are out of bounds, or not after those before. `data`: `field`, `least`, `most`."""

    code = "alert_minutes_invalid"
    status = 422
    title = "One of these minutes is too few, too many, or not after the step before."


class CoverInvalid(AppError):
    """A line of the cover ends before it begins, or names nobody who could open a case. `data.line`: which, from 0."""

    code = "cover_invalid"
    status = 422
    title = "Cover has to end after it begins, and name people of the school who read reports."


class QuietInvalid(AppError):
    """Quiet hours begin and end at the same minute."""

    code = "quiet_invalid"
    status = 422
    title = "Quiet hours have to end at another time than they begin."


class DeviceUnknown(AppError):
    """This browser has lost what it was known by. Signing in again gives it a new one."""

    code = "device_unknown"
    status = 409
    title = "Sign in again on this device first."
    retry = "new"


class PushServiceUnknown(AppError):
    """The browser's push service is none that this server sends to."""

    code = "push_service_unknown"
    status = 422
    title = "This browser's push service is not on this server's list."


class NoPushHere(AppError):
    """A push was asked for on a device that gets none."""

    code = "no_push_here"
    status = 409
    title = "This device gets no alerts yet. Turn them on first."
    retry = "new"
