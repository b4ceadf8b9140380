"""Who is calling, as the domain sees it: plain values without HTTP or rows, so that anything may call an action."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Literal

from app.audit.leaves import Act
from app.core.ids import ConversationId, PersonId, SchoolId, SessionId


class Role(StrEnum):
    """What a person is at a school. A mentor is a pupil, belongs to no group and holds no group's key."""

    DSL = "dsl"
    DEPUTY = "deputy"
    RESPONDER = "responder"
    MENTOR = "mentor"
    HEAD = "head"
    CHAIR = "chair"
    GOVERNOR = "governor"
    ADMINISTRATOR = "administrator"


class Standing(StrEnum):
    """What a signed-in person may do now. Whoever is suspended or has left is not signed in at all."""

    ACTIVE = "active"
    JOINED = "joined"
    """They have made their keys, and no signed roster names them yet."""
    PAUSED = "paused"
    """Training that their role needs is missing or out of date."""


@dataclass(frozen=True, slots=True)
class Pause:
    """The training that keeps somebody from cases, and since when it has been missing."""

    module: str
    since: date


class Group(StrEnum):
    """A recipient of reports. Membership, not role, decides who may know of a case."""

    SAFEGUARDING = "safeguarding"
    PASTORAL = "pastoral"
    HEAD = "head"
    GOVERNORS = "governors"


SUPERVISORS = frozenset({Group.SAFEGUARDING, Group.PASTORAL})
"""The groups whose adults supervise mentors: each can read a mentor's chat."""


def readers_of(group: str) -> tuple[str, ...]:
    """The groups that read what `group` receives, itself first.

    The safeguarding team reads what the pastoral team receives, so that no child waits for somebody to pass it on. A
    report about the staff or the head has one reader alone.
    """
    return (group, Group.SAFEGUARDING) if group == Group.PASTORAL else (group,)


def read_by(groups: Collection[str]) -> frozenset[str]:
    """The groups whose reports a member of `groups` reads: the other way round."""
    return frozenset(group for group in Group if not set(readers_of(group)).isdisjoint(groups))


@dataclass(frozen=True, slots=True)
class Staff:
    """A signed-in person, mentors included."""

    kind: ClassVar[Literal["person"]] = "person"

    person_id: PersonId
    school_id: SchoolId
    role: Role
    groups: frozenset[str]
    session_id: SessionId
    alias: str
    standing: Standing = Standing.ACTIVE
    paused: Pause | None = None
    act: Act | None = field(default=None, compare=False)
    """The request in which they act, with their signature under it."""

    @property
    def id(self) -> PersonId:
        """The person's id."""
        return self.person_id

    @property
    def reads(self) -> frozenset[str]:
        """The groups whose reports they read."""
        return read_by(self.groups)

    @property
    def is_mentor(self) -> bool:
        """Whether this is a peer mentor, who sees the one chat they hold and nothing else."""
        return self.role is Role.MENTOR

    @property
    def supervises(self) -> bool:
        """Whether they may look after mentors and their chats."""
        return not self.is_mentor and not self.groups.isdisjoint(SUPERVISORS)

    @property
    def meets_cases(self) -> bool:
        """Whether the role has anything to do with cases. A governor and an administrator see none."""
        return self.role not in {Role.GOVERNOR, Role.ADMINISTRATOR}


@dataclass(frozen=True, slots=True)
class Pupil:
    """Whoever holds a conversation's return words. Nothing else is known of them."""

    kind: ClassVar[Literal["pupil"]] = "pupil"

    conversation_id: ConversationId
    school_id: SchoolId
    session_id: SessionId

    @property
    def id(self) -> ConversationId:
        """The conversation's id, which is all the identity a pupil has here."""
        return self.conversation_id


Actor = Staff | Pupil
