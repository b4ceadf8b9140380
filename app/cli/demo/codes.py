"""The code that an invented person's authenticator shows."""

from app.cli.demo.record import DemoPerson
from app.cli.refusal import Refusal
from app.core import clock
from app.core.db import Database
from app.core.ids import PersonId
from app.core.settings import Settings
from app.people import queries
from app.people.credentials import STEP_SECONDS, code_of


def current(settings: Settings, person: DemoPerson) -> str:
    """A code that opens now.

    Each code opens once, so where the present one was used this is the next, which is let in half a minute early.
    Raises `Refusal` for a mentor, and where both were used.
    """
    if person.totp is None:
        raise Refusal(f"{person.alias} is a mentor and signs in without a code.")
    db = Database(settings)
    try:
        used = db.read_now(queries.last_totp_step, PersonId(person.id))
    finally:
        db.close()
    present = int(clock.now().timestamp()) // STEP_SECONDS
    step = max(present, used + 1)
    if step > present + 1:
        raise Refusal("That person has just signed in twice. Wait half a minute.")
    return code_of(person.totp, step)
