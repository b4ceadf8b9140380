"""HTTP of `people`, one file for each place of the console and the pupil page."""

from fastapi import APIRouter

from app.people.routes import account, duty, joining, people, school, school_page, session

router = APIRouter()
for part in (school_page, session, account, duty, school, people, joining):
    router.include_router(part.router)
