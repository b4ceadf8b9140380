"""The categories of worry and the topics that stand for them on the pupil's page: `topics.json`, read and checked.

Pure but for reading that file once. Nothing of a topic that a pupil picked ever reaches the server: these are the rules
for the list itself, and for what a school may make of it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Annotated, Final, Literal, Self, get_args

from pydantic import BaseModel, ConfigDict, Field

from app.reports.errors import CategoryUnknown, TopicDropped, TopicLabelTwice, TopicLowered, TopicNeeded, TopicUnknown
from app.reports.schemas import TopicChoices, Urgency
from app.schools.schemas import AddedTopic, Family, Handler, OwnTopics

HANDLERS: Final = get_args(Handler)
"""Who may handle a worry at least, the lowest first."""
URGENCIES: Final[tuple[Urgency, ...]] = ("green", "amber", "red")

Code = Annotated[str, Field(pattern=r"^[A-Z]+(-[A-Z]+)*$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9]+([_-][a-z0-9]+)*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Guidance(_Strict):
    """A document that a category rests on, and its edition."""

    name: Annotated[str, Field(min_length=1)]
    edition: Annotated[str, Field(pattern=r"^\d{4}$")]


class HandlerRise(_Strict):
    """Somebody higher handles it when this is so."""

    to: Handler
    when: Annotated[str, Field(min_length=1)]


class UrgencyRise(_Strict):
    """It is more urgent when this is so."""

    to: Urgency
    when: Annotated[str, Field(min_length=1)]


class Category(_Strict):
    """A kind of worry, as staff name it."""

    code: Code
    label: Annotated[str, Field(min_length=1, max_length=90)]
    concern: Literal[
        "content", "contact", "conduct", "commerce", "child_on_child", "violence", "abuse", "exploitation", "honour",
        "radicalisation", "mental_health", "early_help", "staff", "oversight", "any", None,
    ]  # fmt: skip
    """One of the four Cs of online risk, or the word of Keeping children safe in education; null where it has none."""
    family: Family | None
    handler: Handler
    handler_rises: HandlerRise | None
    urgency: Urgency
    urgency_rises: UrgencyRise | None
    help: Annotated[list[Name], Field(min_length=1)]
    checklist: Name
    guidance: Annotated[list[Name], Field(min_length=1)]


class Topic(_Strict):
    """What a pupil may pick."""

    id: Annotated[str, Field(pattern=r"^[a-z]+(_[a-z]+)*$")]
    label: Annotated[str, Field(min_length=1, max_length=60)]
    codes: Annotated[list[Code], Field(min_length=1)]
    family: Family | None
    handler: Handler
    urgency: Urgency
    help: Annotated[list[Name], Field(min_length=1)]
    nude: bool
    staff: bool
    always: bool
    """No school may hide it: whoever needs it would have no way in, or one past the people it is about."""
    checklist: Name


class TopicFile(_Strict):
    """The whole file."""

    v: Literal[1]
    edition: Annotated[str, Field(pattern=r"^\d{4}-\d{2}$")]
    guidance: dict[Name, Guidance]
    categories: list[Category]
    topics: list[Topic]


@dataclass(frozen=True, slots=True)
class Handling:
    """Who handles something at least, and how urgent it is at least."""

    handler: Handler
    urgency: Urgency

    def at_least(self, other: Self) -> Self:
        """The higher of both in each way."""
        return type(self)(
            max(self.handler, other.handler, key=HANDLERS.index), max(self.urgency, other.urgency, key=URGENCIES.index)
        )


@cache
def topic_file() -> TopicFile:
    """The file that comes with this release."""
    return TopicFile.model_validate_json(files("app.reports").joinpath("topics.json").read_text("utf-8"))


def handling_of(worries: Iterable[Category | Topic]) -> Handling:
    """How several worries at once are handled: as the gravest of them in each way."""
    whole = Handling("mentor_ok", "green")
    for worry in worries:
        whole = whole.at_least(Handling(worry.handler, worry.urgency))
    return whole


def own_topics(wanted: TopicChoices, before: OwnTopics) -> OwnTopics:
    """What a school makes of the list, checked: it may reword, hide, raise and add, and lower nothing.

    Raises `TopicUnknown`, `TopicNeeded`, `TopicLowered`, `CategoryUnknown`, `TopicDropped`, `TopicLabelTwice`.
    """
    shipped = {topic.id: topic for topic in topic_file().topics}
    added = tuple(
        AddedTopic(id=new.id, label=new.label, category=new.category, like=_like(new.category)) for new in wanted.added
    )
    own = OwnTopics(labels=wanted.labels, hidden=wanted.hidden, raised=wanted.raised, added=added)
    by_id = shipped | {new.id: shipped[new.like] for new in added}
    _check_known(own, shipped, by_id)
    _check_hidden(own, shipped)
    _check_raised(own, by_id)
    _check_kept(before, own)
    _check_labels(own, shipped)
    return own


def _like(category: str) -> str:
    """The shipped topic that something of this category is treated as."""
    found = next((topic.id for topic in topic_file().topics if category in topic.codes), None)
    if found is None:
        raise CategoryUnknown(data={"category": category})
    return found


def _check_known(own: OwnTopics, shipped: Mapping[str, Topic], by_id: Mapping[str, Topic]) -> None:
    unknown = [name for name in own.labels if name not in shipped]
    unknown += [name for name in (*own.hidden, *own.raised) if name not in by_id]
    if unknown:
        raise TopicUnknown(data={"topic": unknown[0]})


def _check_hidden(own: OwnTopics, shipped: Mapping[str, Topic]) -> None:
    for name in own.hidden:
        if name in shipped and shipped[name].always:
            raise TopicNeeded(data={"topic": name})


def _check_raised(own: OwnTopics, by_id: Mapping[str, Topic]) -> None:
    for name, to in own.raised.items():
        least = handling_of([by_id[name]])
        wanted = Handling(to.handler or least.handler, to.urgency or least.urgency)
        if wanted.at_least(least) != wanted:
            raise TopicLowered(data={"topic": name, "handler": least.handler, "urgency": least.urgency})


def _check_kept(before: OwnTopics, own: OwnTopics) -> None:
    """A report that was sent names its topics for ever, so one of the school's own is hidden and never taken away."""
    kept = {new.id: new.category for new in own.added}
    for old in before.added:
        if kept.get(old.id) != old.category:
            raise TopicDropped(data={"topic": old.id})


def _check_labels(own: OwnTopics, shipped: Mapping[str, Topic]) -> None:
    labels = {name: own.labels.get(name, topic.label) for name, topic in shipped.items()}
    labels |= {new.id: new.label for new in own.added}
    seen: set[str] = set()
    for name, label in labels.items():
        words = label.strip().casefold()
        if name not in own.hidden and (words == "" or words in seen):
            raise TopicLabelTwice(data={"topic": name})
        seen |= set() if name in own.hidden else {words}
