"""What follows a mentor's chat, on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from app.conversations.schemas import Answer, Cmid, EnvelopeText, Wire
from app.core.encoding import base64url, decode
from app.mentoring.schemas.rota import GapOn
from app.people.roll import Id, Trained
from app.sealing.verify import BOX_OVERHEAD, KEY_WRAP_SIZE, PADDED_SIZES

Weight = Literal["light", "ok", "heavy"]
Feedback = Literal["good", "talk"]
NOTE_BYTES = tuple(BOX_OVERHEAD + size for size in PADDED_SIZES[:2])
"""A note has one of two lengths, so that its length says next to nothing."""


def _is_note(text: str) -> str:
    if len(decode(text)) not in NOTE_BYTES:
        raise ValueError("a note is padded to 1 or 4 KiB")
    return text


class SealedNote(Wire):
    """What a mentor wrote, sealed to an epoch of the safeguarding group (docs/protocol.md, section 4.4)."""

    epoch: Annotated[int, Field(ge=1, lt=2**31)]
    wrap: Annotated[str, base64url(exact=KEY_WRAP_SIZE)]
    box: Annotated[str, base64url(maximum=NOTE_BYTES[-1]), AfterValidator(_is_note)]


class NewDebrief(Wire):
    """How a chat was for the mentor. `talk`: they would like to talk to an adult today."""

    conv: Id
    weight: Weight
    talk: bool
    note: SealedNote | None


class NamedMentor(Answer):
    """A mentor by id and alias."""

    id: str
    alias: str


class Debrief(Answer):
    """A debrief, as adults read it. `note` is null for whoever cannot open it, too."""

    id: str
    conv: str
    case: int
    mentor: NamedMentor
    at: datetime
    weight: Weight
    talk: bool
    note: SealedNote | None
    seen_by: str | None


class Weighed(Answer):
    """How heavy a chat was, and on which day."""

    on: date
    weight: Weight


class MentorOnDesk(Answer):
    """A mentor, as the adults who look after them see them. `trend`: the last eight, the newest last."""

    id: str
    alias: str
    on_duty: bool
    live: bool
    shift: str | None
    room_seen: bool
    """An adult has said that they can see where the mentor sits, or the school does not ask."""
    chats_today: int
    minutes_week: int
    trend: list[Weighed]
    talk_wanted: bool
    debrief_owed: bool
    rest_until: date | None
    hold_left: int
    supervision_due: date | None


class Signed(Answer):
    """Who signed a chat off, when, and whether they would like to talk it over with the mentor, or have (`talked`)."""

    by: str
    at: datetime
    feedback: Feedback
    talked: datetime | None


class Review(Answer):
    """A mentor's chat that was picked for an adult to read again."""

    conv: str
    case: int
    mentor: NamedMentor
    picked: datetime
    signed: Signed | None


class MentoringDesk(Answer):
    """Everything that looking after mentors asks of the adults. `gaps`: of the next five days of school."""

    mentors: list[MentorOnDesk]
    debriefs: list[Debrief]
    reviews: list[Review]
    gaps: list[GapOn]


class ReviewNote(Wire):
    """A `note` for the adults' file of the case, sealed as any other."""

    cmid: Cmid
    epoch: Annotated[int, Field(ge=1)]
    env: EnvelopeText


class SignReview(Wire):
    """What an adult has to say after reading a chat again."""

    note: ReviewNote | None
    feedback: Feedback


class Supervised(Wire):
    """A supervision meeting, by its day."""

    on: date


class TermHours(Answer):
    """How long a mentor was on duty in a term, and in how many shifts."""

    term: str
    minutes: int
    shifts: int


class Evidence(Answer):
    """What a mentor has given, for a certificate. How many chats it was is not in it: volume earns nothing."""

    alias: str
    hours: list[TermHours]
    training: list[Trained]
    debriefs: int
    supervision: list[date]
