"""Signing in and out, and who the caller is."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.core import encoding
from app.core.http import SESSION_COOKIE
from app.people import actions, queries
from app.people.actors import Staff
from app.people.schemas import ARGON2ID, Me, MySchool, SessionEnd, SignInProof, SignInStart, Stretch
from app.people.session import Anyone, Db, StaffActor
from app.people.sign_in import SignInDesk
from app.schools import queries as schools

router = APIRouter(prefix="/api")


def _desk(request: Request) -> SignInDesk:
    return cast(SignInDesk, request.app.state.sign_in)


Desk = Annotated[SignInDesk, Depends(_desk)]


@router.post("/session/start")
async def start_sign_in(body: SignInStart, _: Anyone, desk: Desk) -> Stretch:
    """How to stretch this account's passphrase. An address that nobody has gets an answer of the same kind."""
    return Stretch(salt=encoding.encode(await desk.salt(body.email)), **ARGON2ID)


@router.post("/session")
async def sign_in(body: SignInProof, _: Anyone, desk: Desk, response: Response, db: Db) -> Me:
    """Prove an account and get the cookie."""
    person, opened = await desk.open(body.email, encoding.decode(body.auth, exact=32), body.code)
    # No Max-Age: on a shared computer the cookie goes when the browser closes, whatever the session has left.
    response.set_cookie(SESSION_COOKIE, opened.token, path="/", secure=True, httponly=True, samesite="strict")
    actor = Staff(person.id, person.school_id, person.role, person.groups, opened.session_id, person.alias)
    return await db.read(_me, actor)


@router.get("/session")
async def who_am_i(actor: StaffActor, db: Db) -> Me:
    """The caller."""
    return await db.read(_me, actor)


@router.delete("/session", status_code=204)
async def sign_out(actor: StaffActor, response: Response, db: Db) -> None:
    """End the caller's session everywhere it is open."""
    await db.write(actions.sign_out, actor)
    response.delete_cookie(SESSION_COOKIE, path="/", secure=True, httponly=True, samesite="strict")


def _me(session: Session, actor: Staff) -> Me:
    person = queries.person(session, actor.school_id, actor.person_id)
    school = schools.by_id(session, actor.school_id)
    return Me(
        id=person.id,
        school=MySchool(id=school.id, slug=school.slug, name=school.name, demo=school.demo),
        email=person.email,
        alias=person.alias,
        role=person.role,
        groups=sorted(person.groups),
        session=SessionEnd(expires=queries.session_end(session, actor.session_id)),
    )
