"""Who is calling, as the domain sees it: plain values without HTTP or rows, so that anything may call an action."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Literal

from app.core.ids import ConversationId, PersonId, SchoolId, SessionId


class Role(StrEnum):
    """What a person is at a school. A mentor is a pupil, belongs to no group and holds no group's key."""

    DSL = "dsl"
    DEPUTY = "deputy"
    RESPONDER = "responder"
    MENTOR = "mentor"
    HEAD = "head"
    CHAIR = "chair"


class Group(StrEnum):
    """A recipient of reports. Membership, not role, decides who may know of a case."""

    SAFEGUARDING = "safeguarding"
    PASTORAL = "pastoral"
    HEAD = "head"
    GOVERNORS = "governors"


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

    @property
    def id(self) -> PersonId:
        """The person's id."""
        return self.person_id

    @property
    def is_mentor(self) -> bool:
        """Whether this is a peer mentor, who sees the one chat they hold and nothing else."""
        return self.role is Role.MENTOR


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
