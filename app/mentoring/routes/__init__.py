"""HTTP of `mentoring`, one file for each noun. The verbs of a live chat travel as `act` frames."""

from fastapi import APIRouter

from app.mentoring.routes import desk, epochs, rota, rules, shifts, waiting, wall

router = APIRouter()
for part in (desk, epochs, rules, rota, shifts, waiting, wall):
    router.include_router(part.router)
