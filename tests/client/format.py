"""Sections 1 to 4 of the protocol: encodings, box, wrap, signatures, return words, passphrases."""

import base64
import hashlib
import re
import unicodedata
from dataclasses import dataclass
from secrets import token_bytes

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE_1 = b"\x01"
HPKE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class Refused(Exception):
    """This client refuses what it was given; `code` is the one that the protocol names."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def b64u(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64u(text: str) -> bytes:
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise Refused("bad_encoding")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if b64u(data) != text:
        raise Refused("bad_encoding")
    return data


def u32(number: int) -> bytes:
    return number.to_bytes(4, "big")


def ctx(label: str, *parts: bytes | str | int) -> bytes:
    framed = b""
    for part in parts:
        data = u32(part) if isinstance(part, int) else part.encode() if isinstance(part, str) else part
        framed += u32(len(data)) + data
    return b"hark/1 " + label.encode() + b"\0" + framed


def hkdf(ikm: bytes, salt: bytes, info: bytes, length: int = 32) -> bytes:
    return HKDF(SHA256(), length, salt, info).derive(ikm)


def box(key: bytes, context: bytes, plaintext: bytes) -> bytes:
    salt = token_bytes(32)
    okm = hkdf(key, salt, context, 64)
    return SUITE_1 + salt + okm[32:] + AESGCM(okm[:32]).encrypt(bytes(12), plaintext, None)


def unbox(key: bytes, context: bytes, sealed: bytes) -> bytes:
    suite, salt, commitment, ciphertext = sealed[:1], sealed[1:33], sealed[33:65], sealed[65:]
    if suite != SUITE_1:
        raise Refused("suite_unknown")
    okm = hkdf(key, salt, context, 64)
    if okm[32:] != commitment:
        raise Refused("commitment_wrong")
    try:
        return AESGCM(okm[:32]).decrypt(bytes(12), ciphertext, None)
    except InvalidTag:
        raise Refused("box_broken") from None


def _kem_parts(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])


def kem_public(seed: bytes) -> bytes:
    mlkem, x25519 = _kem_parts(seed)
    return mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()


def wrap(public: bytes, context: bytes, plaintext: bytes) -> bytes:
    mlkem = MLKEM768PublicKey.from_public_bytes(public[:1184])
    key = MLKEM768X25519PublicKey(mlkem, X25519PublicKey.from_public_bytes(public[1184:]))
    return SUITE_1 + HPKE.encrypt(plaintext, key, context)


def unwrap(seed: bytes, context: bytes, wrapped: bytes) -> bytes:
    if wrapped[:1] != SUITE_1:
        raise Refused("suite_unknown")
    try:
        return HPKE.decrypt(wrapped[1:], MLKEM768X25519PrivateKey(*_kem_parts(seed)), context)
    except (InvalidTag, ValueError):
        raise Refused("wrap_broken") from None


def kid(public: bytes) -> str:
    return b64u(hashlib.sha256(public).digest())


def sign_public(seed: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def sign(seed: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(seed).sign(message)


def check_signature(public: bytes, message: bytes, signature: bytes, code: str = "signature_wrong") -> None:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise Refused(code) from None


def check_signature_of_any(publics: list[bytes], message: bytes, signature: bytes) -> None:
    """By one of the keys that somebody has, or had: whoever was let in again signs with a new one."""
    for public in publics:
        try:
            return check_signature(public, message, signature)
        except Refused:
            continue
    raise Refused("signature_wrong")


def argon2id(secret: str, salt: bytes, m: int = 65536, t: int = 3, p: int = 1) -> bytes:
    if m < 65536 or t < 3 or p < 1:
        raise Refused("cost_refused")
    return hash_secret_raw(secret.encode(), salt, t, m, p, 32, Type.ID)


@dataclass(frozen=True)
class PupilKeys:
    """What return words give (section 3): a locator and three seeds."""

    locator: bytes
    mailbox: bytes
    kem: bytes
    sign: bytes

    @classmethod
    def from_words(cls, typed: str, school: str) -> "PupilKeys":
        lower = unicodedata.normalize("NFKC", typed).lower()
        letters = "".join(one if unicodedata.category(one).startswith("L") else " " for one in lower)
        salt = hashlib.sha256(ctx("words/salt", school)).digest()[:16]
        master = argon2id(" ".join(letters.split()), salt)
        parts = ("locator", "mailbox", "kem", "sign")
        return cls(*(hkdf(master, b"", ctx(f"words/{part}")) for part in parts))


@dataclass(frozen=True)
class Passphrase:
    """What a stretched passphrase gives (section 4): what is sent, and what opens the vault key."""

    auth: bytes
    wrap_key: bytes

    @classmethod
    def stretched(cls, typed: str, salt: bytes, m: int, t: int, p: int) -> "Passphrase":
        master = argon2id(unicodedata.normalize("NFKC", typed).strip(" \t\r\n"), salt, m, t, p)
        return cls(hkdf(master, b"", ctx("person/auth")), hkdf(master, b"", ctx("person/wrap")))
