"""HTTP of `reports`: sending one, coming back to it with return words, and what pupil and staff put into it."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request
from sqlalchemy.orm import Session

from app.conversations import access as conversations
from app.conversations import queries as streams
from app.conversations.schemas import (
    STREAM_PATTERN,
    EpochsOut,
    ItemsOut,
    NewItem,
    Sent,
    conv_stream,
)
from app.core import clock
from app.core.budgets import Budget, Budgets
from app.core.ids import SchoolId
from app.core.secrets import ServerSecrets
from app.core.settings import Settings
from app.people import actions as people
from app.people.actors import Actor, Pupil, Staff
from app.people.errors import TooManyTries
from app.people.session import Anyone, ConfirmedLead, Db, PupilActor, StaffActor
from app.reports import challenges, policy, queries
from app.reports.actions import mailbox as mailboxes
from app.reports.actions import sending, topics
from app.reports.actions.submit import NO_SESSION, submit_report
from app.reports.errors import SendingTooFast
from app.reports.schemas import (
    IsHere,
    Mailbox,
    MailboxChallenge,
    NewReport,
    Opened,
    OpenMailbox,
    Received,
    Submission,
    TopicChoices,
    Work,
)
from app.schools import queries as schools
from app.schools.schemas import OwnTopics

router = APIRouter(prefix="/api")

Stream = Annotated[str, Path(pattern=STREAM_PATTERN)]


class Desk:
    """What the calls below need of the running app."""

    def __init__(self, request: Request) -> None:
        state = request.app.state
        self.settings = cast(Settings, state.settings)
        self.secrets = cast(ServerSecrets, state.secrets)
        self.budgets = cast(Budgets, state.budgets)
        self.is_here = cast(IsHere, state.hub.is_here)


# Waits for nothing, but FastAPI gives what is not async a thread of its own for every request.
async def _desk(request: Request) -> Desk:
    return Desk(request)


App = Annotated[Desk, Depends(_desk)]


@router.get("/topics")
async def own_topics(actor: StaffActor, db: Db) -> OwnTopics:
    """What the caller's school has made of the list of topics."""
    return (await db.read(schools.by_id, actor.school_id)).topics


@router.put("/topics")
async def decide_topics(body: TopicChoices, actor: ConfirmedLead, db: Db) -> OwnTopics:
    """Decide it anew."""
    return await db.write(topics.decide_topics, actor, body)


@router.post("/schools/{slug}/work")
async def work(slug: str, _: Anyone, db: Db, app: App) -> Work:
    """A challenge to work on before sending a report. It is harder while many are asked for, and never refused."""
    school = await db.read(schools.by_slug, slug)
    # Kept by what is asked for and not by what is sent, or a report hidden from somebody could be inferred here.
    asked = f"work/{school.id}"
    app.budgets.reports.take(asked)
    bits = policy.work_bits(
        app.budgets.reports.load(asked), quiet=app.settings.work.quiet_bits, busy=app.settings.work.busy_bits
    )
    challenge = challenges.issue(app.secrets, "work", school.id, clock.now(), app.settings.work.minutes, bits)
    return Work(challenge=challenge.text, bits=challenge.bits, expires=challenge.expires)


@router.post("/schools/{slug}/reports", status_code=201)
async def send_report(slug: str, body: NewReport, _: Anyone, db: Db, app: App) -> Received:
    """Take in a report. A spent budget sends it to the review tray and refuses nobody."""
    school = await db.read(schools.by_slug, slug)
    within = app.budgets.reports.take(f"{body.route}/{school.id}")
    submission = Submission(school.id, body, overflow=not within)
    token, pupil, dup = await db.write(_receive, submission, app.secrets, app.settings.sessions.pupil_minutes)
    return Received(token=token, mailbox=await db.read(queries.mailbox, pupil, app.is_here), dup=dup)


def _receive(
    session: Session, submission: Submission, secrets: ServerSecrets, minutes: float
) -> tuple[str, Pupil, bool]:
    dup = submit_report(session, submission, secrets)
    pupil = Pupil(submission.conversation_id, submission.school_id, NO_SESSION)
    return _start(session, pupil, minutes), pupil, dup


