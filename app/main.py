"""The application: settings in, an ASGI app out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import routes
from app.alerts.actions import ladder
from app.alerts.pusher import Pusher
from app.core import clock, errors, http, secrets
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.settings import Settings
from app.insight.witnesses import Watch
from app.keys import queries as keys
from app.lines import poll, rights, socket
from app.mentoring.actions.departures import take_back
from app.mentoring.queries import chat_open
from app.people import acts, departures, mentors
from app.people.admission import AdmissionDesk
from app.people.mail.carriers import carrier_for
from app.people.mail.post import Post
from app.people.sign_in import SignInDesk
from app.realtime import queries as streams
from app.realtime.hub import Hub
from app.realtime.relay import Relay
from app.realtime.schemas import StoredItem
from app.realtime.threshold import Threshold
from app.worker import Worker

# People stand below chats and cases, so somebody has to say here what taking them back means, and when a chat is open.
departures.when_somebody_goes(take_back)
departures.when_somebody_goes(ladder.take_back)
mentors.ask(chat_open)
acts.keys_from(keys.signing_key)


def create_app(settings: Settings) -> FastAPI:
    """An app that serves `settings`.

    `app.state` carries `settings`, `secrets`, `db`, `hub`, `threshold`, `relay`, `budgets`, `sign_in`, `admission`,
    `watch`, `clock`; those with threads, tasks or keys are there from start-up to shutdown. Start-up raises
    `DataInUse` or `ServerKeyUnusable`, each with a sentence.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state = app.state
        state.secrets = secrets.load(settings)
        state.db = db = Database(settings, serving=True)
        state.hub = hub = hub_for(db, settings)
        state.threshold = Threshold(hub, settings.realtime)
        state.sign_in = SignInDesk(db, state.secrets, state.budgets, settings)
        state.admission = AdmissionDesk(db, state.secrets, state.budgets)
        url = None if settings.is_sqlite else settings.database_url
        state.relay = relay = Relay(db, hub, state.budgets, rights.looking_again(db, hub), url=url)
        stop_listening = [db.listen(hub.deliver), db.listen(relay.tell)]
        await relay.start()
        post = Post(db, carrier_for(settings), settings)
        pusher = Pusher(db, state.secrets, settings)
        worker = Worker(db, state.secrets, post=post, pusher=pusher, is_here=hub.is_here, leads=relay.leads)
        worker.start()
        try:
            yield
        finally:
            await worker.stop()
            for stop in stop_listening:
                stop()
            await relay.stop()
            state.sign_in.close()
            state.admission.close()
            db.close()

    app = FastAPI(title="Hark", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.budgets = Budgets(settings.budgets)
    app.state.clock = clock
    app.state.watch = Watch.of(settings)
    errors.install(app)
    http.install(app, settings)
    routes.mount(app)
    socket.mount(app)
    poll.mount(app)
    return app


def hub_for(db: Database, settings: Settings) -> Hub:
    """A hub whose followers catch up from the database."""

    async def fetch(stream: str, after: int, limit: int) -> list[StoredItem]:
        return await db.read(streams.items_after, stream, after, limit)

    return Hub(fetch, catch_up_items=settings.realtime.catch_up_items)
