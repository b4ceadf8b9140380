"""When a right ends, every open socket that came with it ends too (design promise 7)."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from app.core import clock
from app.core.ids import ConversationId, SessionId
from app.core.secrets import token_hash
from app.main import hub_for
from app.people import actions, queries
from app.people.errors import SignedOut
from app.realtime.codes import CloseCode
from app.realtime.connection import Connection
from app.worker import Worker
from tests.hillcrest import SERVER, Hillcrest

PATIENCE = 10


class OpenSocket:
    """A socket of one session: remembers the code it was closed with."""

    def __init__(self, hillcrest: Hillcrest, key: str, session: str) -> None:
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.connection = Connection(key=key, session=session, carrier=self, settings=hillcrest.settings.realtime)

    async def room(self) -> None: ...

    async def send(self, text: str, stream: str | None) -> None: ...

    def forget(self, stream: str) -> None: ...

    async def close(self, code: int, _last: str | None = None) -> None:
        self.closed.set_result(code)


def session_of(hillcrest: Hillcrest, name: str) -> SessionId:
    person = hillcrest.person(name).person
    return hillcrest.database.write_now(actions.sign_in, person, actions.Proof(), hours=10, idle_minutes=60).session_id


async def closed_with(hillcrest: Hillcrest, name: str, end: Callable[[SessionId], object]) -> tuple[int, bool]:
    """The code that a person's socket is closed with by `end`, and whether another session's socket stayed open."""
    hub = hub_for(hillcrest.database, hillcrest.settings)
    stop = hillcrest.database.listen(hub.deliver)
    try:
        person, session, other = hillcrest.person(name).person.id, session_of(hillcrest, name), SessionId("another")
        mine, theirs = OpenSocket(hillcrest, person, session), OpenSocket(hillcrest, "somebody", other)
        for socket in (mine, theirs):
            hub.attach(socket.connection, limit=5)
        await asyncio.to_thread(end, session)
        async with asyncio.timeout(PATIENCE):
            return await mine.closed, not theirs.closed.done()
    finally:
        stop()


def test_a_session_that_is_ended_closes_its_sockets_and_no_others(hillcrest: Hillcrest) -> None:
    def end(session: SessionId) -> None:
        hillcrest.database.write_now(actions.end_session, session)

    assert asyncio.run(closed_with(hillcrest, "khan", end)) == (CloseCode.SESSION_ENDED, True)


def test_ending_everything_of_a_person_closes_their_sockets(hillcrest: Hillcrest) -> None:
    def end(_session: SessionId) -> None:
        hillcrest.database.write_now(actions.end_sessions, "person", hillcrest.person("khan").person.id)

    assert asyncio.run(closed_with(hillcrest, "khan", end)) == (CloseCode.SESSION_ENDED, True)


def test_a_session_that_its_owner_ends_from_another_browser_closes_its_sockets(hillcrest: Hillcrest) -> None:
    def end(session: SessionId) -> None:
        hillcrest.database.write_now(actions.end_own_session, hillcrest.actor("khan"), session)

    assert asyncio.run(closed_with(hillcrest, "khan", end)) == (CloseCode.SESSION_ENDED, True)


def test_ending_all_others_closes_their_sockets(hillcrest: Hillcrest) -> None:
    def end(_session: SessionId) -> None:
        hillcrest.database.write_now(actions.end_other_sessions, hillcrest.actor("khan"))

    assert asyncio.run(closed_with(hillcrest, "khan", end)) == (CloseCode.SESSION_ENDED, True)


def test_a_session_that_runs_out_closes_its_sockets_by_itself(hillcrest: Hillcrest) -> None:
    def end(_session: SessionId) -> None:
        with clock.frozen(clock.now() + timedelta(hours=11)):
            asyncio.run(Worker(hillcrest.database, SERVER).end_sessions())

    assert asyncio.run(closed_with(hillcrest, "khan", end)) == (CloseCode.SESSION_ENDED, True)


def test_a_session_that_still_runs_is_left_alone(hillcrest: Hillcrest) -> None:
    session = session_of(hillcrest, "khan")
    asyncio.run(Worker(hillcrest.database, SERVER).end_sessions())
    assert hillcrest.database.read_now(queries.actor_of_session, session, clock.now()).id == hillcrest.actor("khan").id


def test_a_socket_asks_again_and_an_ended_session_is_nobodys(hillcrest: Hillcrest) -> None:
    session = session_of(hillcrest, "khan")
    hillcrest.database.write_now(actions.end_session, session)
    with pytest.raises(SignedOut):
        hillcrest.database.read_now(queries.actor_of_session, session, clock.now())


def test_no_token_is_stored_as_it_was_given(hillcrest: Hillcrest) -> None:
    school, conversation = hillcrest.school.id, ConversationId("0190a1b2-0000-7000-8000-000000000000")
    token = hillcrest.database.write_now(actions.start_pupil_session, school, conversation, minutes=10)
    found = hillcrest.database.read_now(queries.pupil_by_token, token_hash(token), clock.now())
    assert found.actor.conversation_id == conversation
    with pytest.raises(SignedOut):
        hillcrest.database.read_now(queries.pupil_by_token, token, clock.now())


def test_a_pupils_session_ends_within_a_day_however_much_it_is_used(hillcrest: Hillcrest) -> None:
    school, conversation = hillcrest.school.id, ConversationId("0190a1b2-0000-7000-8000-000000000000")
    with clock.frozen(clock.now()) as time:
        token = hillcrest.database.write_now(actions.start_pupil_session, school, conversation, minutes=60)
        found = hillcrest.database.read_now(queries.pupil_by_token, token_hash(token), clock.now())
        for _ in range(24):
            time.advance(minutes=59)
            hillcrest.database.write_now(actions.keep_session, found.actor.session_id, 60)
        time.advance(minutes=59)
        with pytest.raises(SignedOut):
            hillcrest.database.read_now(queries.pupil_by_token, token_hash(token), clock.now())
