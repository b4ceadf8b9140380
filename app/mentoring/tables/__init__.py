"""The rows of `mentoring`, one file for each noun. `app.tables` registers them by importing this package."""

import app.mentoring.tables.chats
import app.mentoring.tables.debriefs
import app.mentoring.tables.rota
import app.mentoring.tables.rules
import app.mentoring.tables.shifts  # noqa: F401 - importing them registers their tables
