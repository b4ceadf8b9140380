"""The database: readers, writer lanes with group commit, and the outbox that empties after the COMMIT."""

from app.core.db.database import Database
from app.core.outbox import Event, Outbox, outbox

__all__ = ["Database", "Event", "Outbox", "outbox"]
