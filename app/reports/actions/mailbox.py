"""Opening and forgetting a mailbox."""

import hashlib

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit.schemas import AuditAction
from app.core import clock, encoding
from app.core.ids import ConversationId, SchoolId
from app.core.secrets import ServerSecrets
from app.people.actors import Pupil
from app.reports import challenges, queries
from app.reports.actions.state import record
from app.reports.actions.submit import NO_SESSION, spend
from app.reports.errors import WordsUnknown, WorkWrong
from app.reports.schemas import OpenMailbox
from app.reports.tables import MailboxRow
from app.sealing import verify

# The first test key of RFC 8032. An unknown locator costs the same check of a signature as a known one, so that the
# time of an answer does not tell whether a mailbox exists. Anyone can sign under it, and it opens nothing for them.
_NOBODY = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")


def open_mailbox(session: Session, school_id: SchoolId, proof: OpenMailbox, secrets: ServerSecrets) -> ConversationId:
    """The conversation that these words open. The challenge is used up only by success.

    Raises `WordsUnknown` for an unknown locator, a forgotten one and a wrong signature alike; `ChallengeOld`,
    `ChallengeSpent`.
    """
    try:
        challenge = challenges.read(secrets, "mailbox", school_id, proof.challenge, clock.now())
    except WorkWrong:
        raise WordsUnknown from None
    found = queries.mailbox_key(session, school_id, locator_hash(proof.locator))
    key = _NOBODY if found is None else found[1]
    signed = verify.mailbox_opens(
        key, school=school_id, challenge=proof.challenge, signature=encoding.decode(proof.sig, exact=64)
    )
    if found is None or not signed:
        raise WordsUnknown
    spend(session, challenge)
    _record(session, Pupil(found[0], school_id, NO_SESSION), AuditAction.MAILBOX_OPENED)
    return found[0]


def forget_words(session: Session, actor: Pupil) -> None:
    """These words open nothing any more. Sessions that are open end when their page does."""
    session.execute(delete(MailboxRow).where(col(MailboxRow.conversation_id) == actor.conversation_id))
    _record(session, actor, AuditAction.MAILBOX_FORGOTTEN)


def locator_hash(locator: str) -> bytes:
    """What is stored of a locator, and what its budget is kept under."""
    return hashlib.sha256(encoding.decode(locator, exact=32)).digest()


def _record(session: Session, pupil: Pupil, action: AuditAction) -> None:
    report = queries.report(session, pupil.conversation_id)
    if report is None:
        raise LookupError("a mailbox without a report")
    record(session, report, pupil, action)
