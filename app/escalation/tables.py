"""The rows of `escalation`."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime, register_ciphertext


class PersonalDutyRow(SQLModel, table=True):
    """Something about a case that one person has to do themselves. What came of it is sealed in the case's file."""

    __tablename__ = "personal_duties"
    __table_args__ = (UniqueConstraint("about", "person_id"), Index(None, "person_id", "done_at"))

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id")
    case_id: str = Field(foreign_key="reports.id", index=True)
    person_id: str = Field(foreign_key="people.id")
    kind: str
    """`fgm`, `csa` or `second_view`."""
    about: str | None = None
    """The `cmid` of the decision that a second view is asked of."""
    set_by: str = Field(foreign_key="people.id")
    taken_at: datetime = Field(sa_type=UtcDateTime)
    due_at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PupilNameRow(SQLModel, table=True):
    """A name that a pupil gave, sealed for the group that had their case then."""

    __tablename__ = "pupil_names"

    id: str = Field(primary_key=True)
    case_id: str = Field(foreign_key="reports.id", index=True)
    group_name: str
    epoch: int
    wrap: bytes = Field(sa_type=LargeBinary)
    box: bytes = Field(sa_type=LargeBinary)
    at: datetime = Field(sa_type=UtcDateTime)


class SchoolRouteRow(SQLModel, table=True):
    """What a school has found out about a help route: its own area's contact, and who last rang it or opened it."""

    __tablename__ = "school_routes"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    route_id: str = Field(primary_key=True)
    phone: str | None = None
    nights: str | None = None
    url: str | None = None
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    checked_by: str | None = Field(default=None, foreign_key="people.id")
    opens: str | None = None
    """`opened` or `blocked`, on a pupil's device, through the school's filter."""
    opens_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    opens_by: str | None = Field(default=None, foreign_key="people.id")


register_ciphertext("pupil_names", "wrap", "box")
