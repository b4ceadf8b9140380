"""Who may read and write a conversation. Pure: an actor and a `Place` in, an answer out.

`standing` is the single check; `app.conversations.queries` has the list filters beside it, and a test that they agree.
"""

from enum import StrEnum
from typing import Final

from app.conversations.schemas import Place
from app.people.actors import Actor, Pupil, readers_of


class Standing(StrEnum):
    """What a caller is in one conversation."""

    PUPIL = "pupil"
    GROUP = "group"
    RESPONDER = "responder"
    MENTOR = "mentor"


def standing(actor: Actor, place: Place) -> Standing | None:
    """What `actor` is here; None for a stranger, who must not learn that there is anything."""
    if actor.school_id != place.school_id:
        return None
    if isinstance(actor, Pupil):
        return Standing.PUPIL if actor.conversation_id == place.conversation_id else None
    if actor.is_mentor:
        return Standing.MENTOR if place.role == "mentor" else None
    if place.group in actor.reads:
        return Standing.GROUP
    return Standing.RESPONDER if place.role == "responder" else None


def may_read(who: Standing, place: Place) -> bool:
    """Pupils and mentors never read the adults' file; a responder does if it was given to them.

    What is said aside is the group's and the mentor's, from the first time that an adult let them into it.
    """
    if place.kind == "conv" or who is Standing.GROUP:
        return True
    if place.kind == "side":
        return who is Standing.MENTOR and place.side_from_seq is not None
    return who is Standing.RESPONDER and place.file_from_seq is not None


def reads_from(who: Standing, place: Place) -> int:
    """The first item of this stream that they may read."""
    if who in {Standing.PUPIL, Standing.GROUP}:
        return 1
    if place.kind == "conv":
        return place.from_seq
    return (place.side_from_seq if place.kind == "side" else place.file_from_seq) or 1


def may_start_epoch(who: Standing) -> bool:
    """A mentor never decides who reads."""
    return who is not Standing.MENTOR


_STEPS: Final = ("check", "lists", "identity")
"""What adults write down while they act on a case, beside notes."""

_KINDS: Final[dict[tuple[Standing, str], frozenset[str]]] = {
    (Standing.PUPIL, "conv"): frozenset({"msg", "share", "feedback"}),
    (Standing.MENTOR, "conv"): frozenset({"msg"}),
    (Standing.MENTOR, "side"): frozenset({"ask"}),
    (Standing.RESPONDER, "conv"): frozenset({"msg", "share"}),
    (Standing.RESPONDER, "file"): frozenset({"note", "handover", *_STEPS}),
    (Standing.GROUP, "conv"): frozenset({"msg", "share"}),
    (Standing.GROUP, "file"): frozenset({"note", "handover", "link", "unlink", *_STEPS}),
    (Standing.GROUP, "side"): frozenset({"coach"}),
}


def may_send(who: Standing, place: Place, kind: str) -> bool:
    """Whether `kind` is theirs to send. Decisions, outcomes, last words and reports have calls of their own."""
    return kind in _KINDS.get((who, place.kind), frozenset())


def sender_of(actor: Actor) -> str:
    """How an actor is named as a sender, a signer and a reader: `pupil` or `person:<id>`."""
    return "pupil" if isinstance(actor, Pupil) else person_reader(actor.person_id)


def person_reader(person_id: str) -> str:
    """A person as a reader of an epoch."""
    return f"person:{person_id}"


def group_reader(group: str, epoch: int) -> str:
    """A group, by the epoch of its key, as a reader of an epoch."""
    return f"group:{group}:{epoch}"


def recipients_of(actor: Actor, who: Standing, group: str) -> tuple[str, tuple[str, ...]]:
    """The wraps an actor may see: those addressed exactly so, and those whose address begins in one of these ways."""
    if isinstance(actor, Pupil) or who is not Standing.GROUP:
        return sender_of(actor), ()
    return sender_of(actor), tuple(f"group:{name}:" for name in readers_of(group) if name in actor.groups)
