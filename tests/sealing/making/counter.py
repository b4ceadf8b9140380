"""Fixed bytes in place of random ones, so that vectors come out the same on every machine."""

import hashlib


class Counter:
    """SHA-256 of a name and a counter. For vectors only: whoever knows the name knows every key."""

    def __init__(self, name: str) -> None:
        self._name = name.encode()
        self._next = 0

    def take(self, size: int = 32) -> bytes:
        self._next += 1
        return hashlib.sha256(self._name + self._next.to_bytes(4, "big")).digest()[:size]

    def id(self) -> str:
        """A random-looking UUIDv4."""
        digits = self.take(16).hex()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:]}"
