"""What a write wants told to the world once it is on disk. Nothing leaves before the COMMIT has."""

from sqlalchemy.orm import Session


class Event:
    """Base of every event. Events carry ids, numbers and ciphertext, never a pupil's words."""

    __slots__ = ()


class Outbox:
    """The events of one write, in the order they were added. Dropped whole if the write fails."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, event: Event) -> None:
        """Deliver `event` after the commit."""
        self.events.append(event)


_KEY = "hark.outbox"


def attach(session: Session) -> Outbox:
    """Give a writing session its outbox. Only the database's writer calls this."""
    box = session.info[_KEY] = Outbox()
    return box


def outbox(session: Session) -> Outbox:
    """The outbox of a writing session. A reader has none: raises `LookupError`, because reading changes nothing."""
    box: Outbox | None = session.info.get(_KEY)
    if box is None:
        raise LookupError("only a write has an outbox")
    return box
