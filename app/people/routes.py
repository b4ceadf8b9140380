"""HTTP of `people`: a school's front page, signing in and out, duty, and who a case may be given to."""

from collections.abc import Callable
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session

from app.core import clock, encoding
from app.core.http import SESSION_COOKIE
from app.people import actions, queries
from app.people.actors import Group, Role, Staff
from app.people.schemas import (
    ARGON2ID,
    Colleague,
    Colleagues,
    Duty,
    DutyPerson,
    DutyWanted,
    Me,
    MentorName,
    MySchool,
    Person,
    Reader,
    SchoolPage,
    SessionEnd,
    SignInProof,
    SignInStart,
    Stretch,
)
from app.people.session import Anyone, Db, Here, StaffActor
from app.people.sign_in import SignInDesk
from app.schools import queries as schools

router = APIRouter(prefix="/api")

IsHere = Callable[[str], bool]


def _desk(request: Request) -> SignInDesk:
    return cast(SignInDesk, request.app.state.sign_in)


Desk = Annotated[SignInDesk, Depends(_desk)]


@router.get("/schools/{slug}")
async def school_page(slug: str, _: Anyone, db: Db, here: Here) -> SchoolPage:
    """What anyone may know of a school, and what the pupil page says about time."""
    return await db.read(_school_page, slug, here)


def _school_page(session: Session, slug: str, here: IsHere) -> SchoolPage:
    school = schools.by_slug(session, slug)
    team = queries.members(session, school.id, Group.SAFEGUARDING)
    mentors = queries.with_role(session, school.id, Role.MENTOR)
    return SchoolPage(
        id=school.id,
        slug=school.slug,
        name=school.name,
        team=school.team,
        exit_url=school.exit_url,
        status=queries.status(session, school, clock.now(), here),
        # The lead before the deputies, as a pupil would expect to read it.
        safety_team=[Reader(alias=one.alias, title=one.title) for one in sorted(team, key=_rank)],
        mentors=[MentorName(alias=person.alias) for person in mentors],
        demo=school.demo,
    )


def _rank(person: Person) -> int:
    return list(Role).index(person.role)


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


@router.get("/duty")
async def duty(actor: StaffActor, db: Db, here: Here) -> Duty:
    """Who is on duty."""
    return await db.read(_duty, actor, here)


@router.post("/duty")
async def set_duty(body: DutyWanted, actor: StaffActor, db: Db, here: Here) -> Duty:
    """Go on duty, or off."""
    await db.write(actions.set_duty, actor, body.state)
    return await db.read(_duty, actor, here)


def _duty(session: Session, actor: Staff, here: IsHere) -> Duty:
    people = queries.on_duty(session, actor.school_id)
    return Duty(
        people=[DutyPerson(alias=duty.alias, role=duty.role, live=here(duty.person_id)) for duty in people],
        me=queries.duty_of(session, actor.person_id),
    )


@router.get("/groups/{name}/people")
async def may_be_given(name: str, actor: StaffActor, db: Db, here: Here) -> Colleagues:
    """Who a case of one of the caller's groups may be given to."""
    return await db.read(_may_be_given, actor, name, here)


def _may_be_given(session: Session, actor: Staff, group: str, here: IsHere) -> Colleagues:
    people = queries.may_be_given(session, actor, group)
    live = {duty.person_id for duty in queries.on_duty(session, actor.school_id) if here(duty.person_id)}
    return Colleagues(
        people=[
            Colleague(id=person.id, alias=person.alias, role=person.role, live=person.id in live) for person in people
        ]
    )
