"""The rules of a report: pure functions of what the pupil sent and what is on duty."""

from typing import Final

from app.people.actors import SUPERVISORS
from app.reports.errors import MentorNotAllowed, RouteTooLow
from app.reports.schemas import NewReport, Report, Safe, Urgency, Want

MENTORED: Final = SUPERVISORS
"""The groups whose cases a mentor may be given."""


def check_mentor(report: NewReport) -> None:
    """A mentor only where the pupil is safe, allowed one, and nobody on the staff is what it is about."""
    allowed = report.safe == "yes" and report.route in MENTORED
    if report.mentor is not None and not allowed:
        raise MentorNotAllowed
    if report.chat == "mentor" and report.mentor is None:
        raise MentorNotAllowed


def first_urgency(safe: Safe) -> Urgency:
    """Until somebody has read it and judged: red for a child who says they are in danger, amber for every other."""
    return "red" if safe == "no" else "amber"


def to_the_tray(safe: Safe, *, over_budget: bool) -> bool:
    """A flood goes to the review tray; a child who says that they are in danger never does."""
    return over_budget and safe != "no"


def check_route(report: NewReport) -> None:
    """Only what a pupil who is safe has picked goes to the pastoral team: everything else starts higher."""
    if report.route == "pastoral" and report.safe != "yes":
        raise RouteTooLow


def work_bits(load: float, *, quiet: int, busy: int) -> int:
    """Zero bits to ask for, from how much of its burst a school has asked for lately: 0 (quiet) to 1 (a flood)."""
    return quiet + int(max(0, busy - quiet) * min(1.0, max(0.0, load)))


def may_have_mentor(report: Report) -> bool:
    """Whether a mentor may ever hold this case."""
    return report.mentor is not None and report.safe == "yes" and report.group in MENTORED


def mentor_waits(report: Report) -> bool:
    """Whether the pupil waits for a mentor now."""
    return report.state == "waiting" and report.want == "mentor" and may_have_mentor(report)


def as_mentors_see(report: Report) -> tuple[bool, str | None]:
    """All of a case that a mentor's list depends on: whether somebody waits, and who has claimed them."""
    return mentor_waits(report), report.holder_id if report.state == "claimed" else None


def may_want(report: Report, want: Want) -> bool:
    """Whether the pupil may ask for this kind of chat."""
    return want == "adult" or (want == "mentor" and may_have_mentor(report))
