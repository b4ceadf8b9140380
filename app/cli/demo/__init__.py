"""`hark demo`: an invented school with real keys and sealed cases, and the page of a VLE that links to it."""

import os
import shlex
import sys
import threading
from typing import Annotated

import typer

from app.cli.demo import codes, record, seed
from app.cli.demo.record import DemoRecord
from app.cli.demo.site import create_site
from app.cli.serve import Server, listen, prepare
from app.core.settings import DatabaseSettings, Settings
from app.main import create_app

app = typer.Typer(help="Serve an invented school. Everything in it is made up.", invoke_without_command=True)

Port = Annotated[int, typer.Option(envvar="PORT", min=1, max=65534, help="Port of Hark; the VLE page takes the next.")]


@app.callback()
def demo(context: typer.Context, port: Port = 8000) -> None:
    """Set up an invented school at the first run, and serve it with a VLE page beside it."""
    if context.invoked_subcommand is not None:
        return
    settings = demo_settings(port)
    prepare(settings)
    known = seed.seed_if_empty(settings, say=lambda text: print(f"→ {text}", flush=True))
    hark, vle = listen("127.0.0.1", port), listen("127.0.0.1", port + 1)
    school_page = Server(create_site(settings.origin))
    beside = threading.Thread(target=school_page.run, args=([vle],), name="hark-demo-vle")
    beside.start()
    try:
        Server(create_app(settings), lambda: _introduce(known, port)).run([hark])
    finally:
        school_page.should_exit = True
        beside.join()


@app.command()
def code(email: Annotated[str, typer.Argument(help="An address of the demo, or the part before the @.")]) -> None:
    """Print the code that this person's authenticator would show now."""
    settings = demo_settings(8000)
    person = record.read(settings.data_dir).person(email)
    print(codes.current(settings, person))


def demo_settings(port: int) -> Settings:
    """The settings of the environment, with the demo's own address and a database of its own in the data folder."""
    from_environment = Settings()
    return from_environment.model_copy(
        update={
            "demo": True,
            "origins": (f"http://localhost:{port}", f"http://127.0.0.1:{port}"),
            "database": DatabaseSettings(),
        }
    )


def _introduce(known: DemoRecord, port: int) -> None:
    here = f"http://localhost:{port}"
    lines = [
        "",
        "DEMO: everybody and everything here is invented.",
        "",
        f"  A school's own page, with the button   http://localhost:{port + 1}",
        f"  The page a pupil gets                  {here}/s/{known.slug}",
        f"  The console, for staff and mentors     {here}/console",
        "",
        "Sign in to the console as",
        "",
    ]
    lines += [f"  {one.alias:<11}{one.title:<30} {one.email:<24} {one.passphrase}" for one in known.people]
    lines += [
        "",
        "Mentors need no code. Everybody else does; for the one that holds now:",
        "",
        f"  {_command()} demo code khan",
        "",
        "Come back as an invented pupil, with their return words:",
        "",
    ]
    lines += [f"  {mailbox.what:<44} {mailbox.words}" for mailbox in known.mailboxes]
    lines += ["", f"Ready: {here}"]
    print("\n".join(lines), flush=True)


def _command() -> str:
    """How this command was called, so that the line can be copied."""
    folder = os.environ.get("HARK_DATA_DIR")
    return f"HARK_DATA_DIR={shlex.quote(folder)} {sys.argv[0]}" if folder else sys.argv[0]
