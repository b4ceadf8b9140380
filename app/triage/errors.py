"""The business facts of `triage`."""

from app.core.errors import AppError


class UrgencyLowered(AppError):
    """Saying what a case is about makes it less urgent, which only a judgement of its urgency may. `data.least`."""

    code = "urgency_lowered"
    status = 422
    title = "This would make the case less urgent. Set its urgency for that."
    retry = "new"


class SnoozeRefused(AppError):
    """A case that is too pressing to be put aside, or a time that is none for it. `data.why` says which."""

    code = "snooze_refused"
    status = 409
    title = "This case cannot be put aside just now."
    retry = "new"


class ReportUnopened(AppError):
    """Nobody has opened this report: it is to be read, and not searched."""

    code = "report_unopened"
    status = 409
    title = "Nobody has opened this report yet. Open it to read it."
    retry = "new"
