"""The one table of context strings (docs/protocol.md, section 1.1). A label that is not here cannot be used."""

from typing import Literal

Label = Literal[
    "envelope",
    "epoch-commit",
    "epoch-link",
    "wrap/epoch",
    "wrap/group",
    "wrap/root",
    "wrap/invite",
    "wrap/recovery",
    "wrap/debrief",
    "vault",
    "unlock",
    "person/auth",
    "person/wrap",
    "passkey/wrap",
    "sheet/auth",
    "sheet/wrap",
    "sheet/pair",
    "invite/auth",
    "invite/key",
    "invite/offer",
    "invite/answer",
    "debrief/note",
    "words/salt",
    "words/locator",
    "words/mailbox",
    "words/kem",
    "words/sign",
    "sign/message",
    "sign/epoch",
    "sign/roster",
    "sign/mailbox",
    "sign/root",
    "sign/group",
    "sign/recovery",
    "sign/debrief",
    "sign/act",
]


def u32(number: int) -> bytes:
    """Four bytes, big-endian."""
    return number.to_bytes(4, "big")


def context(label: Label, *parts: bytes | str | int) -> bytes:
    """What a key, a box or a signature is for. Every part has its length before it, so no two meanings share one."""
    whole = b"hark/1 " + label.encode("ascii") + b"\0"
    for part in parts:
        data = part.encode() if isinstance(part, str) else u32(part) if isinstance(part, int) else part
        whole += u32(len(data)) + data
    return whole
