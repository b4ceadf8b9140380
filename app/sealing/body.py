"""What a sealed item says, by kind: the table of docs/protocol.md, section 5."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from app.sealing.errors import BodyMalformed, KindMismatch
from app.sealing.shape import Shape

MESSAGE_MAXIMUM = 4000
"""Unicode code points."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The last item of the stream that the sender had applied, and its hash in base64url."""

    seq: int
    hash: str


@dataclass(frozen=True, slots=True)
class Body:
    """One item's content. `fields` are those of its kind, checked."""

    kind: str
    sender: str
    at: str
    seen: Seen | None
    fields: dict[str, Any]


def _key(shape: Shape, name: str, size: int) -> str:
    shape.raw(name, size)
    return shape.text(name)


def _texts(*names: str) -> Callable[[Shape], dict[str, Any]]:
    return lambda shape: {name: shape.text(name) for name in names}


def _report(shape: Shape) -> dict[str, Any]:
    pupil, roster = shape.shape("pupil"), shape.shape("roster")
    return {
        "text": shape.text("text"),
        "topics": shape.texts("topics"),
        "chat": shape.one("chat", ("adult", "mentor", "none")),
        "pupil": {"kem": _key(pupil, "kem", 1216), "sign": _key(pupil, "sign", 32)},
        "roster": {"number": roster.integer("number", 1), "root": _key(roster, "root", 32)},
    }


def _message(shape: Shape) -> dict[str, Any]:
    text = shape.text("text")
    return {"text": text} if 1 <= len(text) <= MESSAGE_MAXIMUM else shape.refuse()


def _share(shape: Shape) -> dict[str, Any]:
    sign = _key(shape.shape("pupil"), "sign", 32)
    return {"text": shape.text("text"), "topics": shape.texts("topics"), "pupil": {"sign": sign}}


def _feedback(shape: Shape) -> dict[str, Any]:
    return {"helped": shape.one("helped", ("yes", "a bit", "no"))}


def _decision(shape: Shape) -> dict[str, Any]:
    return {
        "decision": shape.text("decision"),
        "why": shape.text("why"),
        "considered": shape.text("considered"),
        "child_told": shape.one("child_told", ("yes", "no")),
        "child_told_note": shape.text("child_told_note"),
        "second_view": shape.text("second_view"),
        "review": None if shape.is_null("review") else shape.date("review"),
        # Not in the decisions that were written before there were such fields.
        "choice": shape.one("choice", ("referred", "not_referred", "other")) if shape.has("choice") else "other",
        "second": _id_if_any(shape, "second"),
        "corrects": _id_if_any(shape, "corrects"),
    }


def _id_if_any(shape: Shape, name: str) -> str | None:
    return None if not shape.has(name) or shape.is_null(name) else shape.id(name)


def _second(shape: Shape) -> dict[str, Any]:
    agrees = shape.one("agrees", ("yes", "partly", "no"))
    return {"decision": shape.id("decision"), "agrees": agrees, "text": shape.text("text")}


def _check(shape: Shape) -> dict[str, Any]:
    state = shape.one("state", ("done", "not_needed", "open"))
    said = _texts("step", "who", "outcome")(shape)
    return {**said, "state": state, "when": shape.time("when")}


def _lists(shape: Shape) -> dict[str, Any]:
    return {"lists": shape.texts("lists")}


def _duty(shape: Shape) -> dict[str, Any]:
    said = _texts("to", "reference", "spoke_to", "late")(shape)
    return {**said, "duty": shape.id("duty"), "when": shape.time("when")}


def _identity(shape: Shape) -> dict[str, Any]:
    how = shape.one("how", ("told", "worked_out", "alert", "opened"))
    return {**_texts("who", "basis", "why")(shape), "how": how}


RELATIONS = ("same_pupil", "same_place", "same_person", "duplicate", "other")


def _link(shape: Shape) -> dict[str, Any]:
    relation, certainty = shape.one("relation", RELATIONS), shape.one("certainty", ("certain", "likely", "possible"))
    ids = {name: shape.id(name) for name in ("link", "case")}
    return {**ids, **_texts("name", "reason")(shape), "relation": relation, "certainty": certainty}


def _unlink(shape: Shape) -> dict[str, Any]:
    return {**{name: shape.id(name) for name in ("link", "case")}, "reason": shape.text("reason")}


def _category(shape: Shape) -> dict[str, Any]:
    return {"categories": shape.texts("categories"), "text": shape.text("text")}


def _snooze(shape: Shape) -> dict[str, Any]:
    return {"until": shape.time("until"), "reason": shape.text("reason")}


@dataclass(frozen=True, slots=True)
class _Rule:
    stream: Literal["conv", "file", "side"]
    sender: Literal["pupil", "staff", "anyone"]
    read: Callable[[Shape], dict[str, Any]]


_RULES = {
    "report": _Rule("conv", "pupil", _report),
    "msg": _Rule("conv", "anyone", _message),
    "share": _Rule("conv", "anyone", _share),
    "feedback": _Rule("conv", "pupil", _feedback),
    "last": _Rule("conv", "staff", _texts("text")),
    "note": _Rule("file", "staff", _texts("text")),
    "handover": _Rule("file", "staff", _texts("text", "to")),
    "decision": _Rule("file", "staff", _decision),
    "second": _Rule("file", "staff", _second),
    "check": _Rule("file", "staff", _check),
    "lists": _Rule("file", "staff", _lists),
    "duty": _Rule("file", "staff", _duty),
    "identity": _Rule("file", "staff", _identity),
    "category": _Rule("file", "staff", _category),
    "snooze": _Rule("file", "staff", _snooze),
    "link": _Rule("file", "staff", _link),
    "unlink": _Rule("file", "staff", _unlink),
    "outcome": _Rule("file", "staff", _texts("outcome", "reason")),
    "reopen": _Rule("file", "staff", _texts("reason")),
    "coach": _Rule("side", "staff", _message),
    "ask": _Rule("side", "staff", _message),
}


def parse_body(data: bytes, stream: str) -> Body:
    """The body, checked field by field (`BodyMalformed`), where and from whom its kind may stand (`KindMismatch`)."""
    shape = Shape.of(data, BodyMalformed)
    shape.version_1()
    sender, at = shape.party("from"), shape.time("at")
    seen = None if shape.is_null("seen") else _seen(shape.shape("seen"))
    kind = shape.one("kind", tuple(_RULES))
    rule = _RULES[kind]
    allowed = rule.sender in ("anyone", "pupil" if sender == "pupil" else "staff")
    if not allowed or not stream.startswith(f"{rule.stream}:"):
        raise KindMismatch
    return Body(kind, sender, at, seen, rule.read(shape))


def _seen(shape: Shape) -> Seen:
    return Seen(shape.integer("seq", 1), _key(shape, "hash", 32))
