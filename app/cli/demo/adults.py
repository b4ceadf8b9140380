"""What the adults of the demo do with a case, through the same actions that their console calls."""

from sqlalchemy.orm import Session

from app.cli.demo.browser import Thread, staff
from app.cli.demo.ceremony import Enrolled
from app.core import encoding
from app.escalation.actions import endings as escalation
from app.escalation.actions import names
from app.escalation.schemas import Close, Decide, GivenName
from app.mentoring.schemas.debriefs import SealedNote
from app.reports import queries
from app.sealing.debrief import Debriefed, seal_debrief
from app.sealing.wrap import kem_public_key
from app.triage.actions import desk


def opens(session: Session, thread: Thread, who: Enrolled) -> None:
    """Somebody opens the case, and takes it on."""
    desk.open_case(session, staff(who), thread.id)
    desk.take(session, staff(who), thread.id, _version(session, thread))


def asks(session: Session, thread: Thread, who: Enrolled, text: str) -> None:
    """A question to the pupil, and the words on their page that there is one."""
    thread.says(session, who, text)
    desk.tell(session, staff(who), thread.id, "asked")


def decides(session: Session, thread: Thread, who: Enrolled, decision: str, why: str, considered: str) -> None:
    """A decision with its reasons."""
    fields = {
        "decision": decision,
        "why": why,
        "considered": considered,
        "child_told": "yes",
        "child_told_note": "In the chat, before anything was done.",
        "second_view": "Mr Osei",
        "review": None,
    }
    item = thread.sealed(session, who, thread.file, "decision", fields)
    escalation.record_decision(session, staff(who), thread.id, Decide(cmid=item.cmid, epoch=item.epoch, env=item.env))


def hears_who(session: Session, thread: Thread, name: str) -> None:
    """The pupil's page hands over who they are, sealed for the safeguarding team."""
    seed = thread.held.group("safeguarding").seed
    about = Debriefed(str(thread.school_id), thread.id, "pupil")
    note = seal_debrief(kem_public_key(seed), 1, about, thread.mailbox.sign, name)
    wire = SealedNote(epoch=1, wrap=encoding.encode(note.wrap), box=encoding.encode(note.box))
    names.give(session, thread.pupil, GivenName(group="safeguarding", note=wire))


def closes(session: Session, thread: Thread, who: Enrolled, outcome: str, reason: str, last: str) -> None:
    """The end: outcome and reason for the file, and a last word to the pupil."""
    body = Close(
        outcome=thread.sealed(session, who, thread.file, "outcome", {"outcome": outcome, "reason": reason}),
        last=thread.sealed(session, who, thread.conv, "last", {"text": last}),
        v=_version(session, thread),
    )
    escalation.close(session, staff(who), thread.id, body)


def _version(session: Session, thread: Thread) -> int:
    report = queries.report(session, thread.id)
    if report is None:
        raise LookupError("a thread that was never sent")
    return report.v
