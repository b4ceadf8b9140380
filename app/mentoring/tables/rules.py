"""What a school decides of its mentoring."""

from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class MentoringRulesRow(SQLModel, table=True):
    """The rules of a school that has set its own. No row: the rules that everybody starts with."""

    __tablename__ = "mentoring_rules"

    school_id: str = Field(primary_key=True, foreign_key="schools.id")
    rules: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    """As `MentoringRules` has them."""
