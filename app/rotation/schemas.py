"""The work after a rotation, as the wire carries it."""

from app.conversations.schemas import Answer, EpochOut, ItemOut
from app.keys.schemas import RotateTask, SetTask, SheetsTask, SignTask, WrapTask


class Tasks(Answer):
    """What the caller's browser can do for the school's keys. `conversations`: how many streams are to be moved."""

    wraps: list[WrapTask]
    rotate: list[RotateTask]
    sign: list[SignTask]
    recovery: list[SetTask]
    conversations: int
    sheets: list[SheetsTask]


class MovingStream(Answer):
    """A stream whose newest epoch is for readers of before, and what its next epoch is made from."""

    stream: str
    case: str
    epoch: EpochOut
    """The newest, with the caller's wraps: the next is linked to its key."""
    first: EpochOut | None
    """Epoch 1, which the report is sealed under. Null for a stream that the pupil does not read."""
    report: ItemOut | None
    """Where the pupil's KEM key is. Null like `first`."""
    readers_wanted: list[str]


class Moving(Answer):
    """Some of the streams to be moved, and how many more there are."""

    streams: list[MovingStream]
    left: int
