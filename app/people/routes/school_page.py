"""A school's front page."""

from fastapi import APIRouter
from sqlalchemy.orm import Session

from app.core import clock
from app.people import queries
from app.people.actors import Group, Role
from app.people.schemas import AddedTopicOut, IsHere, MentorName, PageTopics, Person, Reader, SchoolPage
from app.people.session import Anyone, Db, Here
from app.schools import queries as schools
from app.schools.schemas import OwnTopics

router = APIRouter(prefix="/api")


@router.get("/schools/{slug}")
async def school_page(slug: str, _: Anyone, db: Db, here: Here) -> SchoolPage:
    """What anyone may know of a school, and what the pupil page says about time."""
    return await db.read(_school_page, slug, here)


def _school_page(session: Session, slug: str, here: IsHere) -> SchoolPage:
    school = schools.by_slug(session, slug)
    here_now = [one for one in queries.people(session, school.id) if one.state == "active"]
    team = [one for one in here_now if Group.SAFEGUARDING in one.groups]
    pastoral = [one for one in here_now if Group.PASTORAL in one.groups and one not in team]
    return SchoolPage(
        id=school.id,
        slug=school.slug,
        name=school.name,
        team=school.team,
        exit_url=school.exit_url,
        status=queries.status(session, school, clock.now(), here),
        # The lead before the deputies, as a pupil would expect to read it.
        safety_team=[Reader(alias=one.alias, title=one.title) for one in sorted(team, key=_rank)],
        routes=[group for group in Group if any(group in one.groups for one in here_now)],
        pastoral_team=[Reader(alias=one.alias, title=one.title) for one in pastoral],
        # Without anybody in the pastoral team there is nobody but the safety team to send anything to.
        pastoral_topics=list(school.pastoral_topics) if pastoral else [],
        topics=_topics(school.topics),
        mentors=[MentorName(alias=one.alias) for one in here_now if one.role is Role.MENTOR],
        demo=school.demo,
    )


def _topics(own: OwnTopics) -> PageTopics:
    return PageTopics(
        labels=own.labels,
        hidden=list(own.hidden),
        adults=[name for name, to in own.raised.items() if to.handler is not None or to.urgency == "red"],
        added=[AddedTopicOut(id=new.id, label=new.label, like=new.like) for new in own.added],
    )


def _rank(person: Person) -> int:
    return list(Role).index(person.role)
