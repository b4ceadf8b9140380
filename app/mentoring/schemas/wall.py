"""The wall and what is held, as the wire carries it. Only a held message's envelope is sealed."""

from datetime import datetime
from typing import Literal

from app.conversations.schemas import Answer
from app.reports.schemas import Family, State, Want


class OfChat(Answer):
    """A mentor, by what they are called."""

    id: str
    alias: str


class LastWord(Answer):
    """When something was last said in a chat, and by whom."""

    at: datetime
    by: Literal["pupil", "mentor", "adult"]


class WallChat(Answer):
    """A live chat that a mentor has."""

    id: str
    number: int
    group: str
    mentor: OfChat
    family: Family | None
    begun: datetime
    last: LastWord | None
    frozen: bool
    held: bool
    """What the mentor writes waits for an adult."""
    holds: int
    """How many messages wait."""
    adult_in: list[str]
    watching: list[str]
    v: int


class WallWaiting(Answer):
    """A pupil whom nobody has yet. `alarm`: how far it has climbed."""

    id: str
    number: int
    group: str
    family: Family | None
    want: Want
    state: State
    since: datetime
    offered: str | None
    alarm: int
    v: int


class Wall(Answer):
    """Every live chat with a mentor, and the one queue.

    `limit`: how many chats the adults who are there may supervise.
    """

    chats: list[WallChat]
    waiting: list[WallWaiting]
    limit: int


class HeldMessage(Answer):
    """What a mentor wrote and no pupil has seen, sealed in the conversation's own epoch."""

    cmid: str
    epoch: int
    kind: str
    env: str
    sender: str
    at: datetime


class HeldMessages(Answer):
    """What waits in one chat, the oldest first."""

    items: list[HeldMessage]
