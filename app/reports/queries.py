"""Reading reports and mailboxes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import Column, ColumnElement, Row, Select, bindparam, func, or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from app.conversations import queries as conversations
from app.conversations.schemas import conv_stream
from app.core import clock, encoding
from app.core.columns import table_of
from app.core.ids import ConversationId, PersonId, SchoolId
from app.keys import queries as keys
from app.people import queries as people
from app.people.actors import Pupil, Role, readers_of
from app.realtime import queries as realtime
from app.reports import policy
from app.reports.schemas import (
    Claim,
    Family,
    Given,
    HolderRole,
    IsHere,
    Mailbox,
    Report,
    Route,
    Safe,
    State,
    Urgency,
    Want,
    Who,
)
from app.reports.tables import RED, MailboxRow, ReportRow
from app.schools import queries as schools

LEFT = "Somebody who has left"

CASES: ReadOnlyColumnCollection[str, Column[Any]] = table_of(ReportRow).c
"""The columns of a case, for the filters and orders of the domains above. Rows leave here as `Report`."""

_REPORT = table_of(ReportRow)
_MAILBOX = table_of(MailboxRow)

# Built once: whoever sends a report, opens a mailbox or has a case before them asks one of these.
_ONE = select(_REPORT).where(CASES.id == bindparam("id"))
_ONE_LOCKED = _ONE.with_for_update()
_MAILBOX_KEY = select(_MAILBOX.c.conversation_id, _MAILBOX.c.key).where(
    _MAILBOX.c.school_id == bindparam("school"), _MAILBOX.c.locator_hash == bindparam("locator_hash")
)
_AHEAD = (
    select(func.count())
    .select_from(_REPORT)
    .where(
        CASES.school_id == bindparam("school"),
        CASES.group_name == bindparam("group"),
        CASES.state == "waiting",
        CASES.want == bindparam("want"),
        CASES.waiting_since < bindparam("since"),
    )
)


def report(session: Session, conversation_id: str, *, lock: bool = False) -> Report | None:
    """Where a case stands. `lock` holds the row until the commit."""
    row = session.connection().execute(_ONE_LOCKED if lock else _ONE, {"id": conversation_id}).first()
    return None if row is None else _report_of(row)


def where(
    session: Session, *conditions: ColumnElement[bool], order: Sequence[ColumnElement[Any]], limit: int
) -> list[Report]:
    """The cases that meet every condition (over `CASES`), in order."""
    return _reports(session, select(_REPORT).where(*conditions).order_by(*order).limit(limit))


def waiting_for_mentor(session: Session, school_id: SchoolId) -> list[Report]:
    """The cases whose pupil waits for a mentor now, the longest first."""
    statement = (
        select(_REPORT)
        .where(
            CASES.school_id == school_id,
            CASES.group_name.in_(sorted(policy.MENTORED)),
            CASES.state == "waiting",
            CASES.want == "mentor",
            CASES.mentor.is_not(None),
        )
        .order_by(CASES.waiting_since, CASES.id)
    )
    return _reports(session, statement)


def waiting(session: Session) -> list[Report]:
    """The cases of every school whose pupil waits, or has been claimed and not yet met."""
    return _reports(session, select(_REPORT).where(CASES.state.in_(("waiting", "claimed"))).order_by(CASES.id))


def unmet(session: Session) -> list[Report]:
    """The cases of every school whose pupil waits, or was passed on and has nobody yet, the longest waiting first."""
    statement = (
        select(_REPORT)
        .where(CASES.waiting_since.is_not(None), CASES.state.in_(("waiting", "passed")))
        .order_by(CASES.waiting_since, CASES.id)
    )
    return _reports(session, statement)


def pressing(session: Session, now: datetime) -> list[Report]:
    """The red cases of every school that nobody has opened, or whose pupil wrote again and is past the time to look."""
    unseen = or_(CASES.opened_at.is_(None), CASES.target_at <= now)
    return _reports(session, select(_REPORT).where(RED, unseen).order_by(CASES.received_at, CASES.id))


def by_id(session: Session, case_ids: Collection[str]) -> dict[str, Report]:
    """Where those cases stand."""
    return {found.id: found for found in _reports(session, select(_REPORT).where(CASES.id.in_(case_ids)))}


def held_live(session: Session, person_id: PersonId) -> list[Report]:
    """The chats that a person holds or has claimed, the oldest first."""
    statement = (
        select(_REPORT)
        .where(CASES.holder_id == person_id, CASES.state.in_(("claimed", "live")))
        .order_by(CASES.received_at, CASES.id)
    )
    return _reports(session, statement)


def somebody_on_duty(session: Session, school_id: SchoolId, group: str, want: Want) -> bool:
    """Whether anybody who could answer live has said they are on duty. With a mentor, an adult must be too."""
    on_duty = people.on_duty(session, school_id)
    if want == "none" or not on_duty:
        return False
    if want == "mentor" and not any(duty.role is Role.MENTOR for duty in on_duty):
        return False
    readers = readers_of_case(session, school_id, group)
    return any(duty.person_id in readers for duty in on_duty)


def readers_of_case(session: Session, school_id: SchoolId, group: str) -> set[PersonId]:
    """Everybody who reads what `group` receives."""
    return set().union(*(people.member_ids(session, school_id, name) for name in readers_of(group)))


def test_ended(session: Session, school_id: SchoolId) -> datetime | None:
    """When the first test report that had been opened and answered was closed, or None.

    Only what the safeguarding and pastoral teams read is asked: a test sent to the head says nothing here.
    """
    statement = select(func.min(CASES.closed_at)).where(
        CASES.school_id == school_id,
        CASES.test,
        CASES.group_name.in_(sorted(policy.MENTORED)),
        CASES.state == "closed",
        CASES.opened_at.is_not(None),
        CASES.last_staff_at.is_not(None),
    )
    found: datetime | None = session.connection().execute(statement).scalar()
    return found


def mailbox_key(session: Session, school_id: SchoolId, locator_hash: bytes) -> tuple[ConversationId, bytes] | None:
    """The conversation and public key behind a locator's hash."""
    row = session.connection().execute(_MAILBOX_KEY, {"school": school_id, "locator_hash": locator_hash}).first()
    return None if row is None else (ConversationId(row.conversation_id), row.key)


