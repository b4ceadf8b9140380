"""`demo.json`: what opens the demo. Written once, readable by its owner alone; a real school has no such file."""

import os
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from app.cli.refusal import Refusal


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """How to sign in as somebody. `totp` is base32, or null for a mentor."""

    id: str
    email: str
    alias: str
    title: str
    role: str
    passphrase: str
    totp: str | None


@dataclass(frozen=True, slots=True)
class DemoMailbox:
    """The return words of an invented pupil, and what their case is."""

    what: str
    words: str


@dataclass(frozen=True, slots=True)
class DemoRecord:
    """Everything secret about one seeded demo."""

    demo: bool
    school: str
    slug: str
    people: list[DemoPerson]
    mailboxes: list[DemoMailbox]
    recovery: dict[str, str]
    """Each group's recovery secret, for `hark recover`."""
    sheets: dict[str, dict[str, str]] = field(default_factory=dict)
    """The words of each group's three printed sheets."""

    def person(self, email: str) -> DemoPerson:
        """Whoever has that address. Raises `Refusal`."""
        wanted = email.strip().lower()
        for one in self.people:
            if wanted in {one.email, one.email.partition("@")[0]}:
                return one
        raise Refusal(f"The demo has nobody with that address. It has {', '.join(one.email for one in self.people)}.")


def path(data_dir: Path) -> Path:
    """Where the record of a data folder is."""
    return data_dir / "demo.json"


def read(data_dir: Path) -> DemoRecord:
    """The record of a seeded demo. Raises `Refusal` where there is none: what serves real people has none."""
    file = path(data_dir)
    try:
        found = msgspec.json.decode(file.read_bytes(), type=DemoRecord)
    except FileNotFoundError:
        raise Refusal(f"{data_dir} is not the data folder of a demo. Run `hark demo` first.") from None
    except (OSError, msgspec.MsgspecError):
        raise Refusal(f"{file} cannot be read. Delete {data_dir} and run `hark demo` again.") from None
    if not found.demo:
        raise Refusal(f"{file} is not the record of a demo.")
    return found


def write(data_dir: Path, record: DemoRecord) -> None:
    """Write the record, whole or not at all, for its owner alone."""
    file = path(data_dir)
    new = file.with_suffix(".new")
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(msgspec.json.format(msgspec.json.encode(record)) + b"\n")
        opened.flush()
        os.fsync(opened.fileno())
    new.replace(file)
