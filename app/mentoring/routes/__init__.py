"""HTTP of `mentoring`, one file for each noun. The verbs of a live chat travel as `act` frames."""

from fastapi import APIRouter

from app.mentoring.routes import waiting

router = APIRouter()
for part in (waiting,):
    router.include_router(part.router)
