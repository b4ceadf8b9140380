"""A tree in tiles of 256 hashes (C2SP `tlog-tiles`): what is stored of it, and any root from few of them. Pure."""

from collections.abc import Callable, Iterator

from app.audit.merkle import Frontier, RootOf, node_hash, root, split_at

HEIGHT = 8
WIDTH = 1 << HEIGHT

Fetch = Callable[[int, int], list[bytes]]
"""The hashes of tile (level, number), as many as there are: of leaves on level 0, above it of whole tiles below."""


def closed(before: Frontier, leaf: bytes) -> Iterator[tuple[int, int, bytes]]:
    """The tiles that `leaf` makes whole, as (level above them, number, root)."""
    size, level = before.size + 1, 1
    while size % WIDTH**level == 0:
        # All that the tile needs is the end of the frontier: its other leaves are whole subtrees there.
        below = Frontier(WIDTH**level - 1, before.hashes[-HEIGHT * level :])
        yield level, size // WIDTH**level - 1, below.append(leaf).root()
        level += 1


def root_of(fetch: Fetch) -> RootOf:
    """The root of any part of a tree that an inclusion or consistency proof asks for."""

    def found(start: int, end: int) -> bytes:
        size = end - start
        if size & (size - 1):
            split = start + split_at(size)
            return node_hash(found(start, split), found(split, end))
        level = (size.bit_length() - 1) // HEIGHT
        first, count = start >> HEIGHT * level, size >> HEIGHT * level
        number, offset = divmod(first, WIDTH)
        return root(fetch(level, number)[offset : offset + count])

    return found


def read_path(text: str) -> tuple[int, int] | None:
    """The number and the width of the tile that an address names; None if it is written in another way."""
    written, partial, width = text.partition(".p/")
    digits = written.replace("/", "").replace("x", "")
    if not digits.isascii() or not digits.isdecimal() or path(int(digits)) != written:
        return None
    if not partial:
        return int(digits), WIDTH
    known = width.isascii() and width.isdecimal() and width[0] != "0" and int(width) < WIDTH
    return (int(digits), int(width)) if known else None


def path(number: int) -> str:
    """A tile's number as an address writes it: 1234067 is `x001/x234/067`."""
    digits = f"{number:0{-(-len(str(number)) // 3) * 3}}"
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    return "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
