"""Who is meant to be there, week by week."""

from datetime import date, datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime


class RotaSlotRow(SQLModel, table=True):
    """Somebody is there every week on one weekday, from `first` to `last`, both included."""

    __tablename__ = "rota_slots"

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    person_id: str = Field(foreign_key="people.id", index=True)
    weekday: int
    """0 for Monday."""
    opens: int
    closes: int
    """Minutes after local midnight."""
    first: date
    last: date
    place: str
    made_at: datetime = Field(sa_type=UtcDateTime)


class RotaChangeRow(SQLModel, table=True):
    """A slot on one day is covered by somebody else, or is off."""

    __tablename__ = "rota_changes"
    __table_args__ = (UniqueConstraint("slot_id", "on"),)

    id: str = Field(primary_key=True)
    school_id: str = Field(foreign_key="schools.id", index=True)
    slot_id: str = Field(foreign_key="rota_slots.id")
    on: date
    person_id: str | None = Field(default=None, foreign_key="people.id")
    """Null: nobody is there in that slot."""
    made_at: datetime = Field(sa_type=UtcDateTime)
