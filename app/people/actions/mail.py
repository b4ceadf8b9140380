"""Letters that wait to be sent. They are written in the transaction that they tell of, and sent after it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import get_args

from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.audit import actions as audit
from app.audit.schemas import SYSTEM, AuditAction, Ref, log_id
from app.core import clock
from app.core.ids import PersonId, SchoolId, new_id
from app.core.rows import add_missing
from app.people import queries
from app.people.roll import Letter
from app.people.tables import LetterPaceRow, MailRow
from app.schools import queries as schools

AT_ONCE = 20
_FIRST_WAIT = timedelta(minutes=1)
TRIES = 10
"""A minute, two, four: after the tenth, eight and a half hours have passed."""
_PACES: Mapping[Letter, timedelta] = {
    "account_changed": timedelta(minutes=10),
    "sign_in_reset": timedelta(minutes=10),
    "recovery_used": timedelta(minutes=10),
}
_PACE = timedelta(hours=12)
"""How soon a person may be sent the same letter again. What warns of an intruder comes sooner than what reminds."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that is to be sent now."""

    id: str
    school_id: SchoolId
    school_name: str
    to: str
    letter: Letter
    invitation_id: str | None


def queue(
    session: Session,
    school_id: SchoolId,
    letter: Letter,
    to: str,
    *,
    invitation_id: str | None = None,
    due_at: datetime | None = None,
    log: str = "school",
) -> str | None:
    """Have `letter` sent to an address. It can hold nothing but what its name says, the school, and a link.

    `log`: whose log hears if it can never be sent. A letter about a case names the case's group, because in the
    school's own log it would tell others that there is one (promise 3). Answers the letter's id; None where an invented
    school writes to nobody.
    """
    if schools.by_id(session, school_id).demo:
        return None
    now = clock.now()
    row = MailRow(
        id=new_id(),
        school_id=school_id,
        to=to,
        letter=letter,
        invitation_id=invitation_id,
        log_name=log,
        tries=0,
        due_at=due_at or now,
        made_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def queue_for(session: Session, school_id: SchoolId, letter: Letter, who: Iterable[PersonId]) -> None:
    """The same for people of a school who are neither suspended nor gone, and none of them too often.

    Whoever was sent the same letter lately gets it later; whom one is waiting for already gets that one. So nobody is
    flooded, and what happened last is never what nobody hears of.
    """
    addresses = {one.id: one.email for one in queries.people(session, school_id) if one.state != "suspended"}
    # In order of id, so that two writers on PostgreSQL lock the paces in one order and never wait for each other.
    for person_id in sorted(set(who) & addresses.keys()):
        due_at = _turn(session, person_id, letter, addresses[person_id])
        if due_at is not None:
            queue(session, school_id, letter, addresses[person_id], due_at=due_at)


def forget(session: Session, address: str) -> None:
    """Nothing that waits goes to that address any more: whoever had it has left."""
    session.execute(delete(MailRow).where(col(MailRow.to) == address))


def claim_due(session: Session, now: datetime) -> list[Waiting]:
    """The letters to send now, each put off in case sending fails: the next process or the next round tries again."""
    rows = session.scalars(
        select(MailRow)
        .where(col(MailRow.due_at) <= now)
        .order_by(col(MailRow.due_at), col(MailRow.id))
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    waiting = []
    for row in rows:
        if row.tries >= TRIES:
            _give_up(session, row)
            continue
        row.due_at, row.tries = now + _FIRST_WAIT * 2**row.tries, row.tries + 1
        school_id = SchoolId(row.school_id)
        name = schools.by_id(session, school_id).name
        letter = next(known for known in get_args(Letter) if known == row.letter)
        waiting.append(Waiting(row.id, school_id, name, row.to, letter, row.invitation_id))
    session.flush()
    return waiting


def sent(session: Session, letter: Waiting) -> None:
    """The letter has gone. Nothing is kept of it."""
    session.execute(delete(MailRow).where(col(MailRow.id) == letter.id))


def _turn(session: Session, person_id: PersonId, letter: Letter, address: str) -> datetime | None:
    """When the next letter of a kind may go to somebody; None where one that says the same waits already."""
    now = clock.now()
    first = {"person_id": person_id, "letter": letter, "due_at": now}
    if add_missing(session, LetterPaceRow, [first]) == 1:
        return now
    row = session.get_one(LetterPaceRow, (person_id, letter), with_for_update=True)
    waits = select(MailRow).where(col(MailRow.to) == address, col(MailRow.letter) == letter, col(MailRow.tries) == 0)
    if session.scalars(waits.limit(1)).first() is not None:
        return None
    row.due_at = max(now, row.due_at + _PACES.get(letter, _PACE))
    return row.due_at


def _give_up(session: Session, row: MailRow) -> None:
    session.delete(row)
    audit.record(
        session,
        log=log_id(SchoolId(row.school_id), row.log_name),
        actor=SYSTEM,
        action=AuditAction.MAIL_FAILED,
        subject=Ref("letter", row.id),
        details={"letter": row.letter},
    )
