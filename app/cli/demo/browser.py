"""What browsers do in a demo: seal, sign, start key epochs. Only `app.sealing` is used, exactly as the format says.

A `Thread` is one conversation with all the keys that its readers' browsers would hold between them.
"""

import uuid
from dataclasses import dataclass, field
from itertools import count
from secrets import token_bytes
from typing import Any

from sqlalchemy.orm import Session

from app.cli.demo.ceremony import Enrolled, Held, timestamp
from app.conversations.schemas import NewEpoch, NewItem, SealedItem, conv_stream, file_stream, side_stream
from app.core import clock, encoding
from app.core.ids import ConversationId, SchoolId, SessionId
from app.core.secrets import ServerSecrets
from app.mentoring.actions import epochs
from app.people.actors import Pupil, Staff, readers_of
from app.realtime import queries as streams
from app.realtime.schemas import StoredItem
from app.reports import challenges
from app.reports.actions import sending, submit
from app.reports.schemas import Family, FirstItem, NewReport, Proof, Route, Safe, Submission, Want
from app.sealing.epoch import make_epoch
from app.sealing.item import ItemPlace, clear_hash, envelope_hash, seal_item
from app.sealing.mailbox import MailboxKeys
from app.sealing.wrap import kem_public_key

_NO_SESSION = SessionId("demo")


@dataclass(frozen=True, slots=True)
class Telling:
    """What an invented pupil says first, and what they answer to the page's questions."""

    text: str
    topics: tuple[str, ...]
    route: Route = "safeguarding"
    safe: Safe = "yes"
    mentor: Family | None = None
    chat: Want = "adult"
    overflow: bool = False


def staff(one: Enrolled) -> Staff:
    """A person as the domains see them."""
    who = one.person
    return Staff(who.id, who.school_id, who.role, who.groups, _NO_SESSION, who.alias)


def random_id() -> str:
    # UUIDv4 as the protocol asks of browsers: an id of a conversation must not say when it was made.
    return str(uuid.UUID(bytes=token_bytes(16), version=4))


