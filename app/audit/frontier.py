"""How a log's frontier is written in its row."""

from app.audit.merkle import HASH_BYTES, Frontier
from app.core import encoding


def write_frontier(frontier: Frontier) -> str:
    """base64url of the subtree hashes, one after another."""
    return encoding.encode(b"".join(frontier.hashes))


def read_frontier(size: int, text: str) -> Frontier:
    """The frontier of a log of `size` entries."""
    joined = encoding.decode(text)
    hashes = tuple(joined[start : start + HASH_BYTES] for start in range(0, len(joined), HASH_BYTES))
    return Frontier(size, hashes)
