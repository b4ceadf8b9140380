"""Everything a pupil's return words give (docs/protocol.md, section 3)."""

import hashlib
from dataclasses import dataclass

from app.sealing.contexts import context
from app.sealing.hkdf import derive
from app.sealing.sign import public_key, sign
from app.sealing.wrap import kem_public_key


def words_salt(school: str) -> bytes:
    """The salt of a school's return words: 16 bytes, public, the same for every pupil."""
    return hashlib.sha256(context("words/salt", school)).digest()[:16]


@dataclass(frozen=True, slots=True)
class MailboxKeys:
    """32 bytes each: the locator, whose hash the server keeps, and three seeds."""

    locator: bytes
    mailbox: bytes
    kem: bytes
    sign: bytes

    @property
    def locator_hash(self) -> bytes:
        return hashlib.sha256(self.locator).digest()

    @property
    def mailbox_public(self) -> bytes:
        return public_key(self.mailbox)

    @property
    def kem_public(self) -> bytes:
        return kem_public_key(self.kem)

    @property
    def sign_public(self) -> bytes:
        return public_key(self.sign)

    def sign_challenge(self, school: str, challenge: str) -> bytes:
        """The signature that opens the mailbox for one challenge, which is signed as the text the server sent."""
        return sign(self.mailbox, context("sign/mailbox", school, challenge))


def mailbox_keys(master: bytes) -> MailboxKeys:
    """All keys of a mailbox from the stretched words."""
    return MailboxKeys(
        derive(master, context("words/locator")),
        derive(master, context("words/mailbox")),
        derive(master, context("words/kem")),
        derive(master, context("words/sign")),
    )
