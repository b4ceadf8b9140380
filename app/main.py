"""The application: settings in, an ASGI app out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import routes
from app.core import clock, errors, http, secrets
from app.core.budgets import Budgets
from app.core.db import Database
from app.core.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """An app that serves `settings`. `app.state` carries `settings`, `db`, `secrets`, `budgets`, `hub` and `clock`."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.secrets = secrets.load(settings)
        app.state.db = Database(settings, serving=True)
        try:
            yield
        finally:
            app.state.db.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.settings = settings
    app.state.budgets = Budgets(settings.budgets)
    app.state.clock = clock
    errors.install(app)
    http.install(app, settings)
    routes.mount(app)
    return app
