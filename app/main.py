"""The application: settings in, an ASGI app out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import routes
from app.core import clock, errors, http, secrets
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.settings import Settings
from app.lines import socket
from app.mentoring.actions.departures import take_back
from app.people import departures
from app.people.admission import AdmissionDesk
from app.people.mail.carriers import carrier_for
from app.people.mail.post import Post
from app.people.sign_in import SignInDesk
from app.realtime import queries as streams
from app.realtime.hub import Hub
from app.realtime.schemas import StoredItem
from app.worker import Worker

# People stand below chats and cases, so somebody has to say here what taking them back means.
departures.when_somebody_goes(take_back)


def create_app(settings: Settings) -> FastAPI:
    """An app that serves `settings`.

    `app.state` carries `settings`, `secrets`, `db`, `hub`, `budgets`, `sign_in`, `admission`, `clock`; those with
    threads or keys are there from start-up to shutdown. Start-up raises `DataInUse` or `ServerKeyUnusable`, each with a
    sentence.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        state = app.state
        state.secrets = secrets.load(settings)
        state.db = db = Database(settings, serving=True)
        state.hub = hub_for(db)
        state.sign_in = SignInDesk(db, state.secrets, state.budgets, settings)
        state.admission = AdmissionDesk(db, state.secrets, state.budgets)
        stop_listening = db.listen(state.hub.deliver)
        post = Post(db, carrier_for(settings), settings)
        worker = Worker(db, state.secrets, post=post, is_here=state.hub.is_here)
        worker.start()
        try:
            yield
        finally:
            await worker.stop()
            stop_listening()
            state.sign_in.close()
            state.admission.close()
            db.close()

    app = FastAPI(title="Hark", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.budgets = Budgets(settings.budgets)
    app.state.clock = clock
    errors.install(app)
    http.install(app, settings)
    routes.mount(app)
    socket.mount(app)
    return app


def hub_for(db: Database) -> Hub:
    """A hub whose followers catch up from the database."""

    async def fetch(stream: str, after: int, limit: int) -> list[StoredItem]:
        return await db.read(streams.items_after, stream, after, limit)

    return Hub(fetch)
