"""Who is calling, as FastAPI dependencies. A route names its actor in its signature; the architecture test reads it.

A caller without a live session gets 401; one who is here but is not meant, or must confirm first, 403.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Generic, TypeVar, cast

from fastapi import Depends, Request

from app.core import clock
from app.core.db import Database
from app.core.errors import Forbidden
from app.core.http import SESSION_COOKIE
from app.core.secrets import token_hash
from app.people import actions, acts, policy, queries
from app.people.actors import Pupil, Role, Staff, Standing
from app.people.errors import ConfirmFirst, NotConfirmed, SignedOut
from app.people.queries import LiveSession

A = TypeVar("A")


class Guard(Generic[A]):
    """A dependency that resolves the caller. `hark_actor` names whom it admits."""

    def __init__(self, hark_actor: str, resolve: Callable[[Request], Awaitable[A]]) -> None:
        self.hark_actor = hark_actor
        self._resolve = resolve

    async def __call__(self, request: Request) -> A:
        """The caller. Raises `SignedOut` or `Forbidden`."""
        return await self._resolve(request)


def database(request: Request) -> Database:
    """The database of the running app."""
    return cast(Database, request.app.state.db)


async def _session(request: Request) -> LiveSession[Staff]:
    token = request.cookies.get(SESSION_COOKIE)
    if token is None:
        raise SignedOut
    db, sessions = database(request), request.app.state.settings.sessions
    found = await db.read(queries.staff_by_token, token_hash(token), clock.now())
    if queries.is_stale(found.ends_at, sessions.staff_idle_minutes, clock.now()):
        await db.write(actions.keep_session, found.actor.session_id, sessions.staff_idle_minutes)
    act = await acts.signed(request, found.actor)
    return found if act is None else replace(found, actor=replace(found.actor, act=act))


async def _signed_in(request: Request) -> Staff:
    return (await _session(request)).actor


async def _confirmed(request: Request) -> Staff:
    found = await _session(request)
    minutes = request.app.state.settings.sessions.confirm_minutes
    if found.confirmed_at is None or clock.now() - found.confirmed_at > timedelta(minutes=minutes):
        raise ConfirmFirst
    return found.actor


async def _at_work(request: Request) -> Staff:
    # The one place where a request meets somebody's standing. A socket meets the same rule at its hello.
    actor = await _signed_in(request)
    policy.check_at_work(actor)
    return actor


async def _staff(request: Request) -> Staff:
    actor = await _at_work(request)
    if not actor.meets_cases:
        raise Forbidden
    return actor


def _one_of(
    signed_in: Callable[[Request], Awaitable[Staff]], roles: frozenset[Role]
) -> Callable[[Request], Awaitable[Staff]]:
    """Somebody in one of those roles whom a signed roster names. A pause is no bar: it is from cases alone."""

    async def resolve(request: Request) -> Staff:
        actor = await signed_in(request)
        if actor.standing is Standing.JOINED:
            raise NotConfirmed
        if actor.role not in roles:
            raise Forbidden
        return actor

    return resolve


async def _pupil(request: Request) -> Pupil:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise SignedOut
    db, sessions = database(request), request.app.state.settings.sessions
    found = await db.read(queries.pupil_by_token, token_hash(token), clock.now())
    if queries.is_stale(found.ends_at, sessions.pupil_minutes, clock.now()):
        await db.write(actions.keep_session, found.actor.session_id, sessions.pupil_minutes)
    return found.actor


async def _adult(request: Request) -> Staff:
    actor = await _staff(request)
    if actor.is_mentor:
        raise Forbidden
    return actor


async def _supervisor(request: Request) -> Staff:
    actor = await _adult(request)
    if not actor.supervises:
        raise Forbidden
    return actor


async def _confirmed_reader(request: Request) -> Staff:
    actor = await _adult(request)
    await _confirmed(request)
    return actor


async def _mentor(request: Request) -> Staff:
    actor = await _staff(request)
    if not actor.is_mentor:
        raise Forbidden
    return actor


def is_here(request: Request) -> Callable[[str], bool]:
    """Tells whether somebody has an open socket."""
    return cast(Callable[[str], bool], request.app.state.hub.is_here)


async def _any_actor(request: Request) -> Staff | Pupil:
    # A pupil's page sends no cookie and a console no token, so which of the two is there says who is calling.
    return await (_pupil if "authorization" in request.headers else _at_work)(request)


async def _anyone(_request: Request) -> None:
    return None


# These two wait for nothing, but FastAPI gives what is not async a thread of its own for every request.
async def _database(request: Request) -> Database:
    return database(request)


async def _is_here(request: Request) -> Callable[[str], bool]:
    return is_here(request)


Db = Annotated[Database, Depends(_database)]
Here = Annotated[Callable[[str], bool], Depends(_is_here)]
Anyone = Annotated[None, Depends(Guard("anyone", _anyone))]
AnyActor = Annotated[Staff | Pupil, Depends(Guard("any_actor", _any_actor))]
SignedInActor = Annotated[Staff, Depends(Guard("signed_in", _signed_in))]
"""Anybody with a session, also while their access to cases has not begun or is paused."""
ConfirmedActor = Annotated[Staff, Depends(Guard("confirmed", _confirmed))]
"""The same, within ten minutes of proving who they are: for what changes an account, a key or a person."""
ConfirmedAdult = Annotated[Staff, Depends(Guard("confirmed_adult", _one_of(_confirmed, policy.ADULTS)))]
AdultMember = Annotated[Staff, Depends(Guard("adult_member", _one_of(_signed_in, policy.ADULTS)))]
"""An adult whom a signed roster names, in date or paused: for keys, which have to be looked after all the same."""
ManagerActor = Annotated[Staff, Depends(Guard("manager", _one_of(_signed_in, policy.MANAGERS)))]
InviterActor = Annotated[Staff, Depends(Guard("inviter", _one_of(_signed_in, policy.INVITERS)))]
LeaderActor = Annotated[Staff, Depends(Guard("leader", _one_of(_signed_in, policy.LEADERS)))]
ConfirmedInviter = Annotated[Staff, Depends(Guard("confirmed_inviter", _one_of(_confirmed, policy.INVITERS)))]
ConfirmedLeader = Annotated[Staff, Depends(Guard("confirmed_leader", _one_of(_confirmed, policy.LEADERS)))]
StaffActor = Annotated[Staff, Depends(Guard("staff", _staff))]
AdultActor = Annotated[Staff, Depends(Guard("adult", _adult))]
SupervisorActor = Annotated[Staff, Depends(Guard("supervisor", _supervisor))]
"""An adult who looks after mentors and their chats: of the safeguarding or the pastoral team."""
ReviewerActor = Annotated[Staff, Depends(Guard("reviewer", _one_of(_signed_in, policy.REVIEWERS)))]
"""Whoever answers for how the school looks after this: leads, head, chair and governors."""
RotaActor = Annotated[Staff, Depends(Guard("rota", _one_of(_at_work, policy.ROTA_KEEPERS)))]
ConfirmedLead = Annotated[Staff, Depends(Guard("confirmed_lead", _one_of(_confirmed, policy.LEAD)))]
ConfirmedReader = Annotated[Staff, Depends(Guard("confirmed_reader", _confirmed_reader))]
"""The same, within ten minutes of proving who they are: for what takes a case out of Hark."""
MentorActor = Annotated[Staff, Depends(Guard("mentor", _mentor))]
PupilActor = Annotated[Pupil, Depends(Guard("pupil", _pupil))]
