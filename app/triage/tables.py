"""The rows of `triage`."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from app.core.columns import UtcDateTime


class OpeningRow(SQLModel, table=True):
    """That a person has opened a case, and when they last did. Each single opening is in the audit log."""

    __tablename__ = "openings"

    case_id: str = Field(primary_key=True, foreign_key="reports.id")
    person_id: str = Field(primary_key=True, foreign_key="people.id", index=True)
    first_at: datetime = Field(sa_type=UtcDateTime)
    last_at: datetime = Field(sa_type=UtcDateTime)
