"""The `hark` command. Everything it says is for a person at a terminal; what went wrong is one sentence."""

import sys

import typer

from app.cli import audit, demo, doctor, recover, serve, setup, witness
from app.cli.refusal import Refusal

app = typer.Typer(
    name="hark",
    help="A pupil tells a trained adult that something is wrong, sealed before it leaves the browser.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(serve.serve)
app.command("setup")(setup.setup)
app.add_typer(demo.app, name="demo")
app.add_typer(audit.app, name="audit")
app.add_typer(witness.app, name="witness")
app.command("doctor")(doctor.doctor)
app.command("recover")(recover.recover)


def main() -> None:
    """The entry point of the console script."""
    try:
        app()
    except Refusal as refusal:
        print(f"hark: {refusal}", file=sys.stderr)
        sys.exit(1)
