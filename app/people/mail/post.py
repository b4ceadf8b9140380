"""Sending the letters that wait. Claimed first and forgotten after, so that none is lost and hardly one goes twice."""

import aiosmtplib

from app.core import clock
from app.core.db import Database
from app.core.errors import log_unexpected
from app.core.settings import Settings
from app.people import queries
from app.people.actions import mail
from app.people.actions.mail import Waiting
from app.people.mail.carriers import Carrier
from app.people.mail.letters import write


class Post:
    """Takes waiting letters to a carrier; without one it takes none."""

    def __init__(self, db: Database, carrier: Carrier | None, settings: Settings) -> None:
        self._db = db
        self._carrier = carrier
        self._settings = settings

    async def send_waiting(self) -> int:
        """Send what waits; how many letters went. What could not be handed over is tried again, later each time."""
        if self._carrier is None or not await self._db.read(queries.is_mail_due, clock.now()):
            return 0
        gone = 0
        for letter in await self._db.write(mail.claim_due, clock.now()):
            if await self._send(self._carrier, letter):
                await self._db.write(mail.sent, letter)
                gone += 1
        return gone

    async def _send(self, carrier: Carrier, letter: Waiting) -> bool:
        message = write(
            letter.letter,
            origin=self._settings.origin,
            school=letter.school_name,
            sender=self._settings.mail.sender,
            to=letter.to,
            invitation_id=letter.invitation_id,
        )
        try:
            await carrier.carry(message)
        except (OSError, aiosmtplib.SMTPException) as error:
            # Its class alone is logged: a mail server's answer repeats the address.
            log_unexpected(error)
            return False
        return True
