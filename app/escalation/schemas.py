"""Decisions, endings, help routes and case files as the wire carries them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.conversations.schemas import Answer, EpochOut, ItemOut, SealedItem, Wire
from app.core.ids import UUID_PATTERN
from app.keys.schemas import EpochWrap, PairBox
from app.mentoring.schemas.debriefs import SealedNote
from app.triage.schemas import AtVersion

Audience = Literal["pupil", "staff", "parent"]


DutyKind = Literal["fgm", "csa", "second_view"]
"""A teacher's own call to 101 about FGM; notifying police or council; a view of a colleague's decision."""


class HelpRoute(BaseModel):
    """One way to help outside the school, as the project's dated file has it."""

    model_config = ConfigDict(extra="forbid", frozen=True, serialize_by_alias=True)

    id: str
    name: str
    audience: tuple[Audience, ...]
    url: str | None
    phone: str | None
    text: str | None
    hours: str | None
    local: bool
    ages: str | None
    nations: tuple[str, ...]
    """Empty where no published page named any."""
    for_: Annotated[str, Field(alias="for")]
    not_for: str
    acts: str
    anonymous: Literal["yes", "no", "unknown"]
    ask_first: tuple[str, ...]
    source: str
    check: str | None
    last_checked: date
    checked_by: str


class HelpFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    v: Literal[1]
    edition: date
    note: str
    stale_after_days: int
    routes: tuple[HelpRoute, ...]


class SchoolCheck(BaseModel):
    """What somebody at the school did with a route, and when."""

    model_config = ConfigDict(frozen=True)

    at: datetime
    by: str
    """What they are called."""


class OpeningCheck(SchoolCheck):
    """Whether its address opened on a pupil's device, through the school's filter."""

    opens: Literal["opened", "blocked"]


class HelpRouteOut(HelpRoute):
    """A route as this school has it. A pupil is never shown one that is stale.

    `missing`: its contact is the school's own area's, and nobody has filled it in. `phone` and `url` of such a route
    are the school's; `nights` is its number outside office hours.
    """

    nights: str | None
    missing: bool
    stale: bool
    shown_to_pupils: bool
    checked: SchoolCheck | None
    opening: OpeningCheck | None


class HelpRoutes(Answer):
    """Every route."""

    routes: list[HelpRouteOut]


class GivenName(Wire):
    """The name that a pupil gives, as a note (4.4) of `pupil` for the group that has the case."""

    group: Annotated[str, Field(pattern=r"^(safeguarding|pastoral|head|governors)$")]
    note: SealedNote


class NameGiven(Answer):
    """The same, as the group reads it."""

    at: datetime
    group: str
    note: SealedNote


class NamesGiven(Answer):
    """All that the pupil gave, oldest first."""

    names: list[NameGiven]


class NameStanding(Answer):
    """How often a name was given, and the last time: never what it is."""

    given: int
    last: datetime | None


Telephone = Annotated[str, Field(pattern=r"^[0-9+() ]{3,30}$")]


class Contact(Wire):
    """How to reach a service of the school's own area. `url` is checked against what could lead somebody astray."""

    phone: Telephone | None
    nights: Telephone | None
    url: Annotated[str, Field(max_length=300)] | None


class Opens(Wire):
    """What a pupil's device showed when the link was pressed."""

    opens: Literal["opened", "blocked"]


class HelpForPupils(Answer):
    """The ids of the routes that a pupil of this school may be shown today."""

    shown: list[str]


class HelpShown(Wire):
    """Which route was used for a case."""

    route: Annotated[str, Field(max_length=64)]


class Decide(SealedItem):
    """A sealed decision. In the clear go only whom it asks for a second view, and when to look at it again."""

    second: Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")] | None = None
    review: datetime | None = None


class DutyWanted(Wire):
    """A duty that is somebody's from now on. A second view is asked for with a decision, and nowhere else."""

    kind: Literal["fgm", "csa"]
    person: Annotated[str, Field(pattern=rf"^{UUID_PATTERN}$")]


class DutyFinished(Wire):
    """What came of it, sealed; null from whoever no longer reads the file."""

    item: SealedItem | None


class DutyOut(Answer):
    """One duty. `case` is null for whoever no longer reads it."""

    id: str
    kind: DutyKind
    about: str | None
    person: str
    alias: str
    case: str | None
    number: int | None
    group: str | None
    taken: datetime
    due: datetime
    done: datetime | None


class Duties(Answer):
    """Duties, the first due first."""

    duties: list[DutyOut]


class Close(AtVersion):
    """The two sealed items without which no case closes."""

    outcome: SealedItem
    last: SealedItem


class Reopen(AtVersion):
    """Why it is opened again, sealed."""

    reason: SealedItem


PackFor = Literal["social_care", "police", "lado", "ceop", "prevent", "health", "school", "court"]
"""The kinds of body that a referral pack is made for; `pack.json` says on what basis each may have one."""


class PackMade(Wire):
    """A referral pack that a browser has made: the hash of the file, for whom it is, and how many removals it has."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    to: PackFor
    redactions: Annotated[int, Field(ge=0, le=100_000)]


class FileSchool(Answer):
    """The school of a case file."""

    id: str
    name: str


class FileCase(Answer):
    """The case of a case file."""

    id: str
    number: int
    group: str


class FileRoster(Answer):
    """The roster in force when the file was made."""

    doc: str
    sig: str


class FileGroup(Answer):
    """The group whose recovery secret opens the file."""

    name: str
    epoch: int


class FileStream(Answer):
    """A stream, whole, with every wrap."""

    stream: str
    epochs: list[EpochOut]
    items: list[ItemOut]


class FileRecovery(Answer):
    """A set of the group's printed sheets: two of them open its boxes, which open its wraps."""

    set: int
    boxes: list[PairBox]
    wraps: list[EpochWrap]


class CaseFile(Answer):
    """Everything that `hark recover` needs and nothing it does not (docs/protocol.md section 8)."""

    v: Literal[1] = 1
    school: FileSchool
    case: FileCase
    exported: datetime
    roster: FileRoster
    group: FileGroup
    streams: list[FileStream]
    recovery: list[FileRecovery]
