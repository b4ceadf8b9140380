"""What a mentor's console shows before and during a chat."""

from app.conversations.schemas import Answer
from app.mentoring.schemas.gate import Gate
from app.reports.schemas import Family


class WaitingPupil(Answer):
    """All that a mentor sees before claiming: a topic family and how long somebody has waited, in whole minutes."""

    id: str
    family: Family
    minutes: int
    v: int


class Waiting(Answer):
    """A mentor's list."""

    waiting: list[WaitingPupil]
    mine: str | None
    gate: Gate
