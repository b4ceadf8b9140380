"""Every table of every domain, registered by importing it: for Alembic and for the tests that scan models."""

from sqlmodel import SQLModel

import app.alerts.tables
import app.audit.tables
import app.conversations.tables
import app.escalation.tables
import app.keys.tables
import app.mentoring.tables
import app.people.tables
import app.realtime.tables
import app.reports.tables
import app.schools.tables
import app.triage.tables

metadata = SQLModel.metadata
