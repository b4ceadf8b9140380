"""Builds one AES-256-GCM ciphertext that opens under two keys, to show why a box commits to its key.

The attack of Dodis, Grubbs, Ristenpart and Woodage ("Fast Message Franking", 2018): GCM's tag is linear in the
ciphertext blocks, so one free block can be solved for so that both keys give the same tag.
"""

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import ECB

_R = 0xE1 << 120
_ONE = 1 << 127
_NONCE = bytes(12)


def _multiply(x: int, y: int) -> int:
    """In GCM's field, GF(2^128) with reflected bits (NIST SP 800-38D, 6.3)."""
    z = 0
    for bit in range(127, -1, -1):
        if x >> bit & 1:
            z ^= y
        y = y >> 1 ^ (_R if y & 1 else 0)
    return z


def _power(x: int, exponent: int) -> int:
    result = _ONE
    while exponent:
        if exponent & 1:
            result = _multiply(result, x)
        x = _multiply(x, x)
        exponent >>= 1
    return result


def _block(key: bytes, data: bytes) -> int:
    encryptor = Cipher(AES(key), ECB()).encryptor()  # noqa: S305 - one raw block is what GCM itself is made of
    return int.from_bytes(encryptor.update(data) + encryptor.finalize(), "big")


def _keystream(key: bytes, number: int) -> int:
    return _block(key, _NONCE + (number + 2).to_bytes(4, "big"))


def two_readings(first: bytes, second: bytes, text: bytes, other: bytes) -> bytes:
    """Ciphertext and tag, under the zero nonce: `first` reads `text` (16 bytes) in it and `second` reads `other`.

    Three blocks: one fixed by the first reader's text, one by the second's, and one that makes the tags agree.
    """
    blocks = [_keystream(first, 0) ^ int.from_bytes(text, "big"), _keystream(second, 1) ^ int.from_bytes(other, "big")]
    hashes = [_block(key, bytes(16)) for key in (first, second)]
    masks = [_block(key, _NONCE + b"\0\0\0\1") for key in (first, second)]
    length = 3 * 16 * 8

    def known(h: int) -> int:
        return _multiply(blocks[0], _power(h, 4)) ^ _multiply(blocks[1], _power(h, 3)) ^ _multiply(length, h)

    # Solve  c3 * (h1^2 + h2^2) = known(h1) + known(h2) + mask1 + mask2  for the free third block c3.
    right = known(hashes[0]) ^ known(hashes[1]) ^ masks[0] ^ masks[1]
    squares = _power(hashes[0], 2) ^ _power(hashes[1], 2)
    free = _multiply(right, _power(squares, 2**128 - 2))
    tag = known(hashes[0]) ^ _multiply(free, _power(hashes[0], 2)) ^ masks[0]
    return b"".join(one.to_bytes(16, "big") for one in [*blocks, free, tag])
