"""`hark setup`: makes a school and the one invitation by which its safeguarding lead founds it."""

import re
import unicodedata
from secrets import token_bytes
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from app.cli.refusal import Refusal, settings_from_environment
from app.cli.serve import prepare
from app.core.db import Database
from app.core.ids import InvitationId, SchoolId, new_id
from app.core.settings import Settings
from app.people import actions, credentials
from app.people import queries as people
from app.schools import actions as founding
from app.schools import queries as schools
from app.schools.schemas import Calendar, School
from app.sealing.invitation import split_words
from app.sealing.stretch import stretch
from app.sealing.words import draw_words

_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")


def setup(
    slug: Annotated[str, typer.Option(help="The end of the school's address: hillcrest gives /s/hillcrest.")] = "",
    name: Annotated[str, typer.Option(help="The school's name, as pupils know it.")] = "",
    port: Annotated[
        int, typer.Option(envvar="PORT", min=1, max=65535, help="Port that `hark serve` listens on.")
    ] = 8000,
    again: Annotated[bool, typer.Option("--again", help="New words for a school that nobody has joined yet.")] = False,
) -> None:
    """Make a school, closed to pupils, and the words with which its safeguarding lead sets it up in the browser."""
    settings = settings_from_environment(port)
    # It migrates, and refuses while a server uses the file: what a running server knows stays true.
    prepare(settings)
    database = Database(settings)
    try:
        school = database.read_now(_unjoined, slug) if again else _made(database, slug, name)
        _invite(database, settings, school)
    finally:
        database.close()


def _made(database: Database, slug: str, name: str) -> School:
    database.read_now(_refuse_second, slug)
    name = " ".join((name or typer.prompt("The school's name")).split())
    if not 1 <= len(name) <= 80:
        raise Refusal("A school's name has one to 80 letters.")
    slug = slug or _slug_of(name)
    if not _SLUG.fullmatch(slug):
        raise Refusal(f"“{slug}” cannot be an address. Use small letters, digits and dashes: --slug hillcrest.")
    database.read_now(_refuse_second, slug)
    school = School(
        id=SchoolId(new_id()),
        slug=slug,
        name=name,
        phase="secondary",
        team="the safety team",
        # Nobody reads until the school itself has said when: a promise that nobody made would be broken.
        calendar=Calendar("Europe/London", (None,) * 7, terms=(), closures=(), target_minutes=60),
    )
    database.write_now(founding.found, school)
    return school


def _refuse_second(session: Session, slug: str) -> None:
    found = next((school for school in schools.every(session) if school.slug == slug), None)
    if found is None:
        return
    if people.people(session, found.id):
        raise Refusal(f"{found.name} is set up already. Its people are invited in the console, under People.")
    raise Refusal(f"{found.name} waits for its safeguarding lead. Were the words lost? Run: hark setup --again")


def _unjoined(session: Session, slug: str) -> School:
    waiting = [school for school in schools.every(session) if not people.people(session, school.id)]
    found = [school for school in waiting if slug in {"", school.slug}]
    if not found:
        raise Refusal("No school waits for its safeguarding lead. To make one, run: hark setup")
    if len(found) > 1:
        raise Refusal(f"Which school? Say --slug and one of: {', '.join(school.slug for school in found)}.")
    return found[0]


def _invite(database: Database, settings: Settings, school: School) -> None:
    words, salt, invitation = " ".join(draw_words()), token_bytes(16), InvitationId(new_id())
    auth, _ = split_words(stretch(words, salt))
    ends = database.write_now(
        actions.invite_founder, school.id, invitation, salt=salt, auth_hash=credentials.hash_auth(auth)
    )
    print(
        f"\n{school.name} is made, and closed to pupils until you open it.\n\n"
        f"  Link   {settings.origin}/console/join#{invitation}\n"
        f"  Words  {words}\n\n"
        "Start the server (hark serve). The safeguarding lead opens the link on their own device and types the words.\n"
        f"Give the words in person or by phone, never with the link. They work once, until {ends:%d %B %Y}.\n"
        "If they are lost before anybody has joined, run: hark setup --again"
    )


def _slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-")