def mailbox(session: Session, actor: Pupil, is_here: IsHere) -> Mailbox:
    """The pupil's own view. The caller's session proves that there is one."""
    found = report(session, actor.conversation_id)
    if found is None:
        raise LookupError("a pupil's session without a report")
    stream = conv_stream(found.id)
    school = schools.by_id(session, found.school_id)
    head = realtime.heads(session, [stream])[stream]
    key_state = conversations.key_states(session, [stream])[stream]
    who = _who(session, found)
    return Mailbox(
        conv=found.id,
        stream=stream,
        state=found.state,
        seq=head.seq,
        epoch=key_state.epoch,
        rekey=key_state.rekey,
        want=found.want,
        who=None if found.state == "claimed" else who,
        claim=_claim(session, found, who),
        given=_given(session, found),
        route=cast(Route, found.group),
        safe=found.safe,
        status=people.status(session, school, clock.now(), is_here),
        place=place(session, found),
        frozen=found.frozen_at is not None,
    )


def alias_of(session: Session, school_id: SchoolId, person_id: PersonId) -> str:
    """What a person is called here; a plain phrase for somebody who has left."""
    return aliases(session, school_id).get(person_id, LEFT)


def aliases(session: Session, school_id: SchoolId) -> dict[str, str]:
    """What everyone at a school is called."""
    return {person.id: person.alias for person in people.people(session, school_id)}


def place(session: Session, found: Report) -> Literal[1, 2, "more"] | None:
    """The pupil's place among those who wait for the same kind of person, in bands: a count would tell of others."""
    if found.state != "waiting" or found.waiting_since is None:
        return None
    those = {"school": found.school_id, "group": found.group, "want": found.want, "since": found.waiting_since}
    ahead = session.connection().execute(_AHEAD, those).scalar()
    return {0: 1, 1: 2}.get(ahead or 0, "more")  # type: ignore[return-value] # the three values are the literal's


def _reports(session: Session, statement: Select[Any]) -> list[Report]:
    return [_report_of(row) for row in session.connection().execute(statement)]


def _report_of(row: Row[Any]) -> Report:
    return Report(
        id=ConversationId(row.id),
        school_id=SchoolId(row.school_id),
        group=row.group_name,
        number=row.number,
        safe=cast(Safe, row.safe),
        mentor=cast("Family | None", row.mentor),
        want=cast(Want, row.want),
        state=cast(State, row.state),
        urgency=cast(Urgency, row.urgency),
        owner_id=None if row.owner_id is None else PersonId(row.owner_id),
        holder_id=None if row.holder_id is None else PersonId(row.holder_id),
        holder_role=cast("HolderRole | None", row.holder_role),
        wanted_id=None if row.wanted_id is None else PersonId(row.wanted_id),
        frozen_at=row.frozen_at,
        frozen_by=None if row.frozen_by is None else PersonId(row.frozen_by),
        alarm_level=row.alarm_level,
        alarmed_at=row.alarmed_at,
        received_at=row.received_at,
        opened_at=row.opened_at,
        last_pupil_at=row.last_pupil_at,
        last_staff_at=row.last_staff_at,
        target_at=row.target_at,
        follow_up_at=row.follow_up_at,
        waiting_since=row.waiting_since,
        reply_at=row.reply_at,
        snoozed_at=row.snoozed_at,
        snoozed_until=row.snoozed_until,
        closed_at=row.closed_at,
        overflow=row.overflow,
        test=row.test,
        v=row.v,
    )


def _who(session: Session, found: Report) -> Who | None:
    if found.holder_id is None or found.holder_role is None:
        return None
    role: Literal["mentor", "adult"] = "mentor" if found.holder_role == "mentor" else "adult"
    return Who(role=role, alias=alias_of(session, found.school_id, found.holder_id), person=found.holder_id)


def _claim(session: Session, found: Report, who: Who | None) -> Claim | None:
    if found.state != "claimed" or found.holder_id is None or who is None:
        return None
    kem = encoding.encode(keys.kem_key(session, found.holder_id))
    return Claim(person=found.holder_id, alias=who.alias, kem=kem)


def _given(session: Session, found: Report) -> list[Given]:
    given = [who.person_id for who in conversations.participants(session, found.id) if who.role != "adult"]
    return [Given(person=each, kem=encoding.encode(keys.kem_key(session, each))) for each in given]
