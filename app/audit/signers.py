"""Whose signature stands under an entry: a signed roster, and whether its keys made what the entries bear.

Pure, and part of the stand-alone verifier.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.audit.leaves import Act, EntryView, b64u, signing_context, unb64u

APART = 600
"""Seconds that may lie between what a person's clock says in a request and what the server's says in the entry."""


class BadRoster(Exception):
    """The roster in the file is none, or is not signed by the root that it names."""


@dataclass(frozen=True, slots=True)
class Signers:
    """The signing keys that each person has ever had at a school, and the fingerprint of the root that says so."""

    root: str
    keys: Mapping[str, list[bytes]]


def read_signers(doc: str, sig: str) -> Signers:
    """The keys that a roster names (docs/protocol.md, section 4). Raises `BadRoster`."""
    try:
        data = base64.urlsafe_b64decode(doc + "=" * (-len(doc) % 4))
        raw = json.loads(data)
        root = _key(raw["root"])
        keys = {
            str(person["id"]): [_key(one["sign"]) for one in (person, *person.get("was", []))]
            for person in raw["people"]
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BadRoster from None
    signature = unb64u(sig, 64)
    if signature is None or not _made_by(root, signing_context("sign/roster", data), signature):
        raise BadRoster
    return Signers(b64u(hashlib.sha256(root).digest()), keys)


def faults_of_acts(entries: Iterable[EntryView], signers: Signers) -> Iterator[tuple[int, str]]:
    """Every entry whose signature is not its actor's, or was put under it from another request."""
    seen: dict[str, tuple[int, Act]] = {}
    for entry in entries:
        act = entry.act
        if act is None:
            continue
        first, other = seen.setdefault(act.nonce, (entry.index, act))
        if other != act:
            yield entry.index, f"Entry {entry.index} and entry {first} bear two requests with one nonce."
        why = _fault(entry, act, signers)
        if why is not None:
            yield entry.index, f"Entry {entry.index} {why}."


def _fault(entry: EntryView, act: Act, signers: Signers) -> str | None:
    school, person = entry.log.partition("/")[0], entry.actor.id
    keys = signers.keys.get(person, []) if entry.actor.kind == "person" else []
    signature = unb64u(act.sig, 64)
    message = act.message(school, person)
    if signature is None or not any(_made_by(key, message, signature) for key in keys):
        return "bears a signature that no key of its actor made"
    if abs(entry.at.timestamp() - act.seconds) > APART:
        return "bears a request that was signed at another time"
    # One request acts on one case: its address names it, or names none.
    if entry.subject.kind == "case" and "/cases/" in act.path and entry.subject.id not in act.path:
        return "bears a request that was about another case"
    return None


def _made_by(key: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _key(text: str) -> bytes:
    key = unb64u(text, 32)
    if key is None:
        raise ValueError("a key is no key")
    return key
