"""The verbs of an `act` frame. Who may, and when, each action decides by itself."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.conversations.schemas import conv_stream
from app.core.errors import Forbidden
from app.core.ids import ConversationId
from app.mentoring.actions import chat, offers, queue, supervising
from app.mentoring.schemas.chat import Acted
from app.people.actors import Actor, Pupil, Staff
from app.realtime import frames
from app.realtime.errors import BadFrame, StreamUnknown
from app.reports.schemas import IsHere

Verb = Callable[[Session, Actor, frames.Act, IsHere], Acted]


def _conversation(frame: frames.Act) -> ConversationId:
    kind, _, conversation_id = frame.s.partition(":")
    if kind != "conv":
        raise StreamUnknown
    return ConversationId(conversation_id)


def _by_pupil(verb: Callable[[Session, Pupil, frames.Act, IsHere], Acted]) -> Verb:
    def run(session: Session, actor: Actor, frame: frames.Act, is_here: IsHere) -> Acted:
        if not isinstance(actor, Pupil):
            raise Forbidden
        if frame.s != conv_stream(actor.conversation_id):
            raise StreamUnknown
        return verb(session, actor, frame, is_here)

    return run


def _by_staff(verb: Callable[[Session, Staff, frames.Act, IsHere], Acted]) -> Verb:
    def run(session: Session, actor: Actor, frame: frames.Act, is_here: IsHere) -> Acted:
        if not isinstance(actor, Staff):
            raise Forbidden
        return verb(session, actor, frame, is_here)

    return run


_VERBS: dict[str, Verb] = {
    "wait": _by_pupil(
        lambda s, actor, frame, here: queue.wait(s, actor, frame.args.get("want"), here, frame.args.get("mentor"))
    ),
    "unwait": _by_pupil(lambda s, actor, *_: queue.unwait(s, actor)),
    "avoid": _by_pupil(lambda s, actor, frame, _: queue.avoid(s, actor, frame.args.get("person"))),
    "claim": _by_staff(lambda s, actor, frame, here: queue.claim(s, actor, _conversation(frame), frame.if_v, here)),
    "decline": _by_staff(lambda s, actor, frame, _: offers.decline(s, actor, _conversation(frame))),
    "ask": _by_staff(lambda s, actor, frame, _: supervising.ask(s, actor, _conversation(frame))),
    "watch": _by_staff(lambda s, actor, frame, _: supervising.watch(s, actor, _conversation(frame))),
    "freeze": _by_staff(lambda s, actor, frame, _: supervising.freeze(s, actor, _conversation(frame))),
    "unfreeze": _by_staff(lambda s, actor, frame, _: supervising.unfreeze(s, actor, _conversation(frame))),
    "take_over": _by_staff(lambda s, actor, frame, _: supervising.take_over(s, actor, _conversation(frame))),
    "join": _by_staff(lambda s, actor, frame, _: chat.join(s, actor, _conversation(frame))),
    "leave": _by_staff(lambda s, actor, frame, _: chat.leave(s, actor, _conversation(frame))),
    "escalate": lambda s, actor, frame, _: chat.escalate(s, actor, _conversation(frame), frame.args.get("why")),
    "finish": lambda s, actor, frame, _: chat.finish(s, actor, _conversation(frame), frame.args.get("outcome")),
}


def act(session: Session, actor: Actor, frame: frames.Act, is_here: IsHere) -> Acted:
    """Do what the frame asks. Raises `BadFrame` for a verb that there is not, and what the action refuses."""
    verb = _VERBS.get(frame.verb)
    if verb is None:
        raise BadFrame
    return verb(session, actor, frame, is_here)
