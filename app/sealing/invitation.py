"""Joining by six words, which the inviter tells the joiner in person or by phone (docs/protocol.md, section 4).

The server never learns the words, so it can neither show the joiner another root nor the inviter other keys.
"""

import json
from dataclasses import dataclass

from app.core import encoding
from app.sealing.box import open_box, seal_box
from app.sealing.contexts import context
from app.sealing.documents import GROUPS, GroupName
from app.sealing.errors import InvitationMalformed, SizeWrong
from app.sealing.hkdf import derive
from app.sealing.shape import Shape
from app.sealing.wrap import unwrap, wrap_to


@dataclass(frozen=True, slots=True)
class Invitation:
    """Which invitation of which school."""

    school: str
    id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the joiner made: the id of their KEM key, their signing key, and the id of each group key they made."""

    kem: str
    sign: bytes
    groups: tuple[tuple[GroupName, str], ...]


def split_words(master: bytes) -> tuple[bytes, bytes]:
    """`(auth, key)` of the stretched words: the first is sent, the second seals offer and answer and never leaves."""
    return derive(master, context("invite/auth")), derive(master, context("invite/key"))


def seal_offer(key: bytes, to: Invitation, root: bytes) -> bytes:
    """The school's root, for whoever has the words."""
    document = json.dumps({"v": 1, "root": encoding.encode(root)}, separators=(",", ":")).encode()
    return seal_box(key, context("invite/offer", to.school, to.id), document)


def open_offer(key: bytes, to: Invitation, box: bytes) -> bytes:
    """The root to pin. Raises as `open_box` does, or `InvitationMalformed`."""
    shape = Shape.of(open_box(key, context("invite/offer", to.school, to.id), box), InvitationMalformed)
    shape.version_1()
    return shape.raw("root", 32)


def seal_answer(key: bytes, to: Invitation, answer: Answer) -> bytes:
    """What the joiner made, for whoever signs it into the roster."""
    groups = [{"name": name, "kem": kem} for name, kem in answer.groups]
    fields = {"v": 1, "kem": answer.kem, "sign": encoding.encode(answer.sign), "groups": groups}
    document = json.dumps(fields, separators=(",", ":")).encode()
    return seal_box(key, context("invite/answer", to.school, to.id), document)


def open_answer(key: bytes, to: Invitation, box: bytes) -> Answer:
    """What the joiner made, whatever the server says of it. Raises as `open_box` does, or `InvitationMalformed`."""
    shape = Shape.of(open_box(key, context("invite/answer", to.school, to.id), box), InvitationMalformed)
    shape.version_1()
    shape.raw("kem", 32)
    groups = tuple(map(_read_group, shape.shapes("groups")))
    return Answer(shape.text("kem"), shape.raw("sign", 32), groups)


def _read_group(shape: Shape) -> tuple[GroupName, str]:
    shape.raw("kem", 32)
    return shape.one("name", GROUPS), shape.text("kem")


def wrap_invitation_key(group_kem: bytes, to: Invitation, epoch: int, key: bytes) -> bytes:
    """The key for whoever of `safeguarding` (its key `epoch`) checks the answer later."""
    return wrap_to(group_kem, context("wrap/invite", to.school, to.id, epoch), key)


def unwrap_invitation_key(group_seed: bytes, to: Invitation, epoch: int, wrapped: bytes) -> bytes:
    """Raises as `unwrap` does, or `SizeWrong`."""
    key = unwrap(group_seed, context("wrap/invite", to.school, to.id, epoch), wrapped)
    if len(key) != 32:
        raise SizeWrong
    return key
