"""What a school mails, in tests: it is made a real one first, because an invented school writes to nobody."""

import asyncio

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from sqlmodel import col

from app.core import clock
from app.people.tables import MailRow
from app.schools.tables import SchoolRow
from app.worker import Worker
from tests.hillcrest import SERVER, Hillcrest

Sent = list[tuple[str, str]]


def made_real(hillcrest: Hillcrest) -> Hillcrest:
    hillcrest.database.write_now(lambda session: session.execute(update(SchoolRow).values(demo=False)))
    return hillcrest


def sent(hillcrest: Hillcrest) -> Sent:
    """The letters that are due now, each with the name of whom it goes to. They are gone from then on."""

    def take(session: Session) -> Sent:
        due = session.scalars(select(MailRow).where(col(MailRow.due_at) <= clock.now())).all()
        found = sorted((row.letter, row.to.partition("@")[0]) for row in due)
        for row in due:
            session.delete(row)
        return found

    return hillcrest.database.write_now(take)


def a_round(hillcrest: Hillcrest) -> Sent:
    """What the server sends when it looks at what has come round."""
    asyncio.run(Worker(hillcrest.database, SERVER).remind())
    return sent(hillcrest)
