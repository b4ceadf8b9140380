"""`hark witness`: on another machine than the school's, remembers the logs, and signs what only adds to them.

A computer of the trust's or of a governor's. All that it keeps is one file: its key, and how far it has seen each log.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import httpx
import msgspec
import typer
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit.notes import LOG_KEY, WITNESS_KEY, BadNote, Signer, parse_vkey
from app.audit.witnessing import Ask, Refused, Seen, ask_signature, consider
from app.cli.refusal import Refusal, readable
from app.core import clock, encoding

app = typer.Typer(help="Watch a school's audit logs from outside.", no_args_is_help=True)

File = Annotated[Path, typer.Option(help="What the witness remembers, and its key.")]
_FILE = Path("hark-witness.json")
_NAME = r"[a-z0-9][a-z0-9./-]{2,99}"
_SECONDS = 30.0

Post = Callable[[str, Any], Any]
"""Sends a JSON body to a path of the school's server and gives back what it answered."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One log: its key as C2SP writes it, and how far it was seen. `root` is base64url."""

    key: str
    size: int = 0
    root: str = encoding.encode(Seen().root)


@dataclass(frozen=True, slots=True)
class Memory:
    """The whole file. `seed` is the witness's private key, base64url."""

    name: str
    seed: str
    server: str = ""
    logs: dict[str, Watched] = field(default_factory=dict)

    @property
    def signer(self) -> Signer:
        """The witness's key."""
        return Signer(self.name, Ed25519PrivateKey.from_private_bytes(encoding.decode(self.seed)), WITNESS_KEY)


@dataclass(frozen=True, slots=True)
class Visited:
    """What came of a visit: what is remembered now, and each log that was signed or refused, as a sentence."""

    memory: Memory
    signed: list[str]
    refused: list[str]


@app.command()
def key(
    name: Annotated[
        str, typer.Argument(help="What the witness is called: an address of yours, such as trust.example.org.")
    ],
    file: File = _FILE,
) -> None:
    """Make the witness's key. Give the line that is printed to the school."""
    if not re.fullmatch(_NAME, name):
        raise Refusal("A witness's name is small letters, digits, dots, dashes and slashes: trust.example.org")
    if file.exists():
        raise Refusal(f"{file} is there already. A second key would be another witness.")
    memory = Memory(name, encoding.encode(os.urandom(32)))
    _write(file, memory)
    print(memory.signer.verifier.vkey())


@app.command()
def watch(
    server: Annotated[str, typer.Argument(help="The school's address: https://hark.school.example")],
    keys: Annotated[list[str], typer.Argument(help="The keys of its logs, as `hark audit keys` prints them there.")],
    file: File = _FILE,
) -> None:
    """Say which school's logs to watch. No other log is ever signed."""
    parts = urlsplit(server)
    local = parts.hostname in {"localhost", "127.0.0.1"}
    if server != f"{parts.scheme}://{parts.netloc}" or not (parts.scheme == "https" or local):
        raise Refusal("The address is https, a host and perhaps a port, with nothing behind it.")
    memory = _read(file)
    try:
        found = {parse_vkey(text).name: text for text in keys if parse_vkey(text).kind == LOG_KEY}
    except BadNote as error:
        raise Refusal(f"A key cannot be read: {error}.") from None
    changed = [name for name, text in found.items() if name in memory.logs and memory.logs[name].key != text]
    if changed or len(found) != len(keys):
        raise Refusal("That is another key for a log that is watched already, or no log's key. Ask the school why.")
    _write(
        file, replace(memory, server=server, logs={name: Watched(text) for name, text in found.items()} | memory.logs)
    )


@app.command()
def visit(
    file: File = _FILE,
    every: Annotated[float | None, typer.Option(help="Go on, with so many minutes between visits.", min=0.1)] = None,
) -> None:
    """Look at the logs, sign what only adds to what was seen, and say what does not: then the status is 1."""
    while True:
        refused = _visit(file)
        if every is None:
            break
        time.sleep(every * 60)
    if refused:
        raise typer.Exit(1)


def _visit(file: Path) -> list[str]:
    memory = _read(file)
    try:
        with httpx.Client(base_url=memory.server, timeout=_SECONDS, headers={"User-Agent": "hark-witness"}) as client:
            found = call(memory, lambda path, body: _post(client, path, body), lambda kept: _write(file, kept))
    except (httpx.HTTPError, ValueError) as error:
        print(f"The server could not be asked: {error}. What was seen is remembered.", file=sys.stderr)
        return ["not asked"]
    for sentence in found.signed:
        print(sentence)
    for sentence in found.refused:
        print(f"REFUSED: {sentence}", file=sys.stderr)
    return found.refused


def call(memory: Memory, post: Post, keep: Callable[[Memory], None]) -> Visited:
    """One visit. `keep` writes the memory down, and is called before any signature leaves."""
    signer, now = memory.signer, int(clock.now().timestamp())
    ask = Ask(memory.server, now, {origin: log.size for origin, log in memory.logs.items()})
    question = {"witness": memory.name, "text": ask.text(), "sig": encoding.encode(ask_signature(signer, ask))}
    lines, signed, refused = [], list[str](), list[str]()
    missing = {origin for origin, log in memory.logs.items() if log.size}
    for offer in post("/api/witness/ask", question)["offers"]:
        try:
            seen, note = consider(offer, _keys(memory), _seen(memory))
        except Refused as error:
            refused.append(str(error))
            continue
        missing.discard(seen.origin)
        log = replace(memory.logs[seen.origin], size=seen.size, root=encoding.encode(seen.root))
        memory = replace(memory, logs=memory.logs | {seen.origin: log})
        lines.append({"origin": seen.origin, "size": seen.size, "line": signer.cosign(note, now)})
        signed.append(f"{seen.origin}: {seen.size} entries seen")
    if not refused:
        refused += [f"{origin} was not shown: it had {memory.logs[origin].size} entries." for origin in sorted(missing)]
    keep(memory)
    if lines:
        post("/api/witness/cosignatures", {"witness": memory.name, "lines": lines})
    return Visited(memory, signed, refused)


def _keys(memory: Memory) -> dict[str, Any]:
    return {origin: parse_vkey(log.key) for origin, log in memory.logs.items()}


def _seen(memory: Memory) -> dict[str, Seen]:
    return {origin: Seen(log.size, encoding.decode(log.root)) for origin, log in memory.logs.items()}


def _post(client: httpx.Client, path: str, body: Any) -> Any:
    answer = client.post(path, json=body)
    answer.raise_for_status()
    return answer.json() if answer.content else None


def _read(file: Path) -> Memory:
    if not file.exists():
        raise Refusal(f"There is no {file}. Make a key first: hark witness key NAME")
    try:
        return msgspec.json.decode(readable(file), type=Memory)
    except msgspec.MsgspecError as error:
        raise Refusal(f"{file} is not what a witness remembers: {error}.") from None


def _write(file: Path, memory: Memory) -> None:
    """Whole or not at all: half of it would be a witness without a memory, which signs a fork."""
    new = file.with_name(f"{file.name}.new")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(memory), out, indent=2)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
