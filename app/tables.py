"""Every table of every domain, registered by importing it: for Alembic and for the tests that scan models."""

from sqlmodel import SQLModel

import app.keys.tables
import app.people.tables
import app.schools.tables

metadata = SQLModel.metadata