@dataclass(slots=True)
class Thread:
    """One conversation, and the keys of its epochs."""

    held: Held
    school_id: SchoolId
    words: str
    mailbox: MailboxKeys
    telling: Telling
    id: str = field(default_factory=random_id)
    keys: dict[str, list[bytes]] = field(default_factory=dict)
    readers: list[Enrolled] = field(default_factory=list)
    """People who were given the chat, by name."""
    moved_to: str | None = None
    """The group that has it now, if it was handed up."""

    @property
    def conv(self) -> str:
        """The stream that the pupil reads too."""
        return conv_stream(self.id)

    @property
    def file(self) -> str:
        """The adults' stream."""
        return file_stream(self.id)

    @property
    def side(self) -> str:
        """What adults and the mentor say aside."""
        return side_stream(self.id)

    @property
    def pupil(self) -> Pupil:
        """Whoever holds the return words."""
        return Pupil(ConversationId(self.id), self.school_id, _NO_SESSION)

    def report(self, session: Session, server: ServerSecrets) -> None:
        """Send the report, as the pupil's page does."""
        new = self.new_report(session, server)
        submit.submit_report(session, Submission(self.school_id, new, self.telling.overflow), server)

    def new_report(self, session: Session, server: ServerSecrets) -> NewReport:
        """The report, sealed and not yet sent."""
        said = self.telling
        epoch = self._epoch(self.conv, by="pupil", signing_seed=self.mailbox.sign)
        body = {
            "text": said.text,
            "topics": list(said.topics),
            "chat": said.chat,
            "pupil": {
                "kem": encoding.encode(self.mailbox.kem_public),
                "sign": encoding.encode(self.mailbox.sign_public),
            },
            "roster": {"number": 1, "root": encoding.encode(self.held.root)},
        }
        first = self._seal(session, self.conv, "report", "pupil", self.mailbox.sign, body)
        return NewReport(
            conv=self.id,
            route=said.route,
            safe=said.safe,
            mentor=said.mentor,
            chat=said.chat,
            locator_hash=encoding.encode(self.mailbox.locator_hash),
            mailbox_key=encoding.encode(self.mailbox.mailbox_public),
            epoch=epoch,
            report=FirstItem(cmid=first.cmid, env=first.env),
            work=_work(server, self.school_id),
        )

    def pupil_says(self, session: Session, text: str) -> None:
        """A message of the pupil's."""
        item = self._seal(session, self.conv, "msg", "pupil", self.mailbox.sign, {"text": text})
        sending.send(session, self.pupil, self.conv, _kind(item, "msg"))

    def pupil_lets_in(self, session: Session, mentor: Enrolled) -> None:
        """The pupil's page wraps the chat to the mentor who claimed it, in a new epoch."""
        self.readers.append(mentor)
        self.pupil_rekeys(session)

    def pupil_rekeys(self, session: Session) -> None:
        """The pupil's page starts the next epoch for whoever reads now."""
        epoch = self._epoch(self.conv, by="pupil", signing_seed=self.mailbox.sign)
        epochs.start_epoch(session, self.pupil, self.conv, epoch)

    def says(self, session: Session, who: Enrolled, text: str) -> None:
        """A message to the pupil."""
        item = self.sealed(session, who, self.conv, "msg", {"text": text})
        sending.send(session, staff(who), self.conv, _kind(item, "msg"))

    def notes(self, session: Session, who: Enrolled, text: str) -> None:
        """A note that the pupil cannot see."""
        item = self.sealed(session, who, self.file, "note", {"text": text})
        sending.send(session, staff(who), self.file, _kind(item, "note"))

    def coaches(self, session: Session, who: Enrolled, text: str) -> None:
        """A word of an adult's to the mentor alone."""
        item = self.sealed(session, who, self.side, "coach", {"text": text})
        sending.send(session, staff(who), self.side, _kind(item, "coach"))

    def asks(self, session: Session, mentor: Enrolled, text: str) -> None:
        """A word of the mentor's to the adults alone."""
        item = self.sealed(session, mentor, self.side, "ask", {"text": text})
        sending.send(session, staff(mentor), self.side, _kind(item, "ask"))

    def rekeys(self, session: Session, who: Enrolled, stream: str) -> None:
        """An adult's page starts the next epoch of a stream."""
        epochs.start_epoch(session, staff(who), stream, self.epoch_by(who, stream))

    def epoch_by(self, who: Enrolled, stream: str) -> NewEpoch:
        """The next epoch of a stream as an adult's page makes it, not yet sent."""
        return self._epoch(stream, by=_party(who), signing_seed=who.secrets.sign)

    def sealed(self, session: Session, who: Enrolled, stream: str, kind: str, fields: dict[str, Any]) -> SealedItem:
        """An item of an adult's or a mentor's, sealed and not yet sent."""
        if stream not in self.keys:
            self.rekeys(session, who, stream)
        return self._seal(session, stream, kind, _party(who), who.secrets.sign, fields)

    def _epoch(self, stream: str, *, by: str, signing_seed: bytes) -> NewEpoch:
        known = self.keys.setdefault(stream, [])
        groups = [self.held.group(name) for name in readers_of(self.moved_to or self.telling.route)]
        readers = [(group.recipient, kem_public_key(group.seed)) for group in groups]
        if stream == self.conv:
            readers.append(("pupil", self.mailbox.kem_public))
        if stream in (self.conv, self.side):
            readers += [(_party(one), one.enrolment.keys.kem) for one in self.readers]
        record, key = make_epoch(
            (self.school_id, stream),
            len(known) + 1,
            previous_key=known[-1] if known else None,
            by=by,
            signing_seed=signing_seed,
            roster_number=1,
            readers=readers,
        )
        known.append(key)
        return NewEpoch.model_validate(record)

    def _seal(
        self, session: Session, stream: str, kind: str, sender: str, seed: bytes, fields: dict[str, Any]
    ) -> SealedItem:
        keys = self.keys[stream]
        place = ItemPlace(self.school_id, stream, len(keys), random_id())
        seen = _last_seen(session, stream)
        body = {"v": 1, "kind": kind, "from": sender, "at": timestamp(clock.now()), "seen": seen, **fields}
        env = seal_item(place, key=keys[-1], signing_seed=seed, body=body)
        return SealedItem(cmid=place.cmid, epoch=len(keys), env=env)


def _party(who: Enrolled) -> str:
    return f"person:{who.person.id}"


def _kind(item: SealedItem, kind: str) -> NewItem:
    return NewItem(cmid=item.cmid, epoch=item.epoch, env=item.env, kind=kind)


def _last_seen(session: Session, stream: str) -> dict[str, Any] | None:
    head = streams.heads(session, [stream]).get(stream)
    item = None if head is None else streams.item_at(session, stream, head.seq)
    return None if item is None else {"seq": item.seq, "hash": _hash(item)}


def _hash(item: StoredItem) -> str:
    return envelope_hash(item.body) if item.type == "msg" else clear_hash(item.body)


def _work(server: ServerSecrets, school_id: SchoolId) -> Proof:
    challenge = challenges.issue(server, "work", school_id, clock.now(), minutes=10, bits=1)
    for answer in map(str, count()):
        if challenges.is_solved(challenge, answer):
            return Proof(challenge=challenge.text, answer=answer)
    raise AssertionError("some number always solves it")
