"""Hillcrest in a test's own database, and pupils who send real sealed reports into it, without a server in between."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy.orm import Session

from app.audit import queries as audit
from app.audit.queries import Filter
from app.audit.schemas import log_id
from app.cli.demo.browser import Telling, Thread, random_id, staff
from app.cli.demo.ceremony import Enrolled, Held
from app.conversations.schemas import NewItem, me_stream
from app.core.db import Database
from app.core.ids import SessionId
from app.mentoring.actions import chat, offers, queue, shifts, supervising
from app.mentoring.schemas.queue import Alarm, ToDo
from app.mentoring.schemas.shifts import DutyWanted
from app.people.actors import Staff
from app.realtime import queries as streams
from app.realtime.schemas import StoredItem
from app.reports import queries as reports
from app.reports.schemas import Report
from app.schools.schemas import School
from app.sealing.mailbox import mailbox_keys
from tests import hillcrest

P = ParamSpec("P")
T = TypeVar("T")

MENTOR_WANTED = Telling("They stopped sitting with me.", ("bullying",), mentor="friends", chat="mentor")
ADULT_WANTED = Telling("Someone keeps following me home.", ("else",), chat="adult")
NOT_SAFE = Telling("There are people at the gate.", ("fights",), safe="no", chat="adult")
ABOUT_STAFF = Telling("A teacher shouts at one boy.", ("staff",), route="head", chat="none")
PASTORAL = Telling("I have nobody to sit with.", ("friends",), route="pastoral", chat="adult")
NO_CHAT = Telling("The lights in the shed are off.", ("else",), chat="none")


def everybody_is_here(_: str) -> bool:
    return True


def nobody_is_here(_: str) -> bool:
    return False


@dataclass(slots=True)
class World:
    """The school, its people, and the database they share."""

    db: Database
    school: School
    held: Held

    def do(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A write, committed."""
        return self.db.write_now(fn, *args, **kwargs)

    def ask(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """A read."""
        return self.db.read_now(fn, *args, **kwargs)

    def enrolled(self, name: str) -> Enrolled:
        """Somebody with their keys, by the part of their address before the @."""
        return next(one for one in self.held.people if one.person.email.startswith(f"{name}@"))

    def actor(self, name: str) -> Staff:
        """Somebody as the domains see them."""
        return replace(staff(self.enrolled(name)), session_id=SessionId("test"))

    def on_duty(self, *names: str) -> None:
        for name in names:
            self.do(shifts.set_duty, self.actor(name), DutyWanted(state="on", feeling="good"))

    def pupil(self, telling: Telling = ADULT_WANTED) -> Thread:
        """A pupil who has written and not yet sent."""
        # The words are not stretched: what is tested here begins after Argon2id.
        keys = mailbox_keys(random_id().encode().ljust(32)[:32])
        return Thread(self.held, self.school.id, "", keys, telling)

    def report(self, telling: Telling = ADULT_WANTED) -> Thread:
        """A report that is on disk."""
        thread = self.pupil(telling)
        self.do(thread.report, hillcrest.SERVER)
        return thread

    def mentored(self) -> Thread:
        """A live chat that Robin holds, with Ms Khan on duty."""
        self.on_duty("khan", "robin", "sam")
        thread = self.report(MENTOR_WANTED)
        self.claimed(thread)
        return thread

    def claimed(self, thread: Thread, mentor: str = "robin") -> None:
        """A mentor claims, and the pupil's page lets them in."""
        self.do(queue.claim, self.actor(mentor), thread.pupil.id, None, everybody_is_here)
        self.do(thread.pupil_lets_in, self.enrolled(mentor))

    def written(self, thread: Thread, name: str, stream: str, kind: str, text: str) -> NewItem:
        """What somebody's page has sealed and not sent."""
        sealed = self.do(thread.sealed, self.enrolled(name), stream, kind, {"text": text})
        return NewItem(cmid=sealed.cmid, epoch=sealed.epoch, env=sealed.env, kind=kind)

    def chatted(self, thread: Thread, name: str) -> None:
        """All that a chat with an adult can go through: waited for, passed on, rung for, watched, frozen, ended."""
        actor, case_id = self.actor(name), thread.pupil.id
        self.do(queue.wait, thread.pupil, "adult", everybody_is_here)
        self.do(chat.escalate, thread.pupil, case_id, "asked")
        for alarm in (Alarm(1, "passed"), Alarm(2, "passed")):
            self.do(offers.attend, ToDo(self.case(thread), None, alarm), everybody_is_here)
        self.do(queue.claim, actor, case_id, None, everybody_is_here)
        self.do(supervising.watch, actor, case_id)
        self.do(supervising.freeze, actor, case_id)
        self.do(supervising.unfreeze, actor, case_id)
        self.do(chat.finish, actor, case_id)

    def case(self, thread: Thread) -> Report:
        """Where a case stands."""
        found = self.ask(reports.report, thread.id)
        assert found is not None
        return found

    def items(self, stream: str) -> list[StoredItem]:
        """Every item of a stream."""
        return self.ask(streams.items_after, stream, 0, 1000)

    def desk(self, name: str) -> list[dict[str, Any]]:
        """What a person's private stream says."""
        return [json.loads(item.body) for item in self.items(me_stream(self.enrolled(name).person.id))]

    def recorded(self, log: str) -> list[str]:
        """What a log says was done, the newest first."""
        page = self.ask(audit.entries, [log_id(self.school.id, log)], Filter())
        return [entry.action for entry in page.entries]

    def last(self, stream: str) -> dict[str, Any]:
        """What the newest clear item of a stream says."""
        body: dict[str, Any] = json.loads(next(item.body for item in self.items(stream)[::-1] if item.type != "msg"))
        return body
