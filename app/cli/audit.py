"""`hark audit verify` and `hark audit export`: the logs, checked here or by anybody else, without the server."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import msgspec
import typer
from sqlalchemy.exc import OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.audit import actions as signing
from app.audit import queries as audit
from app.audit import standalone
from app.audit.actions import signer
from app.audit.checking import Checked, Trust, check, line_of, tell
from app.audit.exports import BadFile, Export
from app.audit.notes import BadNote
from app.audit.schemas import SYSTEM, AuditAction, Ref
from app.cli.refusal import Refusal, readable, settings_from_environment
from app.core import secrets
from app.core.db import Database
from app.core.secrets import ServerKeyUnusable, ServerSecrets
from app.core.settings import Settings
from app.insight.queries import export as report_export
from app.insight.queries import report
from app.schools import queries as schools

app = typer.Typer(help="The audit logs.", no_args_is_help=True)

ExportFile = Annotated[Path, typer.Argument(help="Where to write the logs.")]


@app.command()
def verify(
    file: Annotated[Path | None, typer.Argument(help="An export or a case's proof. Without one: the database.")] = None,
    key: Annotated[
        list[str] | None,
        typer.Option(help="A checkpoint key that you kept. Repeat for each log; a log signed by another key fails."),
    ] = None,
    witness: Annotated[
        list[str] | None, typer.Option(help="The key of a witness who must have seen the logs. Repeat for each.")
    ] = None,
    root: Annotated[str | None, typer.Option(help="The fingerprint of the root, as posters have it.")] = None,
) -> None:
    """Check that no log's past was changed. Ends with status 1 if anything is wrong."""
    found = _from_database() if file is None else _from_file(file, key or [], witness or [], root)
    if tell(found):
        raise typer.Exit(1)


@app.command()
def export(file: ExportFile) -> None:
    """Write every log to a file that anybody can check, and record that it was written."""
    with _database() as (db, server):
        db.write_now(_note_export)
        made = db.read_now(_export, server)
    file.write_bytes(msgspec.json.format(msgspec.json.encode(made)))
    print(f"{len(made.logs)} logs are in {file}. Check them anywhere: hark audit verify {file}", file=sys.stderr)


@app.command()
def keys() -> None:
    """Print the keys that the logs' checkpoints are signed with, for whoever is to check or to witness them."""
    with _database() as (db, server):
        for log in db.read_now(audit.log_names):
            print(signer(server, log).verifier.vkey())


@app.command()
def verifier(file: Annotated[Path, typer.Argument(help="Where to write it.")] = Path("hark_verify.py")) -> None:
    """Write the verifier as one file that needs nothing of Hark, for whoever is to check an export or a proof."""
    file.write_text(standalone.text(), "utf-8")


def _from_database() -> list[Checked]:
    with _database() as (db, server):
        return db.read_now(_check, server)


def _check(session: Session, server: ServerSecrets) -> list[Checked]:
    slugs = {str(school.id): school.slug for school in schools.every(session)}
    lines = []
    for log in audit.log_names(session):
        school, _, name = log.partition("/")
        line = report(audit.evidence(session, log), signer(server, log).verifier)
        said = line_of(line.state, line.size, line.root)
        lines.append(Checked(f"{slugs.get(school, school)}/{name}", said, line.findings, []))
    return lines


def _from_file(file: Path, keys: list[str], witnesses: list[str], root: str | None) -> list[Checked]:
    try:
        return check(readable(file), Trust.of(keys, witnesses, root))
    except BadFile as error:
        raise Refusal(f"{file} is not an export of the audit logs, nor the proof of a case: {error}.") from None
    except BadNote as error:
        raise Refusal(f"A key or a note cannot be read: {error}.") from None


def _note_export(session: Session) -> None:
    for school in schools.every(session):
        signing.record_in_school(session, school.id, SYSTEM, AuditAction.EXPORT_MADE, Ref("school", school.id))


def _export(session: Session, server: ServerSecrets) -> Export:
    return report_export(session, server, audit.log_names(session), [school.id for school in schools.every(session)])


@contextmanager
def _database() -> Iterator[tuple[Database, ServerSecrets]]:
    settings = settings_from_environment()
    _must_exist(settings)
    try:
        server = secrets.load(settings)
        db = Database(settings)
    except ServerKeyUnusable as error:
        raise Refusal(str(error)) from None
    try:
        yield db, server
    except (OperationalError, ProgrammingError):
        raise Refusal("The database cannot be read, or was never set up. `hark doctor` says more.") from None
    finally:
        db.close()


def _must_exist(settings: Settings) -> None:
    # Opening a SQLite file that is not there would make an empty one, and an empty log looks whole.
    if settings.is_sqlite and not (settings.data_dir / "hark.db").exists() and not settings.database.url:
        raise Refusal(f"There is no database in {settings.data_dir}. Set HARK_DATA_DIR to the folder that has one.")
