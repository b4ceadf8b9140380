"""Planting the demo: a school, its people's keys, and cases in every state, in one transaction."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy.orm import Session

from app.cli.demo import cases, ceremony, mentoring, people, record
from app.cli.demo.cases import Plot
from app.cli.demo.ceremony import Held
from app.cli.demo.record import DemoMailbox, DemoPerson, DemoRecord
from app.cli.refusal import Refusal
from app.core import clock, secrets
from app.core.db import Database
from app.core.settings import Settings
from app.keys import actions as keys
from app.people import actions as joining
from app.schools import actions as founding
from app.schools import queries as schools
from app.schools.schemas import School
from app.sealing.recovery import RecoverySecret, write_secret

Say = Callable[[str], None]

_ROTA_BEFORE, _ROTA_AFTER = timedelta(days=60), timedelta(days=366)


def seed_if_empty(settings: Settings, say: Say) -> DemoRecord:
    """The record of the demo in the data folder, planted now if the folder is empty.

    Raises `Refusal` for a folder that serves a real school, or one whose planting was cut short.
    """
    db = Database(settings)
    try:
        present = db.read_now(schools.every)
        if not present:
            return _seed(settings, db, say)
        known = record.read(settings.data_dir)
        if [school.id for school in present] != [known.school] or not present[0].demo:
            raise Refusal(f"{settings.data_dir} does not hold this demo. Set HARK_DATA_DIR to another folder.")
        return known
    finally:
        db.close()


def _seed(settings: Settings, db: Database, say: Say) -> DemoRecord:
    # What is about lessons goes to the pastoral team, so that a newcomer sees Miss Patel receive something too.
    server, school = secrets.load(settings), replace(people.school(), pastoral_topics=("school",))
    say(f"Making the keys of {len(people.CAST)} invented people; Argon2id takes a moment for each")
    begun = clock.now() - cases.BEFORE
    held = ceremony.hold(school.id, [one.person(school.id) for one in people.CAST], server, begun)
    say("Making the return words of invented pupils")
    plots = cases.plots(held, school.id, server)
    known = _record(school, held, plots)
    say("Sealing their reports and what became of them")
    # Written first: were the process to die between the two, an empty database is planted again and this file replaced.
    record.write(settings.data_dir, known)
    db.write_now(_plant, school, held, plots)
    return known


def _plant(session: Session, school: School, held: Held, plots: list[Plot]) -> None:
    with clock.frozen(clock.now() - cases.BEFORE):
        founding.found(session, school)
        for one in held.people:
            joining.join(session, one.joining)
        people.train(session, [one.person for one in held.people])
        keys.found_school(session, held.ceremony)
        today = clock.now().date()
        mentoring.begin(session, held.people, first=today - _ROTA_BEFORE, last=today + _ROTA_AFTER)
    cases.play(session, plots)


def _record(school: School, held: Held, plots: list[Plot]) -> DemoRecord:
    return DemoRecord(
        demo=True,
        school=school.id,
        slug=school.slug,
        people=[
            DemoPerson(
                one.person.id,
                one.person.email,
                one.person.alias,
                one.person.title,
                one.person.role.value,
                one.passphrase,
                one.totp,
            )
            for one in held.people
        ],
        mailboxes=[DemoMailbox(plot.what, plot.thread.words) for plot in plots],
        recovery={
            group.name: write_secret(RecoverySecret(group.name, group.epoch, group.seed)) for group in held.groups
        },
        sheets={sheets.of.group: sheets.words for sheets in held.sheets},
    )
