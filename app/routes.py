"""Every router of the product, mounted in one place, and the pages it serves."""

from functools import cache

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session

from app.alerts import routes as alerts
from app.conversations import routes as conversations
from app.core import static
from app.core.errors import ServerBusy
from app.escalation import routes as escalation
from app.insight import routes as insight
from app.keys import routes as keys
from app.mentoring import routes as mentoring
from app.people import routes as people
from app.people.session import Anyone, Db
from app.reports import routes as reports
from app.rotation import routes as rotation
from app.schools import queries as schools
from app.triage import routes as triage

_DOMAINS = (
    # The first, because FastAPI goes through every call before it, and when a bell rings every page asks for a ticket.
    conversations.router,
    people.router,
    keys.router,
    reports.router,
    mentoring.router,
    triage.router,
    triage.streams,
    alerts.router,
    alerts.device,
    escalation.router,
    rotation.router,
    insight.router,
)

pages = APIRouter(include_in_schema=False)


def mount(app: FastAPI) -> None:
    """Give `app` its HTTP calls and its pages."""
    # Not included one by one: what FastAPI works out about each call would then be worked out anew for each app.
    app.router.routes.extend(_everything().routes)


@cache
def _everything() -> APIRouter:
    whole = APIRouter()
    for router in (*_DOMAINS, pages):
        whole.include_router(router)
    return whole


@pages.get("/")
async def front(_: Anyone, db: Db) -> Response:
    """Whoever types the bare address: a pupil where there is one school, else staff."""
    return RedirectResponse(await db.read(_front), 303)


def _front(session: Session) -> str:
    found = schools.every(session)
    return f"/s/{found[0].slug}" if len(found) == 1 else "/console"


@pages.get("/s/{slug}")
async def pupil_page(slug: str, _: Anyone, request: Request) -> Response:  # noqa: ARG001 - the page reads its address
    """The pupil page, the same for every school."""
    return static.page(request, "pupil")


@pages.get("/console/alerts/worker.js")
async def alerts_worker(_: Anyone, request: Request) -> Response:
    """What wakes a browser of staff. Its scope is the folder that it stands in, where there is no page."""
    return static.script(request, "console", "alerts.js")


@pages.get("/console")
@pages.get("/console/{path:path}")
async def console(_: Anyone, request: Request, path: str = "") -> Response:  # noqa: ARG001 - as above
    """The staff console. It shows nothing until somebody has signed in."""
    return static.page(request, "console")


@pages.get("/button.js")
async def button(_: Anyone, request: Request) -> Response:
    """The button for a school's own page, which is another origin."""
    return _for_other_sites(static.script(request, "button", "button.js"))


@pages.get("/button.svg")
async def button_picture(_: Anyone, request: Request) -> Response:
    """The button as a picture, for a page that allows no script."""
    return _for_other_sites(static.script(request, "button", "button.svg"))


def _for_other_sites(answer: Response) -> Response:
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@pages.get("/assets/{name}/{file}")
async def asset(name: str, file: str, _: Anyone, request: Request) -> Response:
    """A file of a page, under a name that never changes its bytes."""
    return static.asset(request, name, file)


@pages.get("/healthz")
async def healthy(_: Anyone) -> Response:
    """The process answers."""
    return Response("ok\n", media_type="text/plain")


@pages.get("/readyz")
async def ready(_: Anyone, db: Db, request: Request) -> Response:
    """The process takes pages in, and its database answers. Raises `ServerBusy` while it empties itself to stop."""
    if request.app.state.threshold.draining:
        raise ServerBusy
    await db.read(schools.every)
    return Response("ready\n", media_type="text/plain")
