"""Deciding what pupils can pick."""

from sqlalchemy.orm import Session

from app.people.actors import Staff
from app.reports import topics
from app.reports.schemas import TopicChoices
from app.schools import actions, queries
from app.schools.schemas import OwnTopics


def decide_topics(session: Session, actor: Staff, wanted: TopicChoices) -> OwnTopics:
    """The list is this from here on. Raises what `app.reports.topics.own_topics` refuses."""
    own = topics.own_topics(wanted, queries.by_id(session, actor.school_id).topics)
    actions.set_topics(session, actor, actor.school_id, own)
    return own
