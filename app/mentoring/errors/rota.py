"""What may be wrong with a slot of the rota, or with a change to it."""

from app.core.errors import AppError


class RotaTimesWrong(AppError):
    """A slot does not open before it closes."""

    code = "rota_times_wrong"
    status = 422
    title = "A slot has to begin before it ends."


class RotaDatesWrong(AppError):
    """A slot's last day is before its first."""

    code = "rota_dates_wrong"
    status = 422
    title = "The last day has to be the first one or later."


class RotaOutsideHours(AppError):
    """A mentor's slot leaves the hours of mentoring. `data`: `opens`, `closes`."""

    code = "rota_outside_hours"
    status = 422
    title = "A mentor's slot has to lie within the hours of mentoring."


class RotaRoleWrong(AppError):
    """The rota has mentors, and adults of the safeguarding and pastoral teams. Each covers for their own kind."""

    code = "rota_role_wrong"
    status = 422
    title = "This person cannot take this slot."


class RotaOverlaps(AppError):
    """The person is there at that time already. `data.slot` is where."""

    code = "rota_overlaps"
    status = 409
    title = "This person is on the rota at that time already."


class RotaDayWrong(AppError):
    """The slot is not on that day."""

    code = "rota_day_wrong"
    status = 422
    title = "This slot is not on that day."


class RotaChanged(AppError):
    """The slot has a change on that day already."""

    code = "rota_changed"
    status = 409
    title = "This day has been changed already. Take that change back first."