def _start(session: Session, pupil: Pupil, minutes: float) -> str:
    return people.start_pupil_session(session, pupil.school_id, pupil.conversation_id, minutes=minutes)


@router.post("/schools/{slug}/mailbox/challenge")
async def mailbox_challenge(slug: str, _: Anyone, db: Db, app: App) -> MailboxChallenge:
    """A challenge to sign with the mailbox key. The same whether or not a mailbox exists: nobody has said which one."""
    school = await db.read(schools.by_slug, slug)
    challenge = challenges.issue(app.secrets, "mailbox", school.id, clock.now(), app.settings.work.minutes)
    return MailboxChallenge(challenge=challenge.text)


@router.post("/schools/{slug}/mailbox/open")
async def open_mailbox(slug: str, body: OpenMailbox, _: Anyone, db: Db, app: App) -> Opened:
    """Open a mailbox with return words."""
    school = await db.read(schools.by_slug, slug)
    # Kept for each locator and never for an address: a school has one address, and one child's slips lock out no other.
    key = f"{school.id}/{mailboxes.locator_hash(body.locator).hex()}"
    if not app.budgets.tries.take(key):
        raise TooManyTries(after_ms=app.budgets.tries.wait_ms(key))
    token, pupil = await db.write(_open, school.id, body, app.secrets, app.settings.sessions.pupil_minutes)
    return Opened(token=token, mailbox=await db.read(queries.mailbox, pupil, app.is_here))


def _open(
    session: Session, school_id: SchoolId, proof: OpenMailbox, secrets: ServerSecrets, minutes: float
) -> tuple[str, Pupil]:
    pupil = Pupil(mailboxes.open_mailbox(session, school_id, proof, secrets), school_id, NO_SESSION)
    return _start(session, pupil, minutes), pupil


@router.get("/mailbox")
async def mailbox(actor: PupilActor, db: Db, app: App) -> Mailbox:
    """The pupil's own view."""
    return await db.read(queries.mailbox, actor, app.is_here)


@router.get("/mailbox/items")
async def mailbox_items(actor: PupilActor, db: Db, after: Annotated[int, Query(ge=0, le=2**53)] = 0) -> ItemsOut:
    """A page of the conversation."""
    return await db.read(_items, actor, after)


@router.get("/mailbox/epochs")
async def mailbox_epochs(actor: PupilActor, db: Db) -> EpochsOut:
    """Every key epoch, with the pupil's wraps."""
    return await db.read(_epochs, actor)


def _items(session: Session, actor: Pupil, after: int) -> ItemsOut:
    found = conversations.conversation_to_read(session, actor, actor.conversation_id)
    return streams.items(session, found.who, found.place, after=after)


def _epochs(session: Session, actor: Pupil) -> EpochsOut:
    found = conversations.conversation_to_read(session, actor, actor.conversation_id)
    return streams.epochs(session, actor, found.who, found.place)


@router.post("/mailbox/items")
async def mailbox_send(body: NewItem, actor: PupilActor, db: Db, app: App) -> Sent:
    """The same as a `send` frame."""
    return await _send(db, app, actor, conv_stream(actor.conversation_id), body)


@router.post("/mailbox/forget", status_code=204)
async def forget(actor: PupilActor, db: Db) -> None:
    """These words open nothing any more."""
    await db.write(mailboxes.forget_words, actor)


@router.delete("/mailbox/session", status_code=204)
async def leave(actor: PupilActor, db: Db) -> None:
    """End the session of this page."""
    await db.write(people.end_session, actor.session_id)


@router.post("/streams/{stream}/items")
async def send(stream: Stream, body: NewItem, actor: StaffActor, db: Db, app: App) -> Sent:
    """The same as a `send` frame."""
    return await _send(db, app, actor, stream, body)


async def _send(db: Db, app: Desk, actor: Actor, stream: str, item: NewItem) -> Sent:
    _spend(app.budgets.staff_sends if isinstance(actor, Staff) else app.budgets.pupil_sends, actor.id)
    appended = await db.write(sending.send, actor, stream, item)
    return Sent(seq=appended.seq, dup=appended.dup)


def _spend(budget: Budget, key: str) -> None:
    if not budget.take(key):
        raise SendingTooFast(after_ms=budget.wait_ms(key))
