"""Reading the chats that run or are waited for."""

from typing import Literal

from sqlalchemy import or_
from sqlalchemy.orm import Session

from app.conversations import queries as conversations
from app.core.ids import PersonId
from app.people.actors import Pupil
from app.realtime import frames
from app.reports import queries as reports
from app.reports.schemas import IsHere, Report

_ALL = 10_000
"""More cases than one person ever holds."""


def cases_of(session: Session, person_id: PersonId) -> list[Report]:
    """Every case that somebody holds, owns or is in by name."""
    cases = reports.CASES
    theirs = or_(
        cases.holder_id == person_id,
        cases.owner_id == person_id,
        cases.id.in_(conversations.taking_part(person_id)),
    )
    # In order of id, so that two departures on PostgreSQL lock the rows in one order and never wait for each other.
    return reports.where(session, theirs, order=[cases.id], limit=_ALL)


def live(session: Session, actor: Pupil, is_here: IsHere) -> frames.Live:
    """What a ping tells a pupil: their place among those who wait, and whether whoever they talk to is there."""
    report = reports.report(session, actor.conversation_id)
    if report is None:
        raise LookupError("a pupil's session without a report")
    who: Literal["none", "waiting", "here", "away"] = "none"
    if report.state in {"waiting", "claimed", "passed"}:
        who = "waiting"
    elif report.state == "live" and report.holder_id is not None:
        who = "here" if is_here(report.holder_id) else "away"
    return frames.Live(reports.place(session, report), who)
