"""Signed notes, checkpoints and cosignatures (C2SP `signed-note`, `tlog-checkpoint`, `tlog-cosignature`), with Ed25519.

Pure, and part of the stand-alone verifier.

<origin>
<size>
<root, base64>

— <key name> <base64 of key id and signature>
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from app.audit.merkle import HASH_BYTES

LOG_KEY = b"\x01"
"""A key that signs a note's text."""
WITNESS_KEY = b"\x04"
"""A key that signs a note's text and the time at which it did (`cosignature/v1`)."""
_KEY_ID_BYTES = 4
_TIME_BYTES = 8
_MARK = "— "


class BadNote(Exception):
    """The text is not a signed checkpoint of the expected key and origin."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How large a log was, and its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The body of the note."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


@dataclass(frozen=True, slots=True)
class Verifier:
    """A named public key, and what it signs with: `LOG_KEY` or `WITNESS_KEY`."""

    name: str
    public_key: Ed25519PublicKey
    kind: bytes = LOG_KEY

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name ‖ newline ‖ type ‖ key)."""
        data = self.name.encode() + b"\n" + self.kind + self.public_key.public_bytes_raw()
        return hashlib.sha256(data).digest()[:_KEY_ID_BYTES]

    def vkey(self) -> str:
        """The key as C2SP writes it: name, key id in hex, base64 of type and key, joined by plus signs."""
        key = base64.b64encode(self.kind + self.public_key.public_bytes_raw()).decode()
        return f"{self.name}+{self.key_id.hex()}+{key}"

    def open(self, note: str) -> Checkpoint:
        """The checkpoint in `note`. Raises `BadNote` unless this key signed it."""
        return parse_checkpoint(self.text(note))

    def text(self, note: str) -> str:
        """The text of `note`. Raises `BadNote` unless this key signed it. Other keys' lines are passed over."""
        text, signatures = split_note(note)
        self._verify(text, self._own(signatures))
        return text

    def time(self, note: str) -> int:
        """When this witness cosigned `note`, as it says itself, in seconds since 1970. Raises `BadNote`."""
        text, signatures = split_note(note)
        blob = self._own(signatures)
        self._verify(text, blob)
        return int.from_bytes(blob[:_TIME_BYTES])

    def _own(self, signatures: list[tuple[str, bytes]]) -> bytes:
        for name, blob in signatures:
            if name == self.name and blob[:_KEY_ID_BYTES] == self.key_id:
                return blob[_KEY_ID_BYTES:]
        raise BadNote("no signature by the expected key")

    def _verify(self, text: str, blob: bytes) -> None:
        stamped = self.kind == WITNESS_KEY
        message = _cosigned(text, int.from_bytes(blob[:_TIME_BYTES])) if stamped else text.encode()
        if not self.signed(message, blob[_TIME_BYTES:] if stamped else blob):
            raise BadNote("the signature does not fit the text")

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the key made `signature` over these very bytes."""
        try:
            self.public_key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A named private key."""

    name: str
    private_key: Ed25519PrivateKey
    kind: bytes = LOG_KEY

    @property
    def verifier(self) -> Verifier:
        return Verifier(self.name, self.private_key.public_key(), self.kind)

    def sign(self, checkpoint: Checkpoint) -> str:
        """The checkpoint as a signed note."""
        text = checkpoint.text()
        return f"{text}\n{self._line(self.private_key.sign(text.encode()))}"

    def cosign(self, note: str, seconds: int) -> str:
        """The line with which a witness adds its signature to `note`: "seen at this time, and nothing larger"."""
        text, _ = split_note(note)
        return self._line(seconds.to_bytes(_TIME_BYTES) + self.private_key.sign(_cosigned(text, seconds)))

    def _line(self, blob: bytes) -> str:
        return f"{_MARK}{self.name} {base64.b64encode(self.verifier.key_id + blob).decode()}\n"


def _cosigned(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def parse_vkey(vkey: str) -> Verifier:
    """The verifier that `Verifier.vkey` wrote. Raises `BadNote`."""
    try:
        name, key_id, encoded = vkey.split("+", 2)
        raw = base64.b64decode(encoded, validate=True)
        if raw[:1] not in {LOG_KEY, WITNESS_KEY}:
            raise BadNote("the key is not Ed25519")
        verifier = Verifier(name, Ed25519PublicKey.from_public_bytes(raw[1:]), raw[:1])
    except (ValueError, binascii.Error):
        raise BadNote("the key is malformed") from None
    if verifier.key_id.hex() != key_id:
        raise BadNote("the key does not fit its id")
    return verifier


def parse_checkpoint(text: str) -> Checkpoint:
    """The checkpoint of a note's body. Raises `BadNote`."""
    lines = text.split("\n")
    try:
        origin, size, encoded = lines[:3]
        checkpoint = Checkpoint(origin, int(size), base64.b64decode(encoded, validate=True))
    except (ValueError, binascii.Error):
        raise BadNote("the checkpoint is malformed") from None
    if checkpoint.text() != text or len(checkpoint.root) != HASH_BYTES or checkpoint.size < 0:
        raise BadNote("the checkpoint is malformed")
    return checkpoint


def split_note(note: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text of a note, and its signatures as key name and bytes, unverified. Raises `BadNote`."""
    text, blank, tail = note.rpartition("\n\n")
    if not blank or not tail.endswith("\n"):
        raise BadNote("the note has no signatures")
    return text + "\n", [_signature(line) for line in tail[:-1].split("\n")]


def _signature(line: str) -> tuple[str, bytes]:
    name, space, encoded = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not space:
        raise BadNote("a signature line is malformed")
    try:
        return name, base64.b64decode(encoded, validate=True)
    except binascii.Error:
        raise BadNote("a signature line is malformed") from None
