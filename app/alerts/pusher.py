"""Sending the pushes that wait. Claimed first and forgotten after, so that none is lost and hardly one goes twice."""

import asyncio

import httpx

from app.alerts import push, queries
from app.alerts.actions import devices
from app.alerts.actions.devices import Outcome
from app.alerts.errors import PushServiceUnknown
from app.alerts.schemas import WaitingPush
from app.core import clock
from app.core.db import Database
from app.core.errors import log_unexpected
from app.core.secrets import SealBroken, ServerSecrets
from app.core.settings import Settings

_NEVER = {400, 401, 403, 404, 405, 410, 413}
"""The browser is gone (404, 410), or its subscription was made for another key: the next push fares no better."""


class Pusher:
    """Takes waiting pushes to the browsers' push services."""

    def __init__(self, db: Database, secrets: ServerSecrets, settings: Settings) -> None:
        self._db = db
        self._secrets = secrets
        self._settings = settings

    async def send_waiting(self) -> int:
        """Send what waits; how many pushes were taken. What was not is tried again, later each time."""
        if not await self._db.read(queries.is_push_due, clock.now()):
            return 0
        waiting = await self._db.write(devices.claim_due, clock.now())
        # A redirect would lead past the list of hosts, so none is followed.
        async with httpx.AsyncClient(follow_redirects=False, timeout=self._settings.push.seconds) as client:
            outcomes = await asyncio.gather(*(self._send(client, one) for one in waiting))
        settled = [outcome for outcome in outcomes if outcome is not None]
        for outcome in settled:
            await self._db.write(devices.settle, outcome)
        return sum(not outcome.gone for outcome in settled)

    async def _send(self, client: httpx.AsyncClient, waiting: WaitingPush) -> Outcome | None:
        try:
            endpoint = push.opened(self._secrets, waiting.person_id, waiting.device, waiting.box)
            # The list may have changed since the browser subscribed.
            push.check_endpoint(endpoint, self._settings.push.hosts)
        except (SealBroken, PushServiceUnknown):
            return Outcome(waiting, gone=True)
        try:
            answer = await client.post(
                endpoint, headers=push.headers(self._secrets, self._settings, endpoint, clock.now())
            )
        except httpx.HTTPError as error:
            # Its class alone is logged: what it says repeats the address.
            log_unexpected(error)
            return None
        if answer.is_success:
            return Outcome(waiting, gone=False)
        return Outcome(waiting, gone=True) if answer.status_code in _NEVER else None
