"""Reading what belongs to mentoring, one file for each noun. What others ask is named here."""

from app.mentoring.queries.chat import cases_of, live
from app.mentoring.queries.desk import desk
from app.mentoring.queries.evidence import evidence
from app.mentoring.queries.gate import chat_open, gate, gates
from app.mentoring.queries.reminders import cover_reminders
from app.mentoring.queries.reviews import may_pick
from app.mentoring.queries.rota import next_gaps, rota
from app.mentoring.queries.rules import rules
from app.mentoring.queries.shifts import check_mentor, open_shifts, profile, profiles, unsaid
from app.mentoring.queries.waiting import waiting

__all__ = [
    "cases_of",
    "chat_open",
    "check_mentor",
    "cover_reminders",
    "desk",
    "evidence",
    "gate",
    "gates",
    "live",
    "may_pick",
    "next_gaps",
    "open_shifts",
    "profile",
    "profiles",
    "rota",
    "rules",
    "unsaid",
    "waiting",
]
