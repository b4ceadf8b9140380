"""Reading what belongs to mentoring, one file for each noun. What others ask is named here."""

from app.mentoring.queries.chat import cases_of, live
from app.mentoring.queries.gate import gate
from app.mentoring.queries.waiting import waiting

__all__ = ["cases_of", "gate", "live", "waiting"]
