"""What the server does by itself: end what has run out, let nobody wait for a pupil who has gone, and sign the logs."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.alerts import queries as alerts
from app.alerts.actions import ladder
from app.alerts.pusher import Pusher
from app.audit import actions as audit
from app.audit import queries as audit_reading
from app.core import clock
from app.core.db import Database
from app.core.errors import log_unexpected
from app.core.ids import SchoolId, ShiftId
from app.core.secrets import ServerSecrets
from app.keys import queries as keys_reading
from app.mentoring import queries as mentoring
from app.mentoring.actions import offers, queue, reviews, shifts
from app.mentoring.queries import offers as offers_due
from app.people import actions as people
from app.people import queries as people_reading
from app.people.mail.post import Post
from app.people.roll import Reminder
from app.people.schemas import Person
from app.realtime import actions as realtime
from app.realtime import tickets
from app.reports import queries as reports
from app.reports.actions.submit import forget_spent
from app.schools import queries as schools

# Somebody whose session has run out loses every open socket within a second or so.
_SESSIONS_SECONDS = 1.0
_LOGS_SECONDS = 10.0
# A phone that sleeps for a moment keeps its place; a page that was closed does not hold a mentor for ever.
_WAITS_SECONDS = 60.0
# Whose training ran out at midnight is out of every chat before the minute is over.
_STANDINGS_SECONDS = 30.0
# A pupil who waits is put before the next mentor within the second.
_QUEUE_SECONDS = 1.0
# What is urgent rings within the second, and climbs to the second.
_ALERTS_SECONDS = 1.0
_SHIFTS_SECONDS = 20.0
# A lid that is closed for a moment ends nobody's shift.
_SHIFT_ENDS_AFTER = timedelta(minutes=2)
_MAIL_SECONDS = 5.0
# What comes round comes round by the day: nobody minds a quarter of an hour.
_REMINDERS_SECONDS = 900.0


def _everybody(_: str) -> bool:
    return True


def _alone() -> bool:
    return True


class Worker:
    """Rounds, each on its own pace, until `stop`. Of several processes the one that leads makes them."""

    def __init__(
        self,
        db: Database,
        secrets: ServerSecrets,
        *,
        post: Post | None = None,
        pusher: Pusher | None = None,
        is_here: Callable[[str], bool] = _everybody,
        leads: Callable[[], bool] = _alone,
        sessions_seconds: float = _SESSIONS_SECONDS,
        logs_seconds: float = _LOGS_SECONDS,
        waits_seconds: float = _WAITS_SECONDS,
    ) -> None:
        """`post` carries letters and `pusher` pushes; without them nobody does.

        `is_here` tells whether somebody has an open socket.

        `leads` is asked before each round. Two processes may both think so for a moment, when a connection has died
        unseen, so every round is one that does no harm twice.
        """
        self._db = db
        self._secrets = secrets
        self._post = post
        self._pusher = pusher
        self._sessions_seconds = sessions_seconds
        self._logs_seconds = logs_seconds
        self._waits_seconds = waits_seconds
        self._is_here = is_here
        self._leads = leads
        self._absent: set[str] = set()
        self._away: dict[ShiftId, datetime] = {}
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin the rounds on the running loop."""
        self._tasks = [
            self._round(self._sessions_seconds, self.end_sessions),
            self._round(self._logs_seconds, self.tidy),
            self._round(self._waits_seconds, self.end_waits),
            self._round(_STANDINGS_SECONDS, self.mind_standings),
            self._round(_QUEUE_SECONDS, self.mind_queue),
            self._round(_ALERTS_SECONDS, self.mind_alerts),
            self._round(_SHIFTS_SECONDS, self.mind_shifts),
            self._round(_REMINDERS_SECONDS, self.remind),
            self._round(_REMINDERS_SECONDS, self.sample),
        ]
        if self._post is not None:
            self._tasks.append(self._round(_MAIL_SECONDS, self._post.send_waiting))
        if self._pusher is not None:
            self._tasks.append(self._round(_ALERTS_SECONDS, self._pusher.send_waiting))

    async def stop(self) -> None:
        """Stop the rounds, and sign what the logs have gained since the last one."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._leads():
            await self.tidy()

    async def end_sessions(self) -> None:
        """End the sessions whose time is up. Reads first, so that a quiet second writes nothing."""
        if await self._db.read(people_reading.expired_session_ids, clock.now()):
            await self._db.write(people.end_expired)

    async def mind_standings(self) -> None:
        """Close the pages of those whose training has run out, and note whose is in date again."""
        begun, ended = await self._db.read(people_reading.pauses_to_change)
        for person in begun:
            await self._db.write(_pause, person)
        for person in ended:
            await self._db.write(_resume, person)

    async def remind(self) -> None:
        """Have letters sent of what comes round, once each, and forget what has served."""
        for school in await self._db.read(schools.every):
            if due := await self._db.read(_unsaid, school.id):
                await self._db.write(people.remind, school.id, due)
        await self._db.write(people.forget_old)

    async def sample(self) -> None:
        """Pick the mentors' chats of a week that adults read again."""
        for school in await self._db.read(schools.every):
            if await self._db.read(mentoring.may_pick, school.id):
                await self._db.write(reviews.pick, school.id)

    async def mind_shifts(self) -> None:
        """Take a mentor off duty whose page has been gone for two minutes. What they hold stays theirs."""
        now, running = clock.now(), await self._db.read(mentoring.open_shifts)
        away = {shift.id: shift for shift in running.values() if not self._is_here(shift.person_id)}
        self._away = {shift_id: self._away.get(shift_id, now) for shift_id in away}
        for shift_id, since in self._away.items():
            if now - since >= _SHIFT_ENDS_AFTER:
                await self._db.write(shifts.end_absent, away[shift_id])

    async def end_waits(self) -> None:
        """Take out of the queue whoever was not there at two rounds in a row. Their report stays."""
        waiting = await self._db.read(reports.waiting)
        absent = {report.id: report for report in waiting if not self._is_here(report.id)}
        for report in [absent[case_id] for case_id in absent.keys() & self._absent]:
            await self._db.write(queue.lapse, report)
        self._absent = set(absent)

    async def mind_queue(self) -> None:
        """Ask the next mentor about whoever waits, and ring for whom nobody takes. A quiet second writes nothing."""
        for todo in await self._db.read(offers_due.due, self._is_here):
            await self._db.write(offers.attend, todo, self._is_here)

    async def mind_alerts(self) -> None:
        """Raise what cannot wait, and climb until a named person answers. A quiet second writes nothing."""
        for todo in await self._db.read(alerts.due):
            await self._db.write(ladder.attend, todo)

    async def tidy(self) -> None:
        """Sign a checkpoint of every log that has grown, and forget unused tickets and challenges that have run out."""
        for log in await self._db.read(audit_reading.unsigned):
            await self._db.write(_sign, log, self._secrets)
        await self._db.write(tickets.forget_old)
        await self._db.write(realtime.forget_signals)
        await self._db.write(forget_spent)
        await self._db.write(audit.forget_acts)

    def _round(self, seconds: float, work: Callable[[], Awaitable[object]]) -> asyncio.Task[None]:
        async def if_leading() -> None:
            if self._leads():
                await work()

        return asyncio.create_task(_every(seconds, if_leading))


def _sign(session: Session, log: str, secrets: ServerSecrets) -> None:
    audit.sign_checkpoint(session, log, secrets)


def _unsaid(session: Session, school_id: SchoolId) -> list[Reminder]:
    coming = people_reading.training_reminders(session, school_id) + keys_reading.key_reminders(session, school_id)
    coming += mentoring.cover_reminders(session, school_id)
    return people_reading.unsaid(session, coming)


def _pause(session: Session, person: Person) -> None:
    people.pause(session, person.school_id, person.id)


def _resume(session: Session, person: Person) -> None:
    people.resume(session, person.school_id, person.id)


async def _every(seconds: float, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # noqa: BLE001 - a database that was away for a moment must not end the rounds
            # Nothing is lost, because the next round finds the same work.
            log_unexpected(error)
        await asyncio.sleep(seconds)
